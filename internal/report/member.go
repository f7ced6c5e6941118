package report

import (
	"bytes"
	"encoding/binary"
	"strings"

	"isobar/internal/value"
)

// member is how a column's name stands in JSON if it is written without escapes and white space: "name":
// It is recognised by comparing a word, which is much faster than to find the name's end and look it up.
type member struct {
	word, mask uint64 // the first eight bytes, and which of them are the member's
	rest       string // what follows them
	width      int    // of all, in bytes
}

func newMember(name string) member {
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) {
		return member{word: 1} // is nowhere
	}
	quoted := `"` + name + `":`
	m := member{width: len(quoted), mask: ^uint64(0)}
	var first [8]byte
	if n := copy(first[:], quoted); n < len(first) {
		m.mask = 1<<(8*n) - 1
	} else {
		m.rest = quoted[n:]
	}
	m.word = binary.LittleEndian.Uint64(first[:])
	return m
}

// at says whether the member's name, with its colon, is what begins at b[i]. It may say no near the end
// of b.
func (m *member) at(b []byte, i int) bool {
	return i+8 <= len(b) && binary.LittleEndian.Uint64(b[i:])&m.mask == m.word && (m.rest == "" || m.goesOn(b[i+8:]))
}

func (m *member) goesOn(b []byte) bool {
	return len(b) >= len(m.rest) && string(b[:len(m.rest)]) == m.rest
}

// lookup reads the name of a member that begins at b[i], and the colon: it returns the column, nil if
// none has that name, and where the value begins, or noProof. Names with escapes it does not prove.
func (f *fields) lookup(b []byte, i int) (*node, int) {
	if i >= len(b) || b[i] != '"' {
		return nil, noProof
	}
	end := proveText(b, i+1)
	if end < 0 {
		return nil, noProof
	}
	name := b[i+1 : end-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		return nil, noProof
	}
	return f.byName[string(name)], proveColon(b, end)
}

// maxQuickFields is how many fields the entries of a list can have to be read quickly.
const maxQuickFields = 64

// prepareQuick says whether entries of list n can be read quickly and, if so, makes ready for it.
func (n *node) prepareQuick() {
	n.member = newMember(n.name)
	n.quick = n.repeated && len(n.fields.all) <= maxQuickFields
	for _, f := range n.fields.all {
		n.quick = n.quick && !f.repeated && f.kind != value.Record
	}
	if !n.quick {
		return
	}
	n.checked = n.want
	n.row = make([]value.Value, len(n.fields.all))
	for _, f := range n.fields.all {
		f.checked = n.want
	}
}
