package dp

import (
	"math"
	"testing"

	"github.com/google/differential-privacy/go/v3/dpagg"
	"github.com/google/differential-privacy/go/v3/noise"
)

// TestAgainstGoogle holds the parameters of the noise to those of Google's library, which draws from the
// system's randomness and so can only be asked for what does not depend on it.
func TestAgainstGoogle(t *testing.T) {
	for _, tt := range []struct {
		epsilon, delta float64
		groups         int64
	}{{1, 1e-9, 1}, {1, 1e-5, 3}, {0.25, 1e-6, 2}, {2, 1e-12, 3}, {0.1, 1e-7, 1}} {
		c, err := newScale(tt.epsilon, 1, tt.groups, 1)
		if err != nil {
			t.Fatal(err)
		}
		cut := newTruncated(c, tt.delta/float64(tt.groups))

		// For up to three groups the library selects by the optimal rule, of which truncated geometric noise
		// falls short only by rounding the last value: from here on every cell appears.
		selection, err := dpagg.NewPreAggSelectPartition(&dpagg.PreAggSelectPartitionOptions{Epsilon: tt.epsilon, Delta: tt.delta, MaxPartitionsContributed: tt.groups})
		if err != nil {
			t.Fatal(err)
		}
		certain, err := selection.GetHardThreshold()
		if err != nil {
			t.Fatal(err)
		}
		if ours := 2*cut.most + 1; math.Abs(float64(ours-int64(certain))) > 2 {
			t.Errorf("%+v: cells appear for certain from %d sites, in the library from %d", tt, ours, certain)
		}

		// The library's threshold for Laplace noise leaves δ to all that lies beyond it, and ours to the last value
		// of the noise alone: that is the gain of cutting it off, e^r - 1 to one.
		threshold, err := noise.Laplace().Threshold(tt.groups, 1, tt.epsilon, 0, tt.delta)
		if err != nil {
			t.Fatal(err)
		}
		want := threshold + c.float()*math.Log(math.Expm1(1/c.float()))
		if ours := float64(cut.most + 1); math.Abs(ours-want) > 1.5 {
			t.Errorf("%+v: threshold %g, in the library %g", tt, ours, threshold)
		}

		// Quantiles of the noise: what lies beyond the library's interval is as probable as it should be.
		for _, alpha := range []float64{0.5, 0.1, 1e-3} {
			interval, err := noise.Laplace().ComputeConfidenceIntervalInt64(0, tt.groups, 1, tt.epsilon, 0, alpha)
			if err != nil {
				t.Fatal(err)
			}
			// P(|X| ≥ a) of the discrete distribution, between that of a step less and of a step more.
			r := 1 / c.float()
			beyond := func(a float64) float64 { return 2 * math.Exp(-r*a) / (1 + math.Exp(-r)) }
			a := math.Round(interval.UpperBound)
			if beyond(a-1) < alpha || beyond(a+2) > alpha {
				t.Errorf("%+v: beyond %g lie %g, in the library %g", tt, a, beyond(a), alpha)
			}
		}
	}
}
