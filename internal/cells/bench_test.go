package cells

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"isobar/internal/value"
)

// pairs are cells like those of pairs of modules.
func pairs(n int) *Set {
	r := rand.New(rand.NewPCG(1, 2))
	s := New(2, 1)
	var codes []value.Code
	for i := range 5000 {
		codes = append(codes, s.Dict.CodeOf(fmt.Sprintf("author%d-module%d", r.IntN(900), i)))
	}
	for range n {
		sites := 10 + int64(r.ExpFloat64()*40)
		s.Keys[0] = append(s.Keys[0], value.OfString(codes[r.IntN(len(codes))]))
		s.Keys[1] = append(s.Keys[1], value.OfString(codes[r.IntN(len(codes))]))
		s.Measures[0] = append(s.Measures[0], value.OfInt64(sites))
		s.Sites = append(s.Sites, sites)
	}
	s.N = n
	return s
}

func BenchmarkEncodeMillion(b *testing.B) {
	s := pairs(1_000_000)
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(s.Encode())))
	}
}

func BenchmarkAppendMillion(b *testing.B) {
	data := pairs(1_000_000).Encode()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := new(Set).Append(data); err != nil {
			b.Fatal(err)
		}
	}
}
