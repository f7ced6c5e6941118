package report

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestParseTimestamp(t *testing.T) {
	at := func(text string) int64 {
		parsed, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.UnixMicro()
	}
	same := map[string]string{
		"2026-09-01 18:04:08 UTC":          "2026-09-01T18:04:08Z", // as Dropsonde stores it
		"2026-09-01 18:04:08+00":           "2026-09-01T18:04:08Z", // as BigQuery prints it
		"2026-09-01 18:04:08.123456+00":    "2026-09-01T18:04:08.123456Z",
		"2026-09-01T18:04:08Z":             "2026-09-01T18:04:08Z",
		"2026-09-01t18:04:08z":             "2026-09-01T18:04:08Z",
		"2026-09-01 18:04:08":              "2026-09-01T18:04:08Z",
		"2026-09-01":                       "2026-09-01T00:00:00Z",
		"2026-09-01 UTC":                   "2026-09-01T00:00:00Z",
		"2026-9-1 8:4:8":                   "2026-09-01T08:04:08Z",
		"2026-09-01T18:04:08+02:00":        "2026-09-01T16:04:08Z",
		"2026-09-01T18:04:08+0200":         "2026-09-01T16:04:08Z",
		"2026-09-01 18:04:08 +0200":        "2026-09-01T16:04:08Z", // Ruby's Time#to_s
		"2026-09-01 18:04:08-8":            "2026-09-02T02:04:08Z",
		"2026-09-01 18:04:08-09:30":        "2026-09-02T03:34:08Z",
		"2026-09-01 18:04:08-9:30":         "2026-09-02T03:34:08Z",
		"2026-09-01 18:04:08.5-00:00":      "2026-09-01T18:04:08.5Z",
		"2026-09-01 18:04:08.1234569 UTC":  "2026-09-01T18:04:08.123456Z",
		"2026-12-31 23:59:60 UTC":          "2027-01-01T00:00:00Z",
		"2024-02-29 00:00:00 UTC":          "2024-02-29T00:00:00Z",
		"1969-12-31 23:59:59.999999 UTC":   "1969-12-31T23:59:59.999999Z",
		"0001-01-01 00:00:00 UTC":          "0001-01-01T00:00:00Z",
		"9999-12-31 23:59:59.999999999+00": "9999-12-31T23:59:59.999999Z",
		"9999-12-31 23:59:59+14:00":        "9999-12-31T09:59:59Z",
	}
	for text, want := range same {
		if got, ok := parseTimestamp([]byte(text)); !ok || got != at(want) {
			t.Errorf("%q is %d, %v; want %s", text, got, ok, want)
		}
	}
	none := []string{
		"", " ", "2026", "2026-09", "2026-09-", "2026-13-01", "2026-00-01", "2026-09-31", "2025-02-29", "1900-02-29",
		"0000-01-01", "2026-09-01T", "2026-09-01 ", "2026-09-01T18", "2026-09-01T18:04", "2026-09-01 24:00:00",
		"2026-09-01 18:60:00", "2026-09-01 18:04:61", "2026-09-01 18:04:60", "2026-09-01 18:04:08.", "2026-09-01 18:04:08,5",
		"2026-09-01 18:04:08 CEST", "2026-09-01 18:04:08 Europe/Berlin", "2026-09-01 18:04:08+", "2026-09-01 18:04:08+020",
		"2026-09-01 18:04:08+02:0", "2026-09-01 18:04:08+02:60", "2026-09-01 18:04:08+15:00", "2026-09-01 18:04:08+14:01",
		"2026-09-01 18:04:08+02:00:00", "2026-09-01 18:04:08  UTC", "2026-09-01 18:04:08 UTC ", " 2026-09-01", "2026-09-01T 18:04:08",
		"0001-01-01 00:00:00+01:00", "9999-12-31 23:59:59-01:00", "20260901T180408Z", "12026-09-01", "+2026-09-01", "1788286448",
		"2026-09-01 18:04:08\x00", "2026-09-01T-1:04:08Z", "２026-09-01",
	}
	for _, text := range none {
		if got, ok := parseTimestamp([]byte(text)); ok {
			t.Errorf("%q is read as %s", text, time.UnixMicro(got).UTC())
		}
	}
}

