package eval

import (
	"unicode"
	"unicode/utf8"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// buildTranslate makes TRANSLATE(text, characters, substitutes): each character by the one in its place
// among the substitutes, which are no longer than it; those without one are dropped. A character that is
// listed twice is an error.
func buildTranslate(_ *plan.Call, args []scalar) (scalar, error) {
	return strict3(args[0], args[1], args[2], func(f *frame, a, b, c value.Value) value.Value {
		text, from, to := f.read(a), f.read(b), f.read(c)
		substitutes := make(map[string][]byte, len(from))
		for len(from) > 0 {
			size := charSize(from, a.Kind)
			if _, twice := substitutes[string(from[:size])]; twice {
				return failure(badArgument)
			}
			var substitute []byte
			if len(to) > 0 {
				n := charSize(to, a.Kind)
				substitute, to = to[:n], to[n:]
			}
			substitutes[string(from[:size])] = substitute
			from = from[size:]
		}
		f.buf = f.buf[:0]
		for len(text) > 0 {
			size := charSize(text, a.Kind)
			fresh, listed := substitutes[string(text[:size])]
			if !listed {
				fresh = text[:size]
			}
			f.buf = append(f.buf, fresh...)
			text = text[size:]
		}
		if len(f.buf) > maxText {
			return failure(badArgument)
		}
		return f.textOf(a.Kind, f.buf)
	}), nil
}

// soundexDigits are the classes of the letters A to Z; 0 is for those that are not heard.
const soundexDigits = "01230120022455012623010202"

// soundex keeps the first letter, and of the later ones the classes, where they change; signs that are no
// English letters do not count. Vowels do not part two letters of one class.
func soundex(f *frame, a value.Value) value.Value {
	var code [4]byte
	n, last := 0, byte('0')
	for _, c := range f.read(a) {
		letter := c | 0x20
		if letter < 'a' || letter > 'z' {
			continue
		}
		digit := soundexDigits[letter-'a']
		switch {
		case n == 0:
			code = [4]byte{c, '0', '0', '0'}
			n, last = 1, digit
		case digit != '0' && digit != last:
			code[n] = digit
			n, last = n+1, digit
		}
		if n == len(code) {
			break
		}
	}
	if n == 0 {
		return f.textOf(value.String, nil)
	}
	return f.textOf(value.String, code[:])
}

// maxEditSteps bounds the work of one EDIT_DISTANCE; texts of eight thousand characters need as much.
const maxEditSteps = 1 << 26

// buildEditDistance makes EDIT_DISTANCE(a, b [, most]): the least number of characters to insert, drop or
// replace. Texts that are too long for it fail.
func buildEditDistance(_ *plan.Call, args []scalar) (scalar, error) {
	return strictN(args, func(f *frame, v []value.Value) value.Value {
		x, y := []rune(string(f.read(v[0]))), []rune(string(f.read(v[1])))
		if int64(len(x))*int64(len(y)) > maxEditSteps {
			return failure(badArgument)
		}
		distance := int64(editDistance(x, y))
		if len(v) > 2 {
			if v[2].Int64() < 0 {
				return failure(badArgument)
			}
			distance = min(distance, v[2].Int64())
		}
		return intOf(distance)
	}), nil
}

func editDistance(x, y []rune) int {
	row := make([]int, len(y)+1) // distances from the characters of x so far to the beginnings of y
	for j := range row {
		row[j] = j
	}
	for i, a := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, b := range y {
			replaced := diagonal
			if a != b {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, diagonal+1, row[j]+1)
		}
	}
	return row[len(y)]
}

// wordEnds are, besides white space, what stands between the words of INITCAP.
const wordEnds = `[](){}/|\<>!?@"#$&~_,.:;*%+-^`

// buildInitcap makes INITCAP(text [, delimiters]).
func buildInitcap(_ *plan.Call, args []scalar) (scalar, error) {
	return strictN(args, func(f *frame, v []value.Value) value.Value {
		text, delimiters, spaces := f.read(v[0]), []rune(wordEnds), true
		if len(v) > 1 {
			delimiters, spaces = []rune(string(f.read(v[1]))), false
		}
		f.buf = f.buf[:0]
		first := true
		for len(text) > 0 {
			r, size := utf8.DecodeRune(text)
			switch {
			case r == utf8.RuneError && size == 1:
				f.buf = append(f.buf, text[0])
			case spaces && unicode.IsSpace(r) || containsRune(delimiters, r):
				f.buf = append(f.buf, text[:size]...)
				first = true
			case first:
				f.buf = utf8.AppendRune(f.buf, unicode.ToUpper(r))
				first = false
			default:
				f.buf = utf8.AppendRune(f.buf, unicode.ToLower(r))
			}
			text = text[size:]
		}
		return f.textOf(value.String, f.buf)
	}), nil
}

func containsRune(set []rune, r rune) bool {
	for _, s := range set {
		if s == r {
			return true
		}
	}
	return false
}
