package eval

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// ranking is a function of a row's position and its peers alone.
type ranking struct {
	kind    value.Kind
	compute func(f *frame, p *partition) error
}

var rankings = map[plan.Fn]ranking{
	plan.RowNumber:   {value.Int64, rank(func(_ *partition, i int) value.Value { return intOf(int64(i) + 1) })},
	plan.Rank:        {value.Int64, rank(func(p *partition, i int) value.Value { return intOf(int64(p.peers[i]) + 1) })},
	plan.DenseRank:   {value.Int64, denseRank},
	plan.PercentRank: {value.Float64, rank(percentRank)},
	plan.CumeDist: {value.Float64, rank(func(p *partition, i int) value.Value {
		return value.OfFloat64(float64(p.ends[i]) / float64(len(p.rows)))
	})},
}

func rank(of func(p *partition, i int) value.Value) func(*frame, *partition) error {
	return func(_ *frame, p *partition) error {
		for i, row := range p.rows {
			p.out[row] = of(p, i)
		}
		return nil
	}
}

func denseRank(_ *frame, p *partition) error {
	groups := int64(0)
	for i, row := range p.rows {
		if int(p.peers[i]) == i {
			groups++
		}
		p.out[row] = intOf(groups)
	}
	return nil
}

// percentRank is (RANK - 1) / (rows - 1), and 0 for a single row.
func percentRank(p *partition, i int) value.Value {
	if len(p.rows) == 1 {
		return value.OfFloat64(0)
	}
	return value.OfFloat64(float64(p.peers[i]) / float64(len(p.rows)-1))
}

// ntile deals rows into n buckets whose sizes differ by one at most, the larger ones first.
func ntile(n int) func(*frame, *partition) error {
	return func(_ *frame, p *partition) error {
		size, larger := len(p.rows)/n, len(p.rows)%n
		for i, row := range p.rows {
			bucket := i / (size + 1)
			if bucket >= larger {
				bucket = larger + (i-larger*(size+1))/size
			}
			p.out[row] = intOf(int64(bucket) + 1)
		}
		return nil
	}
}
