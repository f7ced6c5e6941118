package eval

import "isobar/internal/value"

// Arrays and structs are texts of the dictionary: their parts one after the other, as value.AppendTo
// writes them. Equal ones have equal codes, and each is charged for its bytes as a computed text is.

// compoundOf makes an ARRAY of its elements or a STRUCT of its fields.
func (f *frame) compoundOf(kind value.Kind, parts []value.Value) value.Value {
	f.buf = f.buf[:0]
	for _, part := range parts {
		f.buf = value.AppendTo(f.buf, f.dict, part)
	}
	return f.textOf(kind, f.buf)
}

// parts appends the elements of an ARRAY or the fields of a STRUCT to dst. A part of another kind than
// want is given as NULL, unless want is value.Null, for any.
func (f *frame) parts(dst []value.Value, v value.Value, want value.Kind) []value.Value {
	rest := f.read(v)
	for {
		part, after, ok := value.ReadValue(rest, f.dict)
		if !ok {
			return dst
		}
		if want != value.Null && part.Kind != want {
			part = null
		}
		dst, rest = append(dst, part), after
	}
}

// withParts calls fn with the elements of an ARRAY or the fields of a STRUCT, which fn may change but not
// keep.
func (f *frame) withParts(v value.Value, want value.Kind, fn func(parts []value.Value) value.Value) value.Value {
	start := len(f.stack)
	f.stack = f.parts(f.stack, v, want)
	result := fn(f.stack[start:])
	f.stack = f.stack[:start]
	return result
}

// compoundOfArgs makes an ARRAY or a STRUCT of the values of expressions.
func (f *frame) compoundOfArgs(kind value.Kind, args []scalar) value.Value {
	start := len(f.stack)
	for _, arg := range args {
		v := arg(f)
		f.stack = append(f.stack, v)
	}
	v := f.compoundOf(kind, f.stack[start:])
	f.stack = f.stack[:start]
	return v
}

// partCount is the number of elements of an ARRAY.
func (f *frame) partCount(v value.Value) (n int64) {
	rest, ok := value.SkipValue(f.read(v))
	for ; ok; n++ {
		rest, ok = value.SkipValue(rest)
	}
	return n
}

// partAt is part i of an ARRAY or a STRUCT, from 0; ok is false if there is none. A part of another kind than want
// is given as NULL.
func (f *frame) partAt(v value.Value, i int64, want value.Kind) (part value.Value, ok bool) {
	rest := f.read(v)
	for ; i > 0; i-- {
		if rest, ok = value.SkipValue(rest); !ok {
			return null, false
		}
	}
	if part, _, ok = value.ReadValue(rest, f.dict); ok && part.Kind != want {
		part = null
	}
	return part, ok
}
