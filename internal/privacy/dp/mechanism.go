package dp

import (
	"errors"
	"fmt"
	"math"
	"math/bits"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// Name is what a manifest calls the mechanism.
const Name = "discrete Laplace"

// Parameters are what a table asks for.
type Parameters struct {
	Epsilon   float64 // above 0, at most MaxEpsilon
	Delta     float64 // above 0, at most MaxDelta
	MaxGroups int64   // groups that one site contributes to, at least 1
	K         int64   // threshold in sites, at least 1
}

// The weakest parameters that are taken for a wish and not for a mistake.
const (
	MaxEpsilon = 20
	MaxDelta   = 1e-3
)

// Mechanism protects the cells of one group.
type Mechanism struct {
	k        int64
	sites    truncated
	measures []measure
}

// measure is how one measure is protected.
type measure struct {
	sites bool    // it is the count of sites
	noise scale   // in units
	unit  float64 // 1 for an INT64
	float bool    // it is a FLOAT64
}

// Unsupported says what of a query cannot be made differentially private.
type Unsupported struct{ Reason string }

func (e *Unsupported) Error() string { return e.Reason }

// New makes the mechanism for the cells of g, whose plan.GroupLimit must be that of the parameters. An
// *Unsupported is about the query, other errors about the parameters.
func New(p Parameters, g *plan.Group) (*Mechanism, error) {
	switch {
	case !(p.Epsilon > 0 && p.Epsilon <= MaxEpsilon):
		return nil, fmt.Errorf("dp: an epsilon of %g: it must be above 0 and at most %d", p.Epsilon, MaxEpsilon)
	case !(p.Delta > 0 && p.Delta <= MaxDelta):
		return nil, fmt.Errorf("dp: a delta of %g: it must be above 0 and at most %g", p.Delta, MaxDelta)
	case p.K < 1 || p.MaxGroups < 1:
		return nil, fmt.Errorf("dp: %d groups a site and a threshold of %d sites", p.MaxGroups, p.K)
	case g.Limit == nil || g.Limit.Groups != p.MaxGroups:
		return nil, errors.New("dp: the plan does not limit the groups of a site as it should")
	}
	m := &Mechanism{k: p.K, measures: make([]measure, len(g.Measures))}
	parts := int64(1)
	for i, of := range g.Measures {
		if m.measures[i].sites = countsSites(of); !m.measures[i].sites {
			parts++
		}
	}
	for i, of := range g.Measures {
		if m.measures[i].sites {
			continue
		}
		sensitivity, unit, err := grid(of)
		if err != nil {
			return nil, err
		}
		noise, err := newScale(p.Epsilon, parts, p.MaxGroups, sensitivity)
		if err != nil {
			return nil, err
		}
		m.measures[i] = measure{noise: noise, unit: unit, float: of.Kind == value.Float64}
	}
	noise, err := newScale(p.Epsilon, parts, p.MaxGroups, 1)
	if err != nil {
		return nil, err
	}
	m.sites = newTruncated(noise, p.Delta/float64(p.MaxGroups))
	return m, nil
}

// countsSites says that a measure is the number of sites of its cell, whatever the cell: of every one of them
// one row counts.
func countsSites(m plan.Measure) bool {
	return m.Fn == plan.SiteCount || m.Fn == plan.RowCount && m.Bound == 1
}

// gridBits is how fine the grid is to which sums of FLOAT64 are rounded: units of the bound by 2¹⁶ or less.
const gridBits = 16

// grid gives the unit in which a measure is whole, and how many of them one site adds to a cell at most.
func grid(m plan.Measure) (sensitivity int64, unit float64, err error) {
	switch m.Fn {
	case plan.RowCount, plan.Count, plan.CountIf, plan.Sum:
	case plan.ValueCount:
		return 0, 0, &Unsupported{"COUNT(DISTINCT …) of anything but the site cannot be made differentially private: one site may change it by any number of values"}
	default:
		return 0, 0, &Unsupported{fmt.Sprintf("%s cannot be made differentially private", m.Fn)}
	}
	switch {
	case m.Bound < 1 && m.Fn == plan.Sum:
		return 0, 0, &Unsupported{"a SUM can be made differentially private only if privacy.bounds says what one site adds to it"}
	case m.Bound < 1:
		return 0, 0, &Unsupported{"a count of rows can be made differentially private only if the rows of a site are bounded"}
	case m.Kind == value.Int64:
		return m.Bound, 1, nil
	case m.Kind == value.Float64:
		// Rounding to float64 and then to the grid moves two sums by one unit more than they differ.
		unit = math.Ldexp(1, bits.Len64(uint64(m.Bound))-1-gridBits)
		return int64(math.Ceil(float64(m.Bound)/unit)) + 1, unit, nil
	}
	return 0, 0, &Unsupported{fmt.Sprintf("a %s of %s cannot be made differentially private", m.Fn, m.Kind)}
}

// Scales gives, for each measure, the scale of its noise: about its mean absolute value, and its standard
// deviation by √2.
func (m *Mechanism) Scales() []float64 {
	scales := make([]float64, len(m.measures))
	for i, of := range m.measures {
		if scales[i] = of.noise.float() * of.unit; of.sites {
			scales[i] = m.sites.float()
		}
	}
	return scales
}

// Least is the least number of sites that a cell may be published with. Cells of about so many sites appear
// half of the time.
func (m *Mechanism) Least() int64 { return m.sites.most + m.k }

// Apply gives the cells that appear, in their order, with noise. set holds the exact numbers of the cells of at
// least k sites, in an order that depends on nothing but them, and stays as it is; the result may share
// its dictionary. How many cells do not appear is not counted: their number would be exact.
func (m *Mechanism) Apply(set *cells.Set, s Secret) *cells.Set {
	out := &cells.Set{Dict: set.Dict, N: set.N, Keys: set.Keys, Measures: make([][]value.Value, len(m.measures)),
		Sites: make([]int64, set.N), Withheld: cells.NotCounted}
	for i := range out.Measures {
		out.Measures[i] = make([]value.Value, set.N)
	}
	for cell, n := range set.Sites {
		if n < m.k {
			continue
		}
		x := m.sites.draw(s.stream(cell, 0))
		if n-(m.k-1)+x <= m.sites.most {
			continue
		}
		out.Sites[cell] = n + x
		for i, of := range m.measures {
			if of.sites {
				out.Measures[i][cell] = value.OfInt64(n + x)
			} else {
				out.Measures[i][cell] = of.add(set.Measures[i][cell], of.noise.draw(s.stream(cell, 1+i)))
			}
		}
	}
	return out.Keep(func(cell int) bool { return out.Sites[cell] > 0 })
}

// add adds noise to a number. NULL, which a sum without a contribution is, is 0.
func (of measure) add(v value.Value, x int64) value.Value {
	if !of.float {
		return value.OfInt64(saturating(v.Int64(), x))
	}
	units := math.RoundToEven(v.Float64() / of.unit)
	// A bounded sum is finite, and far from these ends.
	units = min(max(units, -1<<62), 1<<62)
	return value.OfFloat64(float64(saturating(int64(units), x)) * of.unit)
}

func saturating(a, b int64) int64 {
	switch sum := a + b; {
	case a > 0 && b > 0 && sum < 0:
		return math.MaxInt64
	case a < 0 && b < 0 && sum >= 0:
		return math.MinInt64
	default:
		return sum
	}
}
