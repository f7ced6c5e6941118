package eval

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// randomClock is a wall clock of any year, or near a beginning where things change.
func randomClock(r *rand.Rand) int64 {
	c := minTimestamp + r.Int64N(maxTimestamp-minTimestamp)
	switch r.IntN(4) {
	case 0:
		c -= floorMod(c, microsOfDay)
	case 1:
		c = time.Date(1+r.IntN(9999), time.Month(1+r.IntN(12)), 1, 0, 0, 0, 0, time.UTC).UnixMicro() + r.Int64N(3) - 1
	case 2:
		c = time.Date(1900+r.IntN(200), time.January, 1+r.IntN(7)-3, r.IntN(24), 0, 0, 0, time.UTC).UnixMicro()
	}
	return min(max(c, minTimestamp), maxTimestamp)
}

// TestExtractAgainstTime compares every part with what Go's time package says.
func TestExtractAgainstTime(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		c := randomClock(r)
		g := time.UnixMicro(c).UTC()
		isoYear, isoWeek := g.ISOWeek()
		want := map[string]int{
			"YEAR": g.Year(), "ISOYEAR": isoYear, "QUARTER": (int(g.Month()) + 2) / 3, "MONTH": int(g.Month()), "ISOWEEK": isoWeek, "DAY": g.Day(),
			"DAYOFWEEK": int(g.Weekday()) + 1, "DAYOFYEAR": g.YearDay(), "HOUR": g.Hour(), "MINUTE": g.Minute(), "SECOND": g.Second(),
			"MILLISECOND": g.Nanosecond() / 1_000_000, "MICROSECOND": g.Nanosecond() / 1000,
			// strftime's rule for %U and %W
			"WEEK": (g.YearDay() + 6 - int(g.Weekday())) / 7, "WEEK_MONDAY": (g.YearDay() + 6 - (int(g.Weekday())+6)%7) / 7,
			"WEEK_SATURDAY": (g.YearDay() + 6 - (int(g.Weekday())+1)%7) / 7,
		}
		for name, n := range want {
			if got := parts[name].extract(c); got != int64(n) {
				t.Fatalf("%s of %v is %d, want %d", name, g, got, n)
			}
		}
	}
}

// TestTruncAndLast holds the beginnings and ends of parts to what defines them: the part's numbers are the same from
// the beginning on, and different just before it, and likewise for the end.
func TestTruncAndLast(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	in := map[string]func(c int64) string{}
	for name, numbers := range map[string]string{
		"YEAR": "YEAR", "ISOYEAR": "ISOYEAR", "QUARTER": "YEAR QUARTER", "MONTH": "YEAR MONTH", "ISOWEEK": "ISOYEAR ISOWEEK", "DAY": "YEAR DAYOFYEAR",
		"HOUR": "YEAR DAYOFYEAR HOUR", "MINUTE": "YEAR DAYOFYEAR HOUR MINUTE", "SECOND": "YEAR DAYOFYEAR HOUR MINUTE SECOND",
	} {
		in[name] = func(c int64) string {
			var text string
			for _, number := range strings.Fields(numbers) {
				text += fmt.Sprint(parts[number].extract(c), " ")
			}
			return text
		}
	}
	for range 5000 {
		c := randomClock(r)
		for name, numbers := range in {
			p := parts[name]
			start := p.trunc(c)
			if start > c || numbers(start) != numbers(c) || numbers(start-1) == numbers(c) || p.trunc(start) != start {
				t.Fatalf("%s of %v begins %v", name, time.UnixMicro(c).UTC(), time.UnixMicro(start).UTC())
			}
			if p.unit <= days {
				end := (p.last(floorDiv(c, microsOfDay)) + 1) * microsOfDay
				if end <= c || numbers(end-1) != numbers(c) || numbers(end) == numbers(c) {
					t.Fatalf("%s of %v ends %v", name, time.UnixMicro(c).UTC(), time.UnixMicro(end).UTC())
				}
			}
			if other := randomClock(r); p.diff(c, other) != -p.diff(other, c) || (p.diff(c, other) == 0) != (numbers(c) == numbers(other)) {
				t.Fatalf("%s from %v to %v", name, time.UnixMicro(c).UTC(), time.UnixMicro(other).UTC())
			}
		}
		for first := range int64(7) {
			p := part{weeks, first}
			start := p.trunc(c)
			if time.UnixMicro(start).UTC().Weekday() != time.Weekday(first) || c-start < 0 || c-start >= 7*microsOfDay {
				t.Fatalf("the week of %v from %d begins %v", time.UnixMicro(c).UTC(), first, time.UnixMicro(start).UTC())
			}
		}
	}
}

