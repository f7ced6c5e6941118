package dp

import (
	"encoding/binary"
	"math/bits"

	"isobar/internal/secret"
)

// Secret is what the bits of one table are made with: a key and what they depend on besides.
type Secret struct{ mac *secret.MAC }

const messageBegin = "isobar dp 1"

// NewSecret makes the bits of one table. context is everything that they are to depend on: another text
// gives independent noise.
func NewSecret(s secret.Secret, context ...string) Secret {
	message := []byte(messageBegin)
	for _, text := range context {
		message = append(binary.AppendUvarint(message, uint64(len(text))), text...)
	}
	return Secret{s.MAC(message)}
}

// source is a stream of random bits.
type source interface{ word() uint64 }

// stream is the bits of one number of one cell.
type stream struct {
	mac           *secret.MAC
	cell, purpose uint64
	blocks        uint64
	block         [32]byte
	left          []byte // of block
}

// stream begins the bits of a cell, by its place, for a purpose.
func (s Secret) stream(cell, purpose int) *stream {
	return &stream{mac: s.mac, cell: uint64(cell), purpose: uint64(purpose)}
}

func (s *stream) word() uint64 {
	if len(s.left) == 0 {
		var message [24]byte
		for i, n := range []uint64{s.cell, s.purpose, s.blocks} {
			binary.BigEndian.PutUint64(message[8*i:], n)
		}
		s.mac.Reset()
		s.mac.Write(message[:])
		s.block = *s.mac.Sum()
		s.left = s.block[:]
		s.blocks++
	}
	w := binary.BigEndian.Uint64(s.left)
	s.left = s.left[8:]
	return w
}

// below is a number from 0 to n-1, each with the same probability: the upper word of a random word times n,
// but for those words that would give some numbers once more (Lemire, Fast random integer generation in an
// interval, 2019).
func below(s source, n uint64) uint64 {
	if n == 1 {
		return 0
	}
	for least := -n % n; ; {
		if upper, lower := bits.Mul64(s.word(), n); lower >= least {
			return upper
		}
	}
}
