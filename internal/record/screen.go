package record

import (
	"unicode/utf8"

	"isobar/internal/value"
)

// Flaw is why a text cannot be the value of a STRING column.
type Flaw uint8

// The flaws; a text with several has the first of them. The zero Flaw is none.
const (
	// TooLong is a text of more bytes than are allowed.
	TooLong Flaw = iota + 1
	// Control is a text with a control character (Unicode's category Cc) other than tab, line feed and carriage
	// return, which ordinary texts have.
	Control
	// Direction is a text with a character that embeds, overrides or isolates the direction of what stands around
	// it (UAX #9, 2.1 to 2.5): it makes a reader see another text than the one that is there. The marks U+200E, U+200F
	// and U+061C are allowed: they belong to right-to-left scripts and change nothing but their own place.
	Direction
	// Flaws is the number of kinds, the zero Flaw included.
	Flaws
)

// FlawOf says what is wrong with a text of which most bytes are allowed.
func FlawOf(text []byte, most int) Flaw {
	if len(text) > most {
		return TooLong
	}
	flaw := Flaw(0)
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if i++; c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
				return Control
			}
			continue
		}
		r, width := utf8.DecodeRune(text[i:])
		i += width
		switch {
		case r >= 0x80 && r <= 0x9f:
			return Control
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			flaw = Direction
		}
	}
	return flaw
}

// Screen knows which texts of a dictionary have a flaw. It looks at each text once, however often reports repeat
// it, so that to ask costs nothing while there is no such text.
type Screen struct {
	dict   *value.Dict
	most   int // bytes of a text
	resets int // of the dictionary, when it was looked at
	seen   int // texts that have been looked at
	flaws  []Flaw
}

// Screen is the screen of the record's dictionary, for texts of at most so many bytes. It lives as long as the record.
func (r *Record) Screen(most int) *Screen {
	if s := &r.screen; s.dict != r.Dict || s.most != most {
		*s = Screen{dict: r.Dict, most: most, resets: r.Dict.Resets()}
	}
	return &r.screen
}

// Update looks at the texts that are new since the last time, and says whether any text has a flaw.
func (s *Screen) Update() bool {
	if n := s.dict.Resets(); n != s.resets {
		s.resets, s.seen, s.flaws = n, 0, s.flaws[:0]
	}
	for n := s.dict.Len(); s.seen < n; s.seen++ {
		flaw := FlawOf(s.dict.Text(value.Code(s.seen)), s.most)
		if flaw == 0 && len(s.flaws) == 0 {
			continue
		}
		for len(s.flaws) < s.seen { // of the texts before the first one that has a flaw
			s.flaws = append(s.flaws, 0)
		}
		s.flaws = append(s.flaws, flaw)
	}
	return len(s.flaws) > 0
}

// Of is the flaw of a value, none unless it is a STRING.
func (s *Screen) Of(v value.Value) Flaw {
	if v.Kind != value.String || int(v.Code()) >= len(s.flaws) {
		return 0
	}
	return s.flaws[v.Code()]
}
