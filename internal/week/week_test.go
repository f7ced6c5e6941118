package week_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"isobar/internal/week"
)

func parse(t *testing.T, s string) week.Window {
	t.Helper()
	w, err := week.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestParse(t *testing.T) {
	tests := []struct{ in, label string }{
		{"2026-11-09", "2026-11-09"}, // a Monday
		{"2026-11-15", "2026-11-09"}, // its Sunday
		{"2026-11-16", "2026-11-16"},
		{"2026-W46", "2026-11-09"},
		{"2020-W53", "2020-12-28"}, // a long year
		{"2021-01-01", "2020-12-28"},
		{"2021-W01", "2021-01-04"},
		{"2024-12-30", "2024-12-30"}, // 2025-W01 starts in 2024
		{"2025-W01", "2024-12-30"},
		{"2027-01-03", "2026-12-28"}, // 2026-W53 ends in 2027
		{"2026-W53", "2026-12-28"},
		{"2024-02-29", "2024-02-26"},
		{"0001-01-01", "0001-01-01"},
		{"9999-W52", "9999-12-27"},
	}
	for _, test := range tests {
		if w := parse(t, test.in); w.Label != test.label || !w.IsWeek {
			t.Errorf("Parse(%q) = %+v, want the week of %s", test.in, w, test.label)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]string{
		"":           `week "" is not understood: write a date of the week, as in 2026-11-09, or its ISO number, as in 2026-W46`,
		"2026-02-30": `week "2026-02-30" is not understood`,
		"2026-W00":   `week "2026-W00": the year 2026 has weeks W01 to W53`,
		"2025-W53":   `week "2025-W53": the year 2025 has weeks W01 to W52`,
		"0000-W01":   `week "0000-W01": the year must be 0001 or later`,
		"0000-01-01": `week "0000-01-01": the year must be 0001 or later`,
		"2026-W4":    "not understood",
		"2026-W-1":   "not understood",
		"2026-W 1":   "not understood",
		"2026W46":    "not understood",
		"last":       "not understood",
	}
	for in, want := range tests {
		if w, err := week.Parse(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %v, %v; want an error with %q", in, w, err, want)
		}
	}
}

// Every instant is in exactly one week, which starts on a Monday at 00:00 UTC, and both ways of
// naming that week find it.
func TestOfIsAPartition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	zone := time.FixedZone("", 5*3600+1800)
	for range 20000 {
		at := time.UnixMicro(r.Int64N(4e15) - 1e15).In(zone)
		w := week.Of(at)
		from := time.UnixMicro(w.From).UTC()
		if from.Weekday() != time.Monday || from.Format("15:04:05.000000") != "00:00:00.000000" || w.To-w.From != 7*86400e6 {
			t.Fatalf("Of(%s) = %+v is not Monday to Monday", at, w)
		}
		if !w.Contains(at.UnixMicro()) || week.Of(from) != w || w.Previous().To != w.From || w.Previous().Contains(w.From) {
			t.Fatalf("Of(%s) = %+v does not hold it, or not it alone", at, w)
		}
		year, number := at.UTC().ISOWeek()
		if got := parse(t, fmt.Sprintf("%04d-W%02d", year, number)); got != w {
			t.Fatalf("ISO week of %s: %+v, want %+v", at, got, w)
		}
		if got := parse(t, at.UTC().Format("2006-01-02")); got != w {
			t.Fatalf("date of %s: %+v, want %+v", at, got, w)
		}
	}
}

func TestHalfOpen(t *testing.T) {
	w := parse(t, "2026-11-09")
	for micros, want := range map[int64]bool{w.From - 1: false, w.From: true, w.To - 1: true, w.To: false} {
		if w.Contains(micros) != want {
			t.Errorf("Contains(%d) = %v", micros, !want)
		}
	}
}

func TestLastComplete(t *testing.T) {
	tests := map[string]string{
		"2026-11-16T00:00:00Z":      "2026-11-09", // the first instant after it
		"2026-11-15T23:59:59Z":      "2026-11-02",
		"2026-11-16T01:00:00+02:00": "2026-11-02", // still Sunday in UTC
		"2027-01-04T06:00:00Z":      "2026-12-28",
	}
	for now, want := range tests {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := week.LastComplete(at); got.Label != want {
			t.Errorf("LastComplete(%s) = %s, want %s", now, got.Label, want)
		}
	}
}

func TestBetween(t *testing.T) {
	w, err := week.Between("2026-11-09", "2026-11-16")
	if err != nil || w != parse(t, "2026-W46") {
		t.Errorf("a week by its bounds: %+v, %v", w, err)
	}
	w, err = week.Between("2025-09-01", "2026-09-02T12:00:00.5+02:00")
	if err != nil || w.IsWeek || w.Label != "2025-09-01" {
		t.Fatalf("%+v, %v", w, err)
	}
	if got := w.String(); got != "2025-09-01T00:00:00Z to 2026-09-02T10:00:00.5Z" {
		t.Errorf("String() = %q", got)
	}
	if got := time.Unix(w.CurrentDate()*86400, 0).UTC().Format("2006-01-02"); got != "2026-09-02" {
		t.Errorf("CurrentDate is %s", got)
	}
	if p := w.Previous(); p.To != w.From || p.To-p.From != w.To-w.From || p.IsWeek {
		t.Errorf("Previous() = %+v", p)
	}
	tests := [][3]string{
		{"2026-11-09", "2026-11-09", "is empty"},
		{"2026-11-10", "2026-11-09", "is empty"},
		{"yesterday", "2026-11-09", `from "yesterday" is not understood: write a date`},
		{"2026-11-09", "2026-11-09 06:00", `to "2026-11-09 06:00" is not understood`},
		{"0000-12-31", "2026-11-09", "between 0001 and 9999"},
		{"2026-11-09", "9999-12-31T23:00:00-02:00", "between 0001 and 9999"},
	}
	for _, test := range tests {
		if _, err := week.Between(test[0], test[1]); err == nil || !strings.Contains(err.Error(), test[2]) {
			t.Errorf("Between(%q, %q): %v; want %q", test[0], test[1], err, test[2])
		}
	}
}

func TestCurrentDateIsTheMondayAfter(t *testing.T) {
	for _, s := range []string{"2026-11-11", "1969-12-31", "1960-02-29"} {
		w := parse(t, s)
		got := time.Unix(w.CurrentDate()*86400, 0).UTC()
		if got.UnixMicro() != w.To || got.Weekday() != time.Monday {
			t.Errorf("CurrentDate of the week of %s is %s", s, got)
		}
	}
	w, err := week.Between("1969-01-01", "1969-01-01T10:00:00Z")
	if err != nil || time.Unix(w.CurrentDate()*86400, 0).UTC().Format("2006-01-02") != "1969-01-01" {
		t.Errorf("CurrentDate before 1970: %d, %v", w.CurrentDate(), err)
	}
}

func TestTextAndJSON(t *testing.T) {
	w := parse(t, "2027-01-01")
	if got := w.String(); got != "week 2026-12-28 (2026-W53)" {
		t.Errorf("String() = %q", got)
	}
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var back week.Window
	if err := json.Unmarshal(data, &back); err != nil || back != w {
		t.Errorf("%s reads back as %+v, %v", data, back, err)
	}
}
