package eval

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// Positions and lengths of STRINGs are in code points, those of BYTES in bytes.

// maxText is the longest text that REPEAT, LPAD, RPAD and the REPLACE functions give, as in BigQuery.
const maxText = 1 << 20

func buildConcat(call *plan.Call, args []scalar) (scalar, error) {
	kind := call.Type
	return func(f *frame) value.Value {
		// Arguments may use the buffer themselves, so all are computed before it is filled.
		var few [8]value.Value
		parts := few[:0]
		for _, arg := range args {
			v := arg(f)
			if v.IsNull() {
				return null
			}
			parts = append(parts, v)
		}
		f.buf = f.buf[:0]
		for _, v := range parts {
			f.buf = append(f.buf, f.read(v)...)
		}
		return f.textOf(kind, f.buf)
	}, nil
}

func charLength(f *frame, a value.Value) value.Value { return intOf(int64(utf8.RuneCount(f.read(a)))) }

func byteLength(f *frame, a value.Value) value.Value { return intOf(int64(len(f.read(a)))) }

// split returns the number of bytes of the first n code points, or bytes, of text; all if it has fewer.
func split(kind value.Kind, text []byte, n int64) int {
	if n >= int64(len(text)) {
		return len(text)
	}
	if kind == value.Bytes {
		return int(n)
	}
	at := 0
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return at
}

func lengthOf(kind value.Kind, text []byte) int64 {
	if kind == value.Bytes {
		return int64(len(text))
	}
	return int64(utf8.RuneCount(text))
}

// buildSubstr makes SUBSTR(text, position [, length]). Positions count from 1, negative ones from the
// end; 0, and one before the beginning, is the beginning.
func buildSubstr(_ *plan.Call, args []scalar) (scalar, error) {
	text, position := args[0], args[1]
	if len(args) == 2 {
		return strict2(text, position, func(f *frame, a, b value.Value) value.Value {
			return f.textOf(a.Kind, from(a.Kind, f.read(a), b.Int64()))
		}), nil
	}
	return strict3(text, position, args[2], func(f *frame, a, b, c value.Value) value.Value {
		if c.Int64() < 0 {
			return failure(badArgument)
		}
		rest := from(a.Kind, f.read(a), b.Int64())
		return f.textOf(a.Kind, rest[:split(a.Kind, rest, c.Int64())])
	}), nil
}

// from is the text from a position on.
func from(kind value.Kind, text []byte, position int64) []byte {
	switch {
	case position < 0:
		position += lengthOf(kind, text)
	case position > 0:
		position--
	}
	return text[split(kind, text, max(position, 0)):]
}

// buildEnd makes LEFT and RIGHT.
func buildEnd(cut func(kind value.Kind, text []byte, n int64) []byte) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) {
		return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
			if b.Int64() < 0 {
				return failure(badArgument)
			}
			return f.textOf(a.Kind, cut(a.Kind, f.read(a), b.Int64()))
		}), nil
	}
}

func left(kind value.Kind, text []byte, n int64) []byte { return text[:split(kind, text, n)] }

func right(kind value.Kind, text []byte, n int64) []byte {
	return text[split(kind, text, max(lengthOf(kind, text)-n, 0)):]
}

// buildTrim makes TRIM, LTRIM and RTRIM: of white space, or of the characters of a second argument.
func buildTrim(atLeft, atRight bool) builder {
	cut := func(text []byte, trimmed func(rune) bool) []byte {
		if atLeft {
			text = bytes.TrimLeftFunc(text, trimmed)
		}
		if atRight {
			text = bytes.TrimRightFunc(text, trimmed)
		}
		return text
	}
	return func(_ *plan.Call, args []scalar) (scalar, error) {
		if len(args) == 1 {
			return strict1(args[0], func(f *frame, a value.Value) value.Value {
				return f.textOf(a.Kind, cut(f.read(a), unicode.IsSpace))
			}), nil
		}
		return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
			set := f.read(b)
			if a.Kind == value.Bytes {
				return f.textOf(a.Kind, trimBytes(f.read(a), set, atLeft, atRight))
			}
			return f.textOf(a.Kind, cut(f.read(a), func(r rune) bool { return bytes.ContainsRune(set, r) }))
		}), nil
	}
}