// TestAddAgainstTime compares sums with Go's, which lets a day run on into the next month.
func TestAddAgainstTime(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		c, n := randomClock(r), r.Int64N(4000)-2000
		g := time.UnixMicro(c).UTC()
		for name, want := range map[string]time.Time{
			"YEAR": g.AddDate(int(n), 0, 0), "QUARTER": g.AddDate(0, 3*int(n), 0), "MONTH": g.AddDate(0, int(n), 0), "WEEK": g.AddDate(0, 0, 7*int(n)), "DAY": g.AddDate(0, 0, int(n)),
			"HOUR": g.Add(time.Duration(n) * time.Hour), "SECOND": g.Add(time.Duration(n) * time.Second), "MICROSECOND": g.Add(time.Duration(n) * time.Microsecond),
		} {
			if want.Day() < g.Day() && parts[name].unit <= months { // ran on
				want = want.AddDate(0, 0, -want.Day())
			}
			got, ok := parts[name].add(c, n)
			if ok != (want.Year() >= 1 && want.Year() <= 9999) || ok && got != want.UnixMicro() {
				t.Fatalf("%v + %d %s = %v, %t, want %v", g, n, name, time.UnixMicro(got).UTC(), ok, want)
			}
			if back, okBack := parts[name].sub(c, -n); back != got || okBack != ok {
				t.Fatalf("%v - %d %s is not the sum of the opposite", g, -n, name)
			}
		}
	}
}

// TestZones: a wall clock leads to an instant at which the zone shows it, the first such, unless the zone skips it.
func TestZones(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "+05:45", "-12"} {
		z, ok := parseZone([]byte(name))
		if !ok {
			t.Fatal(name)
		}
		for range 5000 {
			instant := randomClock(r)
			if r.IntN(2) == 0 && z.rules != nil { // near a change
				near := time.Date(1890+r.IntN(180), time.Month(1+r.IntN(12)), 1, 0, 0, 0, 0, time.UTC).In(z.rules)
				if _, change := near.ZoneBounds(); !change.IsZero() {
					instant = change.UnixMicro() + (r.Int64N(8*3600)-4*3600)*microsOfSecond
				}
			}
			clock := z.clock(instant)
			got := z.instant(clock)
			if z.clock(got) != clock || got > instant || got < instant-microsOfDay {
				t.Fatalf("%s: %v shows %v, which is %v", name, time.UnixMicro(instant).UTC(), time.UnixMicro(clock).UTC(), time.UnixMicro(got).UTC())
			}
			asked := clock + (r.Int64N(8*3600)-4*3600)*microsOfSecond
			if got = z.instant(asked); z.clock(got) < asked || z.clock(got) >= asked+25*microsOfHour {
				t.Fatalf("%s: %v became %v", name, time.UnixMicro(asked).UTC(), time.UnixMicro(got).UTC())
			}
		}
	}
}

// TestFormatAgainstTime compares formats with Go's layouts, and reads back what was written.
func TestFormatAgainstTime(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	layouts := map[string]string{
		"%E4Y-%m-%d %H:%M:%E6S%Ez": "2006-01-02 15:04:05.000000-07:00", "%A, %d %B %E4Y %I:%M:%S %p %z": "Monday, 02 January 2006 03:04:05 PM -0700",
		"%a %b %e %T %E4Y%Ez": "Mon Jan _2 15:04:05 2006-07:00", "%D %R%Ez": "01/02/06 15:04-07:00", "%E4Y %j %H%Ez": "2006 002 15-07:00", "%E4Y%m%d%H%M%S%E0S%z": "2006010215040505-0700",
	}
	for ours, theirs := range layouts {
		layout, err := parseLayout(ours, 0, false)
		if err != nil {
			t.Fatal(err)
		}
		for range 2000 {
			instant := randomClock(r)/microsOfMinute*microsOfMinute + r.Int64N(2)*(r.Int64N(microsOfMinute))
			z := zone{offset: (r.Int64N(56) - 28) * 30 * microsOfMinute}
			g := time.UnixMicro(instant).In(time.FixedZone("", int(z.offset/microsOfSecond)))
			if g.Year() < 1 || g.Year() > 9999 {
				continue
			}
			want := g.Format(theirs)
			got := string(appendLayout(nil, layout, instant, z))
			if got != want {
				t.Fatalf("%s: %q, want %q", ours, got, want)
			}
			back, ok := readLayout([]byte(got), layout, zone{})
			parsed, err := time.Parse(theirs, want)
			if ok && strings.Contains(ours, "%D") { // Go knows no year 2068 of two digits
				continue
			}
			if !ok || err != nil || back != parsed.UnixMicro() {
				t.Fatalf("%s: %q reads %v, %t; Go: %v, %v", ours, got, time.UnixMicro(back).UTC(), ok, parsed.UTC(), err)
			}
		}
	}
}

// TestReadAnyLayout: no text and no format makes reading panic, or gives a time that is none.
func TestReadAnyLayout(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	alphabet := strings.Split("%Y %m %d %H %M %S %E*S %E3S %z %Ez %Z %j %U %W %V %G %g %J %a %B %u %w %C %y %Q %p %I %s %t %c %E4Y - 0 1 2 9 20 2024 53 366 Mon january UTC +0 z pm \x00 é", " ")
	for range 100_000 {
		var format, text string
		for range r.IntN(6) {
			format += alphabet[r.IntN(len(alphabet))]
		}
		for range r.IntN(8) {
			text += alphabet[31+r.IntN(len(alphabet)-31)]
		}
		layout, err := parseLayout(format, 0, true)
		if err != nil {
			continue
		}
		readLayout([]byte(text), layout, zone{})
		appendLayout(nil, layout, randomClock(r), zone{})
	}
}