// Whatever package time writes is read back, in every layout and zone.
func TestParseTimestampAgreesWithTime(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	layouts := []string{
		time.RFC3339, time.RFC3339Nano, "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05.000000-0700",
		"2006-01-02 15:04:05.999999-07:00", "2006-1-2 15:4:5-07:00",
	}
	for range 50000 {
		seconds := r.Int64N(253402300799+62135596800) - 62135596800
		zone := time.FixedZone("", (r.IntN(28*4+1)-14*4)*900)
		at := time.Unix(seconds, r.Int64N(1e9)).In(zone)
		if at.Year() < 1 || at.Year() > 9999 {
			continue
		}
		text := at.Format(layouts[r.IntN(len(layouts))])
		got, ok := parseTimestamp([]byte(text))
		if !ok || got != at.UnixMicro() && got != at.Truncate(time.Second).UnixMicro() {
			t.Fatalf("%q is %d, %v; want %d", text, got, ok, at.UnixMicro())
		}
		day := at.UTC().Format("2006-01-02")
		days, ok := parseDate([]byte(day))
		if want := at.UTC().Truncate(24*time.Hour).Unix() / 86400; !ok || days != want {
			t.Fatalf("%q is %d, %v; want %d", day, days, ok, want)
		}
	}
}

func TestParseTimestampDoesNotAllocate(t *testing.T) {
	text := []byte("2026-09-01T18:04:08.123456+02:00")
	if n := testing.AllocsPerRun(100, func() { parseTimestamp(text) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// What is read is within BigQuery's range, and reads as the same instant once it is written in the
// plainest form.
func FuzzParseTimestamp(f *testing.F) {
	for _, text := range []string{"2026-09-01 18:04:08 UTC", "2026-09-01T18:04:08.5+02:00", "2026-9-1", "0001-01-01 00:00:00+01", "2016-12-31 23:59:60Z"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, ok := parseTimestamp(text)
		if !ok {
			return
		}
		if got < minTimestamp || got > maxTimestamp {
			t.Fatalf("out of range: %d", got)
		}
		plain := time.UnixMicro(got).UTC().Format("2006-01-02 15:04:05.000000+00")
		if again, ok := parseTimestamp([]byte(plain)); !ok || again != got {
			t.Fatalf("%d is written %s and read %d", got, plain, again)
		}
	})
}

func BenchmarkParseTimestamp(b *testing.B) {
	text := []byte("2026-09-01 18:04:08 UTC")
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := parseTimestamp(text); !ok {
			b.Fatal()
		}
	}
}

func TestParseDatetime(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-09T12:00:00": "2026-11-09T12:00:00Z", "2026-11-09 12:00:00.123456": "2026-11-09T12:00:00.123456Z", "2026-11-09t1:2:3": "2026-11-09T01:02:03Z",
		"2026-11-09": "2026-11-09T00:00:00Z", "2026-12-31 23:59:60": "2027-01-01T00:00:00Z", "1969-12-31 23:59:59.9999999": "1969-12-31T23:59:59.999999Z",
	} {
		if got, ok := parseDatetime([]byte(text)); !ok || time.UnixMicro(got).UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%q is %s, %t; want %s", text, time.UnixMicro(got).UTC(), ok, want)
		}
	}
	for _, text := range []string{"", "2026-11-09 ", "2026-11-09T", "2026-11-09 12:00", "2026-11-09 12:00:00Z", "2026-11-09 12:00:00+00", "2026-11-09 12:00:00 UTC", "9999-12-31 23:59:60", "2026-02-29"} {
		if got, ok := parseDatetime([]byte(text)); ok {
			t.Errorf("%q is read as %s", text, time.UnixMicro(got).UTC())
		}
	}
}
