package ladder

import (
	"errors"
	"strings"

	"isobar/internal/cells"
	"isobar/internal/plan"
)

// Judge gives those of a group's cells that may appear, with the numbers that they may appear with, in their order. level
// is how often they have climbed: 0 for the values themselves.
type Judge func(level int, set *cells.Set) (*cells.Set, error)

// AtLeast lets through the cells of k sites or more, as they are.
func AtLeast(k int64) Judge {
	return func(_ int, set *cells.Set) (*cells.Set, error) {
		return set.Keep(func(cell int) bool { return set.Sites[cell] >= k }), nil
	}
}

// Publish gives the cells of a group with a Ladder. sets are the merged cells of its agg.ValueSets. They are judged
// level by level, the finest first; a value whose cell does not appear counts in the next. NULL and values that look
// like coarser ones climb to Other at once, and so do, never shown themselves, values for which listed is false; nil
// lists all. The result has as withheld the combinations of keys and value that no row shows.
func Publish(sets *cells.Set, g *plan.Group, judge Judge, listed func(text []byte) bool) (*cells.Set, error) {
	if g.Ladder == nil || len(sets.Keys) != len(g.Keys) || len(sets.Measures) != len(g.Measures) {
		return nil, errors.New("ladder: cells of another group")
	}
	steps, err := levels(g.Ladder)
	if err != nil {
		return nil, err
	}
	c, err := read(sets, g.Ladder.Key)
	if err != nil {
		return nil, err
	}
	out := cells.New(len(g.Keys), len(g.Measures))
	for level := range len(steps) + 2 {
		readings := make([]reading, len(c.values))
		for i, v := range c.values {
			readings[i] = v.at(level, steps, listed)
		}
		made, rows := c.level(readings)
		shown, err := judge(level, made)
		if err != nil {
			return nil, err
		}
		if err := c.settle(readings, made, rows, shown); err != nil {
			return nil, err
		}
		if err := out.Append(shown.Encode()); err != nil {
			return nil, err
		}
	}
	out.Withheld = c.hidden()
	return out, nil
}

// reading is what a row shows for a value: shownNull, or shownText before the text; nothing if it has no row.
type reading string

const (
	nothing   reading = ""
	shownNull reading = "n"
	shownText reading = "t"
)

// at is how a value reads at a level, the first of which is the value itself and the last Other.
func (r reading) at(level int, steps []Level, listed func([]byte) bool) reading {
	text, isText := strings.CutPrefix(string(r), string(shownText))
	switch {
	case level == len(steps)+1:
		return shownText + Other
	case level == 0 && !isText:
		return r
	case !isText, strings.HasSuffix(text, Other), listed != nil && !listed([]byte(text)):
		return nothing
	case level == 0:
		return r
	}
	if label, ok := steps[level-1].coarser([]byte(text)); ok {
		return shownText + reading(label)
	}
	return nothing
}
