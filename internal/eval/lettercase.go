package eval

import (
	"unicode"
	"unicode/utf8"

	"isobar/internal/value"
)

// LOWER and UPPER map STRINGs as Unicode's SpecialCasing.txt does without a language: some characters
// become several, and a Greek sigma at the end of a word has a form of its own. Those of BYTES map
// ASCII letters and nothing else.

func lowerBytes(f *frame, a value.Value) value.Value {
	f.buf = f.buf[:0]
	for _, c := range f.read(a) {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		f.buf = append(f.buf, c)
	}
	return f.textOf(a.Kind, f.buf)
}

func upperBytes(f *frame, a value.Value) value.Value {
	f.buf = f.buf[:0]
	for _, c := range f.read(a) {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		f.buf = append(f.buf, c)
	}
	return f.textOf(a.Kind, f.buf)
}

func lowerString(f *frame, a value.Value) value.Value {
	text := f.read(a)
	if isASCII(text) {
		return lowerBytes(f, a)
	}
	f.buf = f.buf[:0]
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			f.buf = append(f.buf, text[i])
		case r == 'Σ' && endsWord(text, i, i+size):
			f.buf = append(f.buf, "ς"...)
		case r == 'İ':
			f.buf = append(f.buf, "i\u0307"...)
		default:
			f.buf = utf8.AppendRune(f.buf, unicode.ToLower(r))
		}
		i += size
	}
	return f.textOf(a.Kind, f.buf)
}

func upperString(f *frame, a value.Value) value.Value {
	text := f.read(a)
	if isASCII(text) {
		return upperBytes(f, a)
	}
	f.buf = f.buf[:0]
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch long, special := longUpper[r]; {
		case r == utf8.RuneError && size == 1:
			f.buf = append(f.buf, text[i])
		case special:
			f.buf = append(f.buf, long...)
		case 0x1F80 <= r && r <= 0x1FAF: // Greek vowels with an iota below, which becomes a letter
			base := [...]rune{0x1F08, 0x1F28, 0x1F68}[(r-0x1F80)>>4]
			f.buf = append(utf8.AppendRune(f.buf, base+r&7), "Ι"...)
		default:
			f.buf = utf8.AppendRune(f.buf, unicode.ToUpper(r))
		}
		i += size
	}
	return f.textOf(a.Kind, f.buf)
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// endsWord is Unicode's condition Final_Sigma for the letter at text[from:to]: a cased letter stands
// before it and none after it, where characters like apostrophes and accents do not count.
func endsWord(text []byte, from, to int) bool {
	before, after := text[:from], text[to:]
	cased := false
	for len(before) > 0 {
		r, size := utf8.DecodeLastRune(before)
		if before = before[:len(before)-size]; !caseIgnorable(r) {
			cased = isCased(r)
			break
		}
	}
	for cased && len(after) > 0 {
		r, size := utf8.DecodeRune(after)
		if after = after[size:]; !caseIgnorable(r) {
			return !isCased(r)
		}
	}
	return cased
}

func isCased(r rune) bool {
	return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

func caseIgnorable(r rune) bool {
	switch r {
	case '\'', '.', ':', '·', '‘', '’', '․', '‧', '\u0387', '\u055F', '\u05F4', '︓', '﹒', '﹕', '＇', '．', '：':
		return true
	}
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk)
}

// longUpper are the characters whose capital form is several characters, but for those that upperString
// computes.
var longUpper = map[rune]string{
	0x00DF: "SS", 0x0149: "\u02BCN", 0x01F0: "J\u030C", 0x0390: "\u0399\u0308\u0301",
	0x03B0: "\u03A5\u0308\u0301", 0x0587: "\u0535\u0552", 0x1E96: "H\u0331", 0x1E97: "T\u0308",
	0x1E98: "W\u030A", 0x1E99: "Y\u030A", 0x1E9A: "A\u02BE", 0x1F50: "\u03A5\u0313",
	0x1F52: "\u03A5\u0313\u0300", 0x1F54: "\u03A5\u0313\u0301", 0x1F56: "\u03A5\u0313\u0342",
	0x1FB2: "\u1FBA\u0399", 0x1FB3: "\u0391\u0399", 0x1FB4: "\u0386\u0399", 0x1FB6: "\u0391\u0342",
	0x1FB7: "\u0391\u0342\u0399", 0x1FBC: "\u0391\u0399", 0x1FC2: "\u1FCA\u0399", 0x1FC3: "\u0397\u0399",
	0x1FC4: "\u0389\u0399", 0x1FC6: "\u0397\u0342", 0x1FC7: "\u0397\u0342\u0399", 0x1FCC: "\u0397\u0399",
	0x1FD2: "\u0399\u0308\u0300", 0x1FD3: "\u0399\u0308\u0301", 0x1FD6: "\u0399\u0342",
	0x1FD7: "\u0399\u0308\u0342", 0x1FE2: "\u03A5\u0308\u0300", 0x1FE3: "\u03A5\u0308\u0301",
	0x1FE4: "\u03A1\u0313", 0x1FE6: "\u03A5\u0342", 0x1FE7: "\u03A5\u0308\u0342", 0x1FF2: "\u1FFA\u0399",
	0x1FF3: "\u03A9\u0399", 0x1FF4: "\u038F\u0399", 0x1FF6: "\u03A9\u0342", 0x1FF7: "\u03A9\u0342\u0399",
	0x1FFC: "\u03A9\u0399", 0xFB00: "FF", 0xFB01: "FI", 0xFB02: "FL", 0xFB03: "FFI", 0xFB04: "FFL",
	0xFB05: "ST", 0xFB06: "ST", 0xFB13: "\u0544\u0546", 0xFB14: "\u0544\u0535", 0xFB15: "\u0544\u053B",
	0xFB16: "\u054E\u0546", 0xFB17: "\u0544\u053D",
}
