package report

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"isobar/internal/value"
)

// quick is the short way through the entries of a list, in both passes: of scalars, or of records whose
// fields all are scalars and not repeated. It proves an entry and reads it in one go, and gives up on
// whatever is not as usual — an entry that does not fit, a field given twice, a name with escapes —
// before it has changed anything. What it gives up on is then read the long way, which alone decides
// what becomes of it.
//
// It returns the end of the last entry read, or i, where the first one begins. It reads no more than quickEntries, so
// that its caller sees how many there are.
func (s *shredder) quick(n *node, b []byte, i int) int {
	end := i
	for range quickEntries {
		next := s.quickEntry(n, b, i)
		if next < 0 {
			return end
		}
		end = next
		if end+1 >= len(b) || b[end] != ',' {
			return end
		}
		if i = end + 1; b[i] == ' ' {
			i = proveSpace(b, i)
		}
	}
	return end
}

// quickEntries is how many entries are read in one go.
const quickEntries = 1 << 12

// quickEntry reads the entry of list n at b[i] and returns its end, or noProof.
func (s *shredder) quickEntry(n *node, b []byte, i int) int {
	if i >= len(b) {
		return noProof
	}
	if n.kind != value.Record {
		v, end := s.quickScalar(n, b, i)
		if end < 0 || v.IsNull() && n.want {
			return noProof
		}
		if n.want {
			list := &s.rec.Vectors[n.column]
			list.Vals = append(list.Vals, v)
		}
		return end
	}
	row := n.row
	clear(row)
	switch {
	case b[i] == '{':
		i = s.quickObject(n, b, i+1, row)
	case b[i] == '"' && n.text != nil:
		row[n.text.place], i = s.quickScalar(n.text, b, i)
	default:
		return noProof
	}
	if i >= 0 && n.want {
		list := &s.rec.Vectors[n.column]
		list.Vals = append(list.Vals, value.OfRecord(len(list.Vals)))
		for _, f := range n.fields.single {
			v := &s.rec.Vectors[f.column]
			v.Vals = append(v.Vals, row[f.place])
		}
	}
	return i
}

// quickObject reads the members of an object whose brace is before b[i] into row, by the place of the
// field, and returns the end of the object, or noProof.
func (s *shredder) quickObject(n *node, b []byte, i int, row []value.Value) int {
	var seen uint64 // a bit for the place of each field
	last := &n.fields.first
	if i = proveSpace(b, i); i < len(b) && b[i] == '}' {
		return i + 1
	}
	for {
		f := *last
		if f != nil && f.member.at(b, i) {
			i += f.member.width
		} else {
			if f, i = n.fields.lookup(b, i); i < 0 {
				return noProof
			}
			if f != nil {
				*last = f
			}
		}
		if i < len(b) && b[i] <= ' ' {
			i = proveSpace(b, i)
		}
		if i >= len(b) {
			return noProof
		}
		switch {
		case f == nil:
			i = proveValue(b, i)
		case seen>>f.place&1 != 0:
			return noProof
		case b[i] == '"' && f.kind == value.String:
			seen |= 1 << f.place
			last = &f.after
			text, end := s.quickText(b, i)
			if i = end; i >= 0 && f.want {
				row[f.place] = value.OfString(s.rec.Dict.Code(text))
			}
		default:
			seen |= 1 << f.place
			last = &f.after
			row[f.place], i = s.quickScalar(f, b, i)
		}
		if i < 0 || i >= len(b) {
			return noProof
		}
		if b[i] <= ' ' {
			if i = proveSpace(b, i); i >= len(b) {
				return noProof
			}
		}
		switch b[i] {
		case ',':
			if i++; i < len(b) && b[i] <= ' ' {
				i = proveSpace(b, i)
			}
		case '}':
			return i + 1
		default:
			return noProof
		}
	}
}

// quickScalar reads the scalar of column n at b[i] and returns it, NULL for null or if the list is not
// wanted, and its end, or noProof.
func (s *shredder) quickScalar(n *node, b []byte, i int) (value.Value, int) {
	var v value.Value
	var end int
	ok := true
	switch c := b[i]; {
	case c == '"':
		var text []byte
		text, end = s.quickText(b, i)
		if end >= 0 && n.checked {
			v, ok = s.ofText(n, text)
		}
	case c == 'n':
		end = proveWord(b, i, "null")
	case c == 't':
		if end = proveWord(b, i, "true"); n.checked {
			v, ok = value.OfBool(true), n.kind == value.Bool
		}
	case c == 'f':
		if end = proveWord(b, i, "false"); n.checked {
			v, ok = value.OfBool(false), n.kind == value.Bool
		}
	case c == '-' || isDigit(c):
		if end = proveNumber(b, i); end >= 0 && n.checked {
			v, ok = s.ofWord(n, b[i:end])
		}
	default:
		ok = false
	}
	if !ok {
		return value.Value{}, noProof
	}
	return v, end
}

// quickText reads the string at b[i], a quote: its content, valid until the next text is read, and its
// end, or noProof.
func (s *shredder) quickText(b []byte, i int) (text []byte, end int) {
	i++
	start := i
	for i+8 <= len(b) {
		w := binary.LittleEndian.Uint64(b[i:])
		hit := ((w ^ '"'*ones - ones) | (w ^ '\\'*ones - ones) | (w - ' '*ones) | w) & highs
		if hit == 0 {
			i += 8
			continue
		}
		if i += bits.TrailingZeros64(hit) >> 3; b[i] == '"' {
			return b[start:i], i + 1
		}
		break
	}
	if end = proveText(b, i); end < 0 {
		return nil, noProof
	}
	if bytes.IndexByte(b[start:end], '\\') >= 0 {
		return s.unescape(b[start-1:end], true), end
	}
	return b[start : end-1], end
}
