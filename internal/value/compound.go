package value

import "encoding/binary"

// AppendTo writes v so that ReadValue can read it with another dictionary: its kind, then its text with
// a length or its word. Elements of an Array and fields of a Struct, one after the other, are its text.
func AppendTo(dst []byte, d *Dict, v Value) []byte {
	dst = append(dst, byte(v.Kind))
	switch {
	case v.Kind == Null:
		return dst
	case v.Kind.Coded():
		return AppendText(dst[:len(dst)-1], v.Kind, d.Text(v.Code()))
	}
	return binary.LittleEndian.AppendUint64(dst, v.Bits)
}

// AppendText writes a value of a coded kind as AppendTo does, from its text, which then needs no code.
func AppendText[T string | []byte](dst []byte, kind Kind, text T) []byte {
	dst = binary.AppendUvarint(append(dst, byte(kind)), uint64(len(text)))
	return append(dst, text...)
}

// ReadValue reads a value that AppendTo wrote and gives what follows it; ok is false at the end, and for
// anything else.
func ReadValue(src []byte, d *Dict) (v Value, rest []byte, ok bool) {
	if len(src) == 0 {
		return v, nil, false
	}
	v.Kind, src = Kind(src[0]), src[1:]
	switch {
	case v.Kind == Null:
		return v, src, true
	case v.Kind.Coded():
		n, size := binary.Uvarint(src)
		if size <= 0 || n > uint64(len(src)-size) {
			return Value{}, nil, false
		}
		v.Bits = uint64(d.Code(src[size : size+int(n)]))
		return v, src[size+int(n):], true
	case v.Kind > Struct || len(src) < 8:
		return Value{}, nil, false
	}
	v.Bits = binary.LittleEndian.Uint64(src)
	return v, src[8:], true
}

// SkipValue gives what follows the value that AppendTo wrote; ok is false at the end, and for anything
// else.
func SkipValue(src []byte) (rest []byte, ok bool) {
	if len(src) == 0 {
		return nil, false
	}
	kind, src := Kind(src[0]), src[1:]
	switch {
	case kind == Null:
		return src, true
	case kind.Coded():
		n, size := binary.Uvarint(src)
		if size <= 0 || n > uint64(len(src)-size) {
			return nil, false
		}
		return src[size+int(n):], true
	case kind > Struct || len(src) < 8:
		return nil, false
	}
	return src[8:], true
}
