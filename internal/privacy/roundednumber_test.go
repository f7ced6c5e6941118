package privacy

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// uniform is a code's first eight bytes modulo the step, and for wide steps its first sixteen, so that no
// number is noticeably likelier than another.
func TestUniform(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		var sum [macSize]byte
		for i := range sum {
			sum[i] = byte(r.Uint32())
		}
		step := 1 + r.Int64N(1<<(1+r.IntN(62)))
		size := 8
		if step > maxStep {
			size = 16
		}
		want := new(big.Int).SetBytes(sum[:size])
		if got := uniform(&sum, step); got != want.Mod(want, big.NewInt(step)).Uint64() {
			t.Fatalf("modulo %d: %d", step, got)
		}
		if f := fraction(&sum); f < 0 || f >= 1 {
			t.Fatalf("fraction %g", f)
		}
	}
}
