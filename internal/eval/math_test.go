package eval

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"isobar/internal/value"
)

// TestRoundingIsExact: the quick way to round and truncate agrees with the way that writes numbers out.
func TestRoundingIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for i := range 20_000 {
		x := math.Float64frombits(rng.Uint64())
		switch i % 4 {
		case 0: // decimal fractions, halves among them
			x = float64(rng.IntN(2_000_000)-1_000_000) / pow10[rng.IntN(7)]
		case 1: // binary fractions, exact halves among them
			x = float64(rng.IntN(2_000_000)-1_000_000) / float64(int(1)<<rng.IntN(12))
		case 2:
			x = float64(rng.Int64())
		}
		places := int64(rng.IntN(2*len(pow10)+6) - len(pow10) - 3)
		if !isFinite(x) || places == 0 {
			continue
		}
		if got, want := roundDigits(x, places), cutDecimal(x, places, true); got != want {
			t.Fatalf("ROUND(%v, %d) = %v, want %v", x, places, got, want)
		}
		if got, want := truncDigits(x, places), cutDecimal(x, places, false); got != want {
			t.Fatalf("TRUNC(%v, %d) = %v, want %v", x, places, got, want)
		}
	}
}

// TestSums: sums of INT64 do not overflow on the way, those of FLOAT64 follow IEEE 754 where arguments are
// not finite.
func TestSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	for range 200 {
		var s int128
		want := new(big.Int)
		for range rng.IntN(50) {
			n := rng.Int64() << rng.IntN(3)
			if rng.IntN(2) == 0 {
				n = -n
			}
			s.add(n)
			want.Add(want, big.NewInt(n))
		}
		n, ok := s.int64()
		if ok != want.IsInt64() || ok && n != want.Int64() {
			t.Fatalf("sum %d, %t, want %s", n, ok, want)
		}
		f, _ := new(big.Float).SetInt(want).Float64()
		if got := s.float64(); math.Abs(got-f) > math.Abs(f)*1e-15 {
			t.Fatalf("sum as FLOAT64 %v, want %v", got, f)
		}
	}
	for _, c := range []struct {
		args []float64
		want string
	}{
		{[]float64{1, inf, -1e308, -1e308}, "+Inf"}, {[]float64{inf, 1, -inf}, "NaN"}, {[]float64{nan, 1}, "NaN"}, {[]float64{1e308, 1e308}, "overflow"},
		{[]float64{1e16, 1, -1e16}, "1.0"}, {[]float64{0.1, 0.2, -0.3}, "2.7755575615628914e-17"}, {[]float64{-inf, 1e308, 1e308}, "-Inf"},
	} {
		var s floatSum
		for _, x := range c.args {
			s.add(x)
		}
		got := "overflow"
		if total, ok := s.float64(); ok {
			got = show(nil, value.OfFloat64(total))
		}
		if got != c.want {
			t.Errorf("sum of %v is %s, want %s", c.args, got, c.want)
		}
	}
}
