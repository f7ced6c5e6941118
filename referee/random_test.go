package referee

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"isobar/referee/generate"
)

// TestRandomQueries compares as many random queries as REFEREE_N says, half of them at a threshold above 1.
// REFEREE_SEED makes others, of other reports. Queries that isobar refuses are skipped, and may not be many.
func TestRandomQueries(t *testing.T) {
	b := start(t)
	var seen tally
	want := int(number("REFEREE_N", 300))
	seed := number("REFEREE_SEED", 1)
	for _, k := range thresholds {
		g := generate.New(seed, k)
		for range want / len(thresholds) {
			seen.add(t, b, g.Query(), k)
		}
	}
	t.Log(seen.String())
	if seen.compared < want/2 {
		t.Errorf("only %d of %d queries were compared", seen.compared, want)
	}
	if 10*seen.refused > 3*want {
		t.Errorf("isobar refused %d of %d queries", seen.refused, want)
	}
}

// tally counts what became of random queries.
type tally struct {
	compared, refused, failed, empty, different int
	reasons                                     map[string]int
}

func (s *tally) String() string {
	text := fmt.Sprintf("%d compared (%d without rows), %d refused, %d that the emulator cannot run", s.compared, s.empty, s.refused, s.failed)
	for reason, n := range s.reasons {
		text += fmt.Sprintf("\n%5d %s", n, reason)
	}
	return text
}

func (s *tally) because(reason string) {
	if s.reasons == nil {
		s.reasons = map[string]int{}
	}
	s.reasons[reason]++
}

// manyDifferences is where a test stops to explain them.
const manyDifferences = 10

func (s *tally) add(t *testing.T, b *both, q *generate.Query, k int) {
	d, rows, err := compare(b, q, k)
	var no refused
	switch {
	case errors.As(err, &no):
		s.refused++
		s.because("refused: " + no.Findings[0].Message)
	case errors.As(err, new(emulatorError)):
		s.failed++
		message := err.Error()
		s.because("emulator: " + message[max(0, len(message)-100):])
	case err != nil:
		t.Errorf("isobar fails: %v\n%s", err, q.SQL())
	case d != "":
		s.compared++
		if s.different++; s.different <= manyDifferences {
			t.Errorf("k = %d: %s", k, shrunk(b, q, k))
		}
	default:
		s.compared++
		if rows == 0 {
			s.empty++
		}
	}
}

type emulatorError struct{ error }

// compare runs one query in both engines.
func compare(b *both, q *generate.Query, k int) (d string, rows int, err error) {
	sql := q.SQL()
	ours, err := b.isobar.query(sql, k)
	if err != nil {
		return "", 0, err
	}
	theirs, err := b.emulator.query(withThreshold(sql, k))
	if err != nil {
		return "", 0, emulatorError{err}
	}
	return difference(ours, theirs, query{ordered: q.Ordered, approximate: true}), len(ours.rows), nil
}

// shrunk describes the smallest query found that still differs.
func shrunk(b *both, q *generate.Query, k int) string {
	first := q.SQL()
	d, _, _ := compare(b, q, k)
again:
	for _, smaller := range q.Smaller() {
		if less, _, err := compare(b, smaller, k); err == nil && less != "" {
			q, d = smaller, less
			goto again
		}
	}
	var s strings.Builder
	fmt.Fprintf(&s, "%s\n%s", q.SQL(), d)
	if q.SQL() != first {
		fmt.Fprintf(&s, "\nfound with %s", first)
	}
	return s.String()
}
