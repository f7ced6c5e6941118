package value

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestDictNumbersEachTextOnce checks a dictionary against a map, through many growths and a Reset.
func TestDictNumbersEachTextOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	d := NewDict()
	for round := range 2 {
		codes := map[string]Code{}
		for range 20_000 {
			text := strings.Repeat("x", r.IntN(4)) + fmt.Sprint(r.IntN(6000))
			if r.IntN(50) == 0 {
				text = ""
			}
			_, found := d.Find([]byte(text))
			code, seen := codes[text]
			if found != seen {
				t.Fatalf("Find(%q) = %v after it was seen: %v", text, found, seen)
			}
			got := d.CodeOf(text)
			if seen && got != code || !seen && int(got) != len(codes) {
				t.Fatalf("round %d: code of %q is %d, was %d of %d", round, text, got, code, len(codes))
			}
			codes[text] = got
		}
		size := 0
		for text, code := range codes {
			size += len(text)
			if d.String(code) != text {
				t.Fatalf("text of %d is %q, want %q", code, d.String(code), text)
			}
		}
		if d.Len() != len(codes) || d.Size() != size {
			t.Errorf("%d texts of %d bytes, want %d of %d", d.Len(), d.Size(), len(codes), size)
		}
		d.Reset()
		if _, found := d.Find([]byte("x1")); found || d.Len() != 0 || d.Size() != 0 {
			t.Error("a Reset dictionary remembers")
		}
	}
}

// TestTextCannotBeAppendedTo: the slice that Text gives must not reach into the next text.
func TestTextCannotBeAppendedTo(t *testing.T) {
	d := NewDict()
	a, b := d.CodeOf("a"), d.CodeOf("b")
	_ = append(d.Text(a), 'X')
	if d.String(b) != "b" {
		t.Error("appending to one text changed another")
	}
}

func TestFloatsThatSQLHoldsEqualAreEqual(t *testing.T) {
	if OfFloat64(math.Copysign(0, -1)) != OfFloat64(0) {
		t.Error("-0 and 0 differ")
	}
	if OfFloat64(math.NaN()) != OfFloat64(math.Float64frombits(0xfff8000000000123)) {
		t.Error("two NaNs differ")
	}
}

// TestCompare holds a list in GoogleSQL's order to Compare, for every pair.
func TestCompare(t *testing.T) {
	d := NewDict()
	text := func(s string) Value { return OfString(d.CodeOf(s)) }
	z := text("z") // a code that says nothing about the order
	for _, ascending := range [][]Value{
		{{}, OfBool(false), {Bool, 1}},
		{{}, OfInt64(math.MinInt64), OfInt64(-1), OfInt64(0), OfInt64(math.MaxInt64)},
		{{}, OfFloat64(math.NaN()), OfFloat64(math.Inf(-1)), OfFloat64(-1), OfFloat64(0), OfFloat64(1e-300), OfFloat64(math.Inf(1))},
		{{}, text(""), text("A"), text("Z"), text("a"), text("aa"), z, text("ä"), text("日"), text("🦆")},
		{{}, OfDate(-1), OfDate(0), OfDate(20000)},
		{{}, OfTimestamp(-1), OfTimestamp(0), OfTimestamp(1)},
	} {
		for i, a := range ascending {
			for j, b := range ascending {
				want := 0
				if i < j {
					want = -1
				} else if i > j {
					want = 1
				}
				if got := Compare(d, a, b); got != want {
					t.Errorf("Compare(%v, %v) = %d, want %d", a, b, got, want)
				}
			}
		}
		if !slices.IsSortedFunc(ascending, func(a, b Value) int { return Compare(d, a, b) }) {
			t.Error("not sorted")
		}
	}
}

func TestKindsHaveNames(t *testing.T) {
	for k := Null; k <= List; k++ {
		text, err := k.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back Kind
		if err := back.UnmarshalText(text); err != nil || back != k {
			t.Errorf("%s is read as %s, %v", text, back, err)
		}
	}
	if err := new(Kind).UnmarshalText([]byte("GEOGRAPHY")); err == nil {
		t.Error("GEOGRAPHY is no kind")
	}
}

func TestTimesAsText(t *testing.T) {
	for micros, want := range map[int64]string{
		0: "1970-01-01 00:00:00+00", 1_000: "1970-01-01 00:00:00.001+00", 1: "1970-01-01 00:00:00.000001+00", -1: "1969-12-31 23:59:59.999999+00",
		1_794_182_400_000_000: "2026-11-09 00:00:00+00",
	} {
		if got := TimestampString(micros); got != want {
			t.Errorf("%d µs is %s, want %s", micros, got, want)
		}
	}
	for days, want := range map[int64]string{0: "1970-01-01", -1: "1969-12-31", 20766: "2026-11-09", -719162: "0001-01-01"} {
		if got := DateString(days); got != want {
			t.Errorf("day %d is %s, want %s", days, got, want)
		}
	}
}
