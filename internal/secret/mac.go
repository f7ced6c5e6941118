package secret

import (
	"crypto/sha256"
	"encoding"
	"hash"
)

// MAC computes HMAC-SHA-256 with a secret of many messages that begin alike. What does not change, the
// key's two blocks and the common beginning, is hashed once. It belongs to one goroutine; others Clone it.
type MAC struct {
	inner, outer           hash.Hash
	innerStart, outerStart []byte // states of SHA-256 after the key and, inside, the beginning
	sum                    [sha256.Size]byte
}

// MAC begins messages with prefix. A Secret that IsZero has no codes: that is a fault of the program, and
// panics.
func (s Secret) MAC(prefix []byte) *MAC {
	if s.IsZero() {
		panic("secret: a message authentication code without a key")
	}
	var inner, outer [sha256.BlockSize]byte
	copy(inner[:], s.bytes()[:])
	copy(outer[:], s.bytes()[:])
	for i := range inner {
		inner[i] ^= 0x36
		outer[i] ^= 0x5c
	}
	m := &MAC{innerStart: stateAfter(inner[:], prefix), outerStart: stateAfter(outer[:])}
	return m.Clone()
}

// stateAfter is SHA-256's state after some bytes.
func stateAfter(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		panic("secret: SHA-256 gives no state: " + err.Error()) // it is documented to
	}
	return state
}

// Clone makes another MAC with the same key and beginning, with no message begun.
func (m *MAC) Clone() *MAC {
	c := &MAC{inner: sha256.New(), outer: sha256.New(), innerStart: m.innerStart, outerStart: m.outerStart}
	c.Reset()
	return c
}

// Reset begins a new message, with the prefix in it.
func (m *MAC) Reset() { restore(m.inner, m.innerStart) }

// Write adds to the message. It never fails.
func (m *MAC) Write(p []byte) (int, error) { return m.inner.Write(p) }

// Sum is the code of the message so far. It stays valid until the next call.
func (m *MAC) Sum() *[sha256.Size]byte {
	m.inner.Sum(m.sum[:0])
	restore(m.outer, m.outerStart)
	m.outer.Write(m.sum[:])
	m.outer.Sum(m.sum[:0])
	return &m.sum
}

func restore(h hash.Hash, state []byte) {
	if err := h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		panic("secret: SHA-256 does not take its own state: " + err.Error())
	}
}
