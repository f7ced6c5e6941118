package eval

import (
	"bytes"
	"unicode/utf8"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// buildInstr makes INSTR(text, part [, position [, occurrence]]): where the part stands in the text, from 1,
// or 0. The search begins at a position; a negative one counts from the end, and then it goes backwards.
// Occurrences may overlap.
func buildInstr(_ *plan.Call, args []scalar) (scalar, error) {
	return strictN(args, func(f *frame, v []value.Value) value.Value {
		position, occurrence := int64(1), int64(1)
		if len(v) > 2 {
			position = v[2].Int64()
		}
		if len(v) > 3 {
			occurrence = v[3].Int64()
		}
		if position == 0 || occurrence < 1 {
			return failure(badArgument)
		}
		text, part := f.read(v[0]), f.read(v[1])
		at := -1
		if position > 0 {
			at = searchForwards(v[0].Kind, text, part, position, occurrence)
		} else {
			at = searchBackwards(v[0].Kind, text, part, position, occurrence)
		}
		if at < 0 {
			return intOf(0)
		}
		return intOf(lengthOf(v[0].Kind, text[:at]) + 1)
	}), nil
}

// searchForwards gives the byte at which the part stands the so-manieth time, or -1. The empty part stands
// before every character, and at the end.
func searchForwards(kind value.Kind, text, part []byte, position, occurrence int64) int {
	if position-1 > lengthOf(kind, text) {
		return -1
	}
	at := split(kind, text, position-1)
	for {
		next := bytes.Index(text[at:], part)
		if next < 0 {
			return -1
		}
		at += next
		if occurrence--; occurrence == 0 {
			return at
		}
		if at == len(text) {
			return -1
		}
		at += charSize(text[at:], kind)
	}
}

func searchBackwards(kind value.Kind, text, part []byte, position, occurrence int64) int {
	if len(part) == 0 {
		position++ // from behind the last character
	}
	last := lengthOf(kind, text) + position // the character at which the part may begin at the latest
	if last < 0 {
		return -1
	}
	at := split(kind, text, last)
	for {
		if at = bytes.LastIndex(text[:min(at+len(part), len(text))], part); at < 0 {
			return -1
		}
		if occurrence--; occurrence == 0 {
			return at
		}
		if at == 0 {
			return -1
		}
		size := 1
		if kind == value.String {
			_, size = utf8.DecodeLastRune(text[:at])
		}
		at -= size
	}
}

var comma = []byte(",")

// buildSplit makes SPLIT(text [, delimiter]): the pieces between the delimiters, one of an empty text. An
// empty delimiter parts the text into its characters, or bytes.
func buildSplit(_ *plan.Call, args []scalar) (scalar, error) {
	return strictN(args, func(f *frame, v []value.Value) value.Value {
		kind, text, delimiter := v[0].Kind, f.read(v[0]), comma
		if len(v) > 1 {
			delimiter = f.read(v[1])
		}
		f.buf = f.buf[:0]
		for {
			var end, next int
			switch {
			case len(delimiter) > 0:
				end = bytes.Index(text, delimiter)
				next = end + len(delimiter)
			case len(text) > 0:
				end = charSize(text, kind)
				next = end
			}
			if end < 0 || end >= len(text) && len(delimiter) == 0 {
				break
			}
			f.buf = value.AppendText(f.buf, kind, text[:end])
			text = text[next:]
		}
		f.buf = value.AppendText(f.buf, kind, text)
		return f.textOf(value.Array, f.buf)
	}), nil
}
