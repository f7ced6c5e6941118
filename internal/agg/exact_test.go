package agg

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"isobar/internal/value"
)

// exactly is the sum of finite values, and that by n, each rounded once by math/big.
func exactly(values []float64, n int64) (sum, mean float64) {
	total := new(big.Float).SetPrec(4000)
	for _, v := range values {
		total.Add(total, new(big.Float).SetFloat64(v))
	}
	r, _ := total.Rat(nil)
	sum, _ = total.Float64()
	mean, _ = r.Quo(r, new(big.Rat).SetInt64(n)).Float64()
	return sum + 0, mean + 0
}

// adversarial draws values that cancel, straddle limbs, are subnormal, or round in ties.
func adversarial(r *rand.Rand, n int) []float64 {
	style := r.IntN(6)
	values := make([]float64, n)
	for i := range values {
		var f float64
		switch style {
		case 0: // any finite bits
			for f = math.NaN(); math.IsNaN(f) || math.IsInf(f, 0); {
				f = math.Float64frombits(r.Uint64())
			}
		case 1: // extremes
			f = []float64{1e308, -1e308, 1e-300, math.MaxFloat64, -math.MaxFloat64, 5e-324, -5e-324, 1, 0x1p-1022}[r.IntN(9)]
		case 2: // subnormal
			f = math.Float64frombits(r.Uint64() & (1<<53 - 1))
		case 3: // ordinary
			f = math.Round(r.NormFloat64()*1e6) / 100
		case 4: // ties: halves of last places
			f = math.Ldexp(float64(r.IntN(3)-1), []int{53, 52, 0, -1, -53}[r.IntN(5)])
		case 5: // around limb boundaries of one neighbourhood
			f = math.Ldexp(r.Float64()-0.5, r.IntN(200)-100)
		}
		if r.IntN(5) == 0 && i > 0 {
			f = -values[r.IntN(i)]
		}
		values[i] = f
	}
	return values
}

// Sums of any finite values, in any order and merged from any parts, by way of batches or not, are
// math/big's, rounded once; and so are means.
func TestExactSumsEqualBig(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 2))
		values := adversarial(r, 1+r.IntN(40))
		n := 1 + r.Int64N([]int64{3, 1000, math.MaxInt64}[r.IntN(3)])
		sum, mean := exactly(values, n)
		for range 3 {
			r.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
			var parts exactSums
			parts.extend(1 + r.IntN(4))
			for _, v := range values {
				parts.add(r.IntN(parts.len()), v)
			}
			var all exactSums
			all.extend(1)
			for i := range parts.len() {
				if r.IntN(2) == 0 {
					all.merge(0, &parts, i)
					continue
				}
				var e encoder
				parts.encode(&e, i)
				rd := &reader{b: e.b}
				all.decode(rd, 0)
				if rd.err != nil || rd.left() != 0 {
					t.Fatalf("seed %d: decoding: %v, %d bytes left", seed, rd.err, rd.left())
				}
			}
			got, overflow := all.float64(0)
			if got != sum || overflow != math.IsInf(sum, 0) {
				t.Fatalf("seed %d: sum of %v is %v, want %v", seed, values, got, sum)
			}
			if got := all.over(0, n); got != mean {
				t.Fatalf("seed %d: %v / %d is %v, want %v", seed, values, n, got, mean)
			}
			if zero := all.isZero(0); zero != (sum == 0) {
				t.Fatalf("seed %d: isZero %v of %v", seed, zero, sum)
			}
		}
	}
}

func TestExactSumsOfNothingFinite(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{inf, 1, -1e308}, inf},
		{[]float64{-inf, 1e308, 1e308}, -inf},
		{[]float64{inf, -inf}, nan},
		{[]float64{nan}, nan},
		{[]float64{-inf, nan, 2}, nan},
	} {
		var x exactSums
		x.extend(2)
		for i, v := range c.values {
			x.add(i%2, v)
		}
		var y exactSums
		y.extend(1)
		y.merge(0, &x, 1)
		y.merge(0, &x, 0)
		got, overflow := y.float64(0)
		if value.OfFloat64(got) != value.OfFloat64(c.want) || overflow || value.OfFloat64(y.over(0, 3)) != value.OfFloat64(c.want) {
			t.Errorf("sum of %v: %v (overflow %v), mean of 3 %v, want %v", c.values, got, overflow, y.over(0, 3), c.want)
		}
		if y.isZero(0) {
			t.Errorf("the sum of %v is zero", c.values)
		}
	}
}

// Ordinary measurements stay in windows; only bits that are far apart need the wide form.
func TestExactSumsStayNarrow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	var x exactSums
	x.extend(100)
	for range 20000 {
		x.add(r.IntN(100), math.Exp(r.NormFloat64()*8))
		x.add(r.IntN(100), float64(r.IntN(1000000)))
	}
	if len(x.wide) != 0 {
		t.Errorf("%d of 100 sums are wide", len(x.wide))
	}
}

func TestInt128(t *testing.T) {
	big128 := func(a int128) *big.Int {
		n := new(big.Int).Lsh(big.NewInt(a.hi), 64)
		return n.Add(n, new(big.Int).SetUint64(a.lo))
	}
	r := rand.New(rand.NewPCG(1, 4))
	draw := func() int128 {
		switch r.IntN(3) {
		case 0:
			return int128Of([]int64{0, 1, -1, math.MaxInt64, math.MinInt64}[r.IntN(5)])
		case 1:
			return int128Of(int64(r.Uint64()) >> r.IntN(64))
		}
		return int128{int64(r.Uint64()) >> (1 + r.IntN(63)), r.Uint64()}
	}
	for range 20000 {
		a, b := draw(), draw()
		sum := big128(a)
		if sum.Add(sum, big128(b)); big128(a.add(b)).Cmp(sum) != 0 {
			t.Fatalf("%v + %v is %v", a, b, a.add(b))
		}
		n, ok := a.int64()
		if ok != big128(a).IsInt64() || ok && n != big128(a).Int64() {
			t.Fatalf("%v as INT64 is %d, %v", a, n, ok)
		}
		var e encoder
		e.int128(a)
		rd := &reader{b: e.b}
		if got := rd.int128(); got != a || rd.err != nil || rd.left() != 0 {
			t.Fatalf("%v came back as %v: %v", a, got, rd.err)
		}
		if d := 1 + r.Int64N(1<<r.IntN(62)); true {
			want, _ := new(big.Rat).SetFrac(big128(a), big.NewInt(d)).Float64()
			if got := a.over(d); got != want {
				t.Fatalf("%v / %d is %v, want %v", a, d, got, want)
			}
		}
	}
}

// Counts that no worker can have reached are damage, also when they come together only in a merger.
func TestCountsStayWithinInt64(t *testing.T) {
	for _, c := range []struct {
		count int64
		n     uint64
		ok    bool
	}{
		{math.MaxInt64 - 1, 1, true},
		{math.MaxInt64, 1, false},
		{1, math.MaxUint64, false},
		{0, 1 << 63, false},
		{math.MaxInt64, math.MaxInt64, false},
	} {
		r := &reader{}
		count := c.count
		if r.add(&count, c.n); (r.err == nil) != c.ok {
			t.Errorf("%d + %d: %d, %v", c.count, c.n, count, r.err)
		}
	}
}
