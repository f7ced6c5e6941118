package complement

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// model is a release as Suppress works on it: every group once, whatever tables it is in.
type model struct {
	k           int64
	n           int64
	options     Options
	attributes  []string // by attr
	single      []bool   // by attr
	populations []population
	shapes      []*shape // a shape stands after those that contain it
	byKey       map[string]*shape
	seen        [][]bool // by attr, then code: a group that is shown has the value
	seenCount   []int    // by attr
	limits      []Limit
	hidden      int64 // how often hide has hidden something: a clock
}

// population is the sites that meet some conditions.
type population struct {
	where []string
	all   *shape // the group of all of them, if that is published
}

// hide hides a group, unless it is hidden.
func (m *model) hide(s *shape, row int32, why Reason) {
	if s.why[row] == shown {
		s.why[row] = why
		m.hidden++
	}
}

// open tells whether groups that have no row may have k sites or more, since all tables of that kind have a
// higher threshold.
func (m *model) open(s *shape) bool { return s.k > m.k }

// small tells whether n is the size of a group that must not be certain.
func (m *model) small(n int64) bool { return n >= 1 && n < m.k }

func newModel(r Release, o Options) (*model, error) {
	m := &model{k: int64(r.K), n: r.N, options: o, byKey: map[string]*shape{}}
	numbers := m.number(r)
	m.place(Table{Name: "(all sites)", Sites: []int64{r.N}}, -1, numbers)
	for i, t := range r.Tables {
		m.place(t, i, numbers)
	}
	for _, s := range m.shapes {
		if err := s.finish(); err != nil {
			return nil, err
		}
		// The number of all sites is published, whatever is asked for here.
		s.sources = slices.DeleteFunc(s.sources, func(src source) bool { return src.table < 0 })
		if len(s.items) == 0 && s.rows() == 1 {
			m.populations[s.population].all = s
		}
	}
	slices.SortStableFunc(m.shapes, m.compareShapes)
	for _, s := range m.shapes {
		for _, t := range m.shapes {
			if t != s && subset(m.populations[t.population].where, m.populations[s.population].where) {
				s.up = append(s.up, embeddings(t, s)...)
			}
		}
	}
	return m, nil
}

// compareShapes orders shapes so that one stands after all that it is embedded in, and not by the order
// of tables.
func (m *model) compareShapes(a, b *shape) int {
	p, q := m.populations[a.population].where, m.populations[b.population].where
	return cmp.Or(
		cmp.Compare(len(a.cols)+len(p), len(b.cols)+len(q)),
		slices.Compare(p, q),
		slices.CompareFunc(a.items, b.items, compareItems))
}

// number gives attributes their numbers.
func (m *model) number(r Release) map[string]attr {
	numbers := map[string]attr{}
	single := map[string]bool{}
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			if _, ok := numbers[c.Attribute]; !ok {
				numbers[c.Attribute] = 0
				m.attributes = append(m.attributes, c.Attribute)
			}
			single[c.Attribute] = c.Single
		}
	}
	slices.Sort(m.attributes)
	for i, name := range m.attributes {
		numbers[name] = attr(i)
		m.single = append(m.single, single[name])
	}
	return numbers
}

// populationOf numbers a set of conditions.
func (m *model) populationOf(where []string) int {
	where = slices.Clone(where)
	slices.Sort(where)
	where = slices.Compact(where)
	for i, p := range m.populations {
		if slices.Equal(p.where, where) {
			return i
		}
	}
	m.populations = append(m.populations, population{where: where})
	return len(m.populations) - 1
}

// shapeOf finds or makes a shape.
func (m *model) shapeOf(name string, population int, items []item) *shape {
	key := shapeKey(population, items)
	s := m.byKey[key]
	if s == nil {
		s = &shape{name: name, population: population, items: items, starts: []int{0}, k: math.MaxInt32}
		for i, it := range items {
			s.starts = append(s.starts, s.starts[i]+len(it))
		}
		m.byKey[key] = s
		m.shapes = append(m.shapes, s)
	}
	s.name = min(s.name, name) // the same in whatever order the tables come
	return s
}

// sub gives the shape with some of s's items, or nil.
func (m *model) sub(s *shape, mask int) *shape {
	var items []item
	for i, it := range s.items {
		if mask>>i&1 != 0 {
			items = append(items, it)
		}
	}
	return m.byKey[shapeKey(s.population, items)]
}

func (m *model) limit(rows int64, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	for i := range m.limits {
		if m.limits[i].What == what {
			m.limits[i].Rows += rows
			return
		}
	}
	m.limits = append(m.limits, Limit{What: what, Rows: rows})
	slices.SortFunc(m.limits, func(a, b Limit) int { return strings.Compare(a.What, b.What) })
}

// look notes which values the groups that are shown have.
func (m *model) look() {
	m.seen, m.seenCount = make([][]bool, len(m.attributes)), make([]int, len(m.attributes))
	for _, s := range m.shapes {
		for c, a := range s.attrs() {
			for row, code := range s.cols[c] {
				if s.why[row] != shown {
					continue
				}
				if int(code) >= len(m.seen[a]) {
					m.seen[a] = append(m.seen[a], make([]bool, int(code)+1-len(m.seen[a]))...)
				}
				if !m.seen[a][code] {
					m.seen[a][code] = true
					m.seenCount[a]++
				}
			}
		}
	}
}

func (m *model) isSeen(a attr, code uint32) bool {
	return int(code) < len(m.seen[a]) && m.seen[a][code]
}
