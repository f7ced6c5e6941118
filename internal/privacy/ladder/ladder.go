// Package ladder publishes values that too few sites share as coarser ones: version 7.2.1 as "7.2 (other)", that
// as "7 (other)", and that as "(other)". It is local recoding with a generalisation hierarchy (P. Samarati and
// L. Sweeney, Protecting Privacy when Disclosing Information, 1998).
//
// Where counts are rounded, each level is a cell of its own with a rounding of its own, so that a site which is in
// no fine row can show in as many numbers as there are levels, in each with the probability of any other number.
//
// What enters: of each combination of the other keys, how many sites have each set of values (agg.ValueSets),
// with no threshold applied; and a judge of which cells may appear. What leaves: the cells that may, each value
// as fine as its sites allow. Promised: no text leaves that is not that of a cell which the judge let through; a
// row of a coarser value counts those sites, once each, that have a value below it which is in no finer row, so
// that rows add up as a histogram's do.
package ladder

import (
	"fmt"
	"regexp"

	"isobar/internal/plan"
)

// Other is the coarsest value. It stands in parentheses behind every coarser one, too, since such a row shows what
// is not in the finer ones.
const Other = "(other)"

// MaxLevels is more than a hierarchy of names has.
const MaxLevels = 8

// Level is one step up: a regular expression whose one group is the coarser value. What does not match goes on to
// the next level.
type Level struct{ pattern *regexp.Regexp }

// ParseLevel reads one level. The error is a sentence about the text.
func ParseLevel(text string) (Level, error) {
	pattern, err := regexp.Compile(text)
	if err != nil {
		return Level{}, fmt.Errorf("%q is no regular expression of RE2: %w", text, err)
	}
	if pattern.NumSubexp() != 1 {
		return Level{}, fmt.Errorf("%q has %d groups in parentheses, not one, which holds the coarser value: write (?: ) for others", text, pattern.NumSubexp())
	}
	return Level{pattern}, nil
}

// coarser is the value one level up; none if the level has nothing to say about the value.
func (l Level) coarser(text []byte) (label string, ok bool) {
	match := l.pattern.FindSubmatch(text)
	if match == nil || len(match[1]) == 0 {
		return "", false
	}
	return string(match[1]) + " " + Other, true
}

// levels reads those of a plan.
func levels(l *plan.Ladder) ([]Level, error) {
	if len(l.Levels) > MaxLevels {
		return nil, fmt.Errorf("a ladder of %d levels, more than %d", len(l.Levels), MaxLevels)
	}
	all := make([]Level, len(l.Levels))
	for i, text := range l.Levels {
		var err error
		if all[i], err = ParseLevel(text); err != nil {
			return nil, err
		}
	}
	return all, nil
}
