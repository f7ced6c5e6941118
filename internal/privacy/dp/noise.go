package dp

import (
	"fmt"
	"math"
	"math/big"
)

// scale is that of noise of whole numbers: x has a probability proportional to e^(-|x|·den/num).
type scale struct{ num, den uint64 }

const (
	scaleDen = 1 << 16
	// maxScale bounds num: what is drawn then fits into an int64 with a probability that no one will see
	// the other side of (1 - e^-512).
	maxScale = 1 << 54
)

// newScale is the scale that hides, with a loss of epsilon divided by parts, what one site adds: at most
// sensitivity to each of groups numbers. It is exact or too large by less than 1/2¹⁶.
func newScale(epsilon float64, parts, groups, sensitivity int64) (scale, error) {
	loss, ok := new(big.Rat).SetString(fmt.Sprint(epsilon))
	if !ok || loss.Sign() <= 0 {
		return scale{}, fmt.Errorf("dp: an epsilon of %g", epsilon)
	}
	n := big.NewInt(scaleDen)
	for _, factor := range []int64{parts, groups, sensitivity} {
		n.Mul(n, big.NewInt(factor))
	}
	n.Mul(n, loss.Denom())
	n.Add(n, loss.Num()).Sub(n, big.NewInt(1)).Quo(n, loss.Num())
	if n.Cmp(big.NewInt(maxScale)) > 0 {
		return scale{}, fmt.Errorf("dp: noise for an epsilon of %g, %d groups a site and a bound of %d is too wide to be of use", epsilon, groups, sensitivity)
	}
	return scale{n.Uint64(), scaleDen}, nil
}

// float is the scale as a number.
func (c scale) float() float64 { return float64(c.num) / float64(c.den) }

// bernoulli is true with probability e^(-a/b), for a ≤ b: algorithm 1 of Canonne, Kamath and Steinke.
func bernoulli(s source, a, b uint64) bool {
	k := uint64(1)
	for below(s, k) == 0 && below(s, b) < a {
		k++
	}
	return k%2 == 1
}

// draw is a number of this scale: algorithm 2 of Canonne, Kamath and Steinke.
func (c scale) draw(s source) int64 {
	for {
		u := below(s, c.num)
		if !bernoulli(s, u, c.num) {
			continue
		}
		v := uint64(0)
		for bernoulli(s, 1, 1) {
			v++
		}
		y := int64((u + c.num*v) / c.den)
		switch negative := s.word()&1 == 1; {
		case !negative:
			return y
		case y > 0:
			return -y
		}
	}
}

// truncated is noise of a scale between -most and most.
type truncated struct {
	scale
	most int64
}

// newTruncated cuts noise off where its last value has a probability of delta or less.
func newTruncated(c scale, delta float64) truncated {
	r := 1 / c.float()
	near := math.Log((math.Expm1(r)+2*delta)/((math.Exp(r)+1)*delta)) / r
	t := truncated{c, max(1, int64(near)-2)}
	for t.last() > delta {
		t.most++
	}
	return t
}

// last is the probability of the value most.
func (t truncated) last() float64 {
	r := 1 / t.float()
	return math.Exp(-r*float64(t.most)) * -math.Expm1(-r) / (1 + math.Exp(-r) - 2*math.Exp(-r*float64(t.most+1)))
}

func (t truncated) draw(s source) int64 {
	for {
		if x := t.scale.draw(s); -t.most <= x && x <= t.most {
			return x
		}
	}
}