func trimBytes(text, set []byte, atLeft, atRight bool) []byte {
	for atLeft && len(text) > 0 && bytes.IndexByte(set, text[0]) >= 0 {
		text = text[1:]
	}
	for atRight && len(text) > 0 && bytes.IndexByte(set, text[len(text)-1]) >= 0 {
		text = text[:len(text)-1]
	}
	return text
}

func startsWith(f *frame, a, b value.Value) value.Value {
	return boolOf(bytes.HasPrefix(f.read(a), f.read(b)))
}

func endsWith(f *frame, a, b value.Value) value.Value {
	return boolOf(bytes.HasSuffix(f.read(a), f.read(b)))
}

// buildStrpos makes STRPOS: the position of the first occurrence, from 1, or 0.
func buildStrpos(_ *plan.Call, args []scalar) (scalar, error) {
	return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
		text := f.read(a)
		at := bytes.Index(text, f.read(b))
		if at < 0 {
			return intOf(0)
		}
		return intOf(lengthOf(a.Kind, text[:at]) + 1)
	}), nil
}

// buildReplace makes REPLACE(text, from, to); an empty from replaces nothing.
func buildReplace(_ *plan.Call, args []scalar) (scalar, error) {
	return strict3(args[0], args[1], args[2], func(f *frame, a, b, c value.Value) value.Value {
		text, old, fresh := f.read(a), f.read(b), f.read(c)
		n := 0
		if len(old) > 0 {
			n = bytes.Count(text, old)
		}
		if len(text)+n*(len(fresh)-len(old)) > maxText {
			return failure(badArgument)
		}
		f.buf = f.buf[:0]
		for range n {
			at := bytes.Index(text, old)
			f.buf = append(append(f.buf, text[:at]...), fresh...)
			text = text[at+len(old):]
		}
		f.buf = append(f.buf, text...)
		return f.textOf(a.Kind, f.buf)
	}), nil
}

func reverseString(f *frame, a value.Value) value.Value {
	text := f.read(a)
	f.buf = f.buf[:0]
	for len(text) > 0 {
		_, size := utf8.DecodeLastRune(text)
		f.buf = append(f.buf, text[len(text)-size:]...)
		text = text[:len(text)-size]
	}
	return f.textOf(a.Kind, f.buf)
}

func reverseBytes(f *frame, a value.Value) value.Value {
	f.buf = append(f.buf[:0], f.read(a)...)
	slices.Reverse(f.buf)
	return f.textOf(a.Kind, f.buf)
}

func repeat(f *frame, a, b value.Value) value.Value {
	text, n := f.read(a), b.Int64()
	if len(text) == 0 && n >= 0 {
		return f.textOf(a.Kind, nil)
	}
	if n < 0 || n > maxText || int64(len(text))*n > maxText {
		return failure(badArgument)
	}
	f.buf = f.buf[:0]
	for range n {
		f.buf = append(f.buf, text...)
	}
	return f.textOf(a.Kind, f.buf)
}

var space = []byte(" ")

// buildPad makes LPAD and RPAD: the text cut or padded to a length.
func buildPad(atLeft bool) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) {
		if len(args) == 2 {
			return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
				return f.pad(a, b.Int64(), space, atLeft)
			}), nil
		}
		return strict3(args[0], args[1], args[2], func(f *frame, a, b, c value.Value) value.Value {
			return f.pad(a, b.Int64(), f.read(c), atLeft)
		}), nil
	}
}

func (f *frame) pad(a value.Value, length int64, pattern []byte, atLeft bool) value.Value {
	if length < 0 || length > maxText || len(pattern) == 0 {
		return failure(badArgument)
	}
	text := f.read(a)
	missing := length - lengthOf(a.Kind, text)
	if missing <= 0 {
		text = left(a.Kind, text, length)
		if len(text) > maxText {
			return failure(badArgument)
		}
		return f.textOf(a.Kind, text)
	}
	whole, part := missing/lengthOf(a.Kind, pattern), missing%lengthOf(a.Kind, pattern)
	end := left(a.Kind, pattern, part)
	if int64(len(text))+whole*int64(len(pattern))+int64(len(end)) > maxText {
		return failure(badArgument)
	}
	f.buf = f.buf[:0]
	if !atLeft {
		f.buf = append(f.buf, text...)
	}
	for range whole {
		f.buf = append(f.buf, pattern...)
	}
	f.buf = append(f.buf, end...)
	if atLeft {
		f.buf = append(f.buf, text...)
	}
	return f.textOf(a.Kind, f.buf)
}
