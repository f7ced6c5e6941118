// Package week says which reports a release covers.
//
// What enters: a date, an ISO week or a pair of bounds, as people write them. What leaves: a Window, a
// half-open interval of time in UTC with a label that names the release. Promised: a week starts on
// Monday 00:00 UTC and ends where the next one starts, so that every instant belongs to exactly one.
package week

import (
	"fmt"
	"time"
)

// Window is the half-open interval [From, To) that a release covers.
type Window struct {
	Label  string `json:"label"`   // date of From, YYYY-MM-DD: the release's name in paths and partitions
	From   int64  `json:"from"`    // microseconds since 1970-01-01T00:00:00Z, within the window
	To     int64  `json:"to"`      // microseconds since 1970-01-01T00:00:00Z, the first instant after it
	IsWeek bool   `json:"is_week"` // Monday 00:00 UTC to the next Monday
}

const (
	day      = 24 * time.Hour
	dateForm = "2006-01-02"
)

// Of returns the week that holds t.
func Of(t time.Time) Window {
	t = t.UTC()
	year, month, date := t.Date()
	back := (int(t.Weekday()) + 6) % 7 // days since Monday
	monday := time.Date(year, month, date-back, 0, 0, 0, 0, time.UTC)
	return window(monday, monday.Add(7*day))
}

// LastComplete returns the week before the one that holds now: the latest whose reports are all in.
func LastComplete(now time.Time) Window { return Of(now).Previous() }

func window(from, to time.Time) Window {
	return Window{
		Label:  from.Format(dateForm),
		From:   from.UnixMicro(),
		To:     to.UnixMicro(),
		IsWeek: from.Weekday() == time.Monday && from.Equal(from.Truncate(day)) && to.Sub(from) == 7*day,
	}
}

// Parse reads a week as people write it: any of its dates ("2026-11-09") or its ISO 8601 number
// ("2026-W46", the week of that year's 46th Thursday).
func Parse(s string) (Window, error) {
	if t, err := time.Parse(dateForm, s); err == nil {
		if t.Year() < 1 {
			return Window{}, fmt.Errorf("week %q: the year must be 0001 or later", s)
		}
		return Of(t), nil
	}
	var year, number int
	if !isoForm(s) {
		return Window{}, fmt.Errorf("week %q is not understood: write a date of the week, as in 2026-11-09, or its ISO number, as in 2026-W46", s)
	}
	if _, err := fmt.Sscanf(s, "%4d-W%2d", &year, &number); err != nil || year < 1 {
		return Window{}, fmt.Errorf("week %q: the year must be 0001 or later", s)
	}
	if last := weeksIn(year); number < 1 || number > last {
		return Window{}, fmt.Errorf("week %q: the year %04d has weeks W01 to W%d", s, year, last)
	}
	first := Of(time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)) // 4 January is always in W01
	return Of(time.UnixMicro(first.From).Add(time.Duration(number-1) * 7 * day)), nil
}

// isoForm says whether s has the shape YYYY-Www.
func isoForm(s string) bool {
	if len(s) != len("2026-W46") {
		return false
	}
	for i, c := range []byte(s) {
		switch {
		case i == 4 && c != '-', i == 5 && c != 'W', i != 4 && i != 5 && (c < '0' || c > '9'):
			return false
		}
	}
	return true
}

// weeksIn is the number of ISO weeks of a year: 28 December is always in the last one.
func weeksIn(year int) int {
	_, n := time.Date(year, time.December, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return n
}

// Between returns the window from one instant up to, not including, another. Each is a date, which
// means its 00:00 UTC, or an RFC 3339 time.
func Between(from, to string) (Window, error) {
	start, err := instant("from", from)
	if err != nil {
		return Window{}, err
	}
	end, err := instant("to", to)
	if err != nil {
		return Window{}, err
	}
	if !start.Before(end) {
		return Window{}, fmt.Errorf("the window from %s to %s is empty: its end, which is not part of it, must be after its start", from, to)
	}
	return window(start, end), nil
}

func instant(what, s string) (time.Time, error) {
	t, err := time.Parse(dateForm, s)
	if err != nil {
		t, err = time.Parse(time.RFC3339, s)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("%s %q is not understood: write a date, as in 2026-11-09, or an RFC 3339 time, as in 2026-11-09T06:00:00Z", what, s)
	}
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, fmt.Errorf("%s %q: the year must be between 0001 and 9999", what, s)
	}
	return t.Truncate(time.Microsecond), nil
}

// Contains says whether the instant, in microseconds since 1970-01-01T00:00:00Z, is in the window.
func (w Window) Contains(micros int64) bool { return w.From <= micros && micros < w.To }

// CurrentDate is what CURRENT_DATE() means in a query of this release, in days since 1970-01-01: the
// date of To, which for a week is the Monday after it. It does not depend on when the release is made,
// so that a backfill equals the original.
func (w Window) CurrentDate() int64 {
	const micros = int64(day / time.Microsecond)
	days := w.To / micros
	if w.To%micros < 0 {
		days--
	}
	return days
}

// Previous is the window of the same length that ends where w starts.
func (w Window) Previous() Window {
	return window(time.UnixMicro(2*w.From-w.To).UTC(), time.UnixMicro(w.From).UTC())
}

// String describes the window for people.
func (w Window) String() string {
	from, to := time.UnixMicro(w.From).UTC(), time.UnixMicro(w.To).UTC()
	if w.IsWeek {
		year, number := from.ISOWeek()
		return fmt.Sprintf("week %s (%04d-W%02d)", w.Label, year, number)
	}
	return fmt.Sprintf("%s to %s", from.Format(time.RFC3339Nano), to.Format(time.RFC3339Nano))
}
