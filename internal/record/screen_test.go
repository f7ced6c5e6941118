package record

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"isobar/internal/value"
)

// TestFlawOf compares with what package unicode knows of characters.
func TestFlawOf(t *testing.T) {
	naive := func(text string, most int) Flaw {
		control, direction := false, false
		for _, r := range text {
			control = control || unicode.Is(unicode.Cc, r) && !strings.ContainsRune("\t\n\r", r)
			direction = direction || unicode.Is(unicode.Bidi_Control, r) && !strings.ContainsRune("\u061c\u200e\u200f", r)
		}
		switch {
		case len(text) > most:
			return TooLong
		case control:
			return Control
		case direction:
			return Direction
		}
		return 0
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if text := "a" + string(r); FlawOf([]byte(text), 9) != naive(text, 9) {
			t.Errorf("%U: %d, want %d", r, FlawOf([]byte(text), 9), naive(text, 9))
		}
	}
	rng := rand.New(rand.NewPCG(1, 73))
	runes := []rune("ab-/é\u200f\u061c\t\n\r\x00\x1f\x7f\u0080\u009f\u00a0\u202a\u202e\u2066\u2069\u206a\u2028€😀")
	seen := map[Flaw]int{}
	for range 20_000 {
		text := make([]rune, rng.IntN(8))
		for i := range text {
			text[i] = runes[rng.IntN(3+rng.IntN(len(runes)-2))]
		}
		want := naive(string(text), 12)
		seen[want]++
		if got := FlawOf([]byte(string(text)), 12); got != want {
			t.Fatalf("%q: %d, want %d", string(text), got, want)
		}
	}
	if len(seen) != int(Flaws) {
		t.Errorf("only %v to see", seen)
	}
}

// A screen knows the texts of its dictionary, after a reset those that came since, and flaws of STRING values alone.
func TestScreen(t *testing.T) {
	r := New(1, value.NewDict())
	rng := rand.New(rand.NewPCG(2, 73))
	texts := []string{"", "a", "b\x00", "c\u202e", "a text that is too long", "é", "d"}
	for range 500 {
		if rng.IntN(20) == 0 {
			r.Dict.Reset()
		}
		for range rng.IntN(4) {
			r.Dict.CodeOf(texts[rng.IntN(len(texts))] + string(rune('a'+rng.IntN(3))))
		}
		s, flawed := r.Screen(12), false
		any := s.Update()
		for c := range value.Code(r.Dict.Len()) {
			want := FlawOf(r.Dict.Text(c), 12)
			flawed = flawed || want != 0
			if got := s.Of(value.OfString(c)); got != want {
				t.Fatalf("%q: %d, want %d", r.Dict.Text(c), got, want)
			}
			if s.Of(value.OfBytes(c)) != 0 || s.Of(value.OfInt64(int64(c))) != 0 || s.Of(value.Value{}) != 0 {
				t.Fatal("a flaw of what is no STRING")
			}
		}
		if any != flawed {
			t.Fatalf("a flaw: %v, want %v", any, flawed)
		}
	}
	r.Dict.Reset()
	code := r.Dict.CodeOf("twelve bytes")
	for most, want := range map[int]Flaw{12: 0, 11: TooLong} {
		if s := r.Screen(most); s.Update() != (want != 0) || s.Of(value.OfString(code)) != want {
			t.Errorf("12 bytes of %d: want %d", most, want)
		}
	}
}
