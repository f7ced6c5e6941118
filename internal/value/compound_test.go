package value

import (
	"math"
	"testing"
)

// TestValuesTravel writes values with one dictionary and reads them with another, whole and cut off.
func TestValuesTravel(t *testing.T) {
	d := NewDict()
	inner := OfString(d.CodeOf("inner"))
	array := Value{Array, uint64(d.Code(AppendTo(AppendTo(nil, d, inner), d, Value{})))}
	values := []Value{{}, OfBool(true), OfInt64(-5), OfFloat64(math.NaN()), OfString(d.CodeOf("")), OfString(d.CodeOf("日本")),
		OfBytes(d.CodeOf("\xff")), OfDate(-1), OfTimestamp(1), OfDatetime(2), array, {Struct, array.Bits}}
	var text []byte
	for _, v := range values {
		text = AppendTo(text, d, v)
	}
	other := NewDict()
	other.CodeOf("another")
	rest := text
	for i, v := range values {
		skipped, ok := SkipValue(rest)
		got, after, read := ReadValue(rest, other)
		if !ok || !read || len(skipped) != len(after) || got.Kind != v.Kind {
			t.Fatalf("value %d: %v, of %v", i, got, v)
		}
		if v.Kind.Coded() && d.String(v.Code()) != other.String(got.Code()) || !v.Kind.Coded() && got != v {
			t.Errorf("value %d: %v, want %v", i, got, v)
		}
		rest = after
	}
	for cut := range text {
		for at := []byte(text[:cut]); len(at) > 0; {
			after, ok := SkipValue(at)
			_, read, same := ReadValue(at, other)
			if ok != same || ok && len(after) != len(read) {
				t.Fatalf("%d of %d bytes: skipped %t, read %t", cut, len(text), ok, same)
			}
			if !ok {
				break
			}
			at = after
		}
	}
	for _, kind := range []Kind{Record, List, 0xff} {
		if _, ok := SkipValue(append([]byte{byte(kind)}, make([]byte, 8)...)); ok {
			t.Errorf("%s was read", kind)
		}
	}
}
