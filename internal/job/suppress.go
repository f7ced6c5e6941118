package job

import (
	"context"
	"slices"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/privacy/complement"
	"isobar/internal/value"
	"isobar/pipelines"
)

// suppress hides, in exact mode, what together with the rest would show a group of fewer than k sites.
func (r *run) suppress(ctx context.Context, results *pipelines.Results) error {
	all := newCoding()
	var tables []complement.Table
	for i, q := range r.queries {
		if q.Limited() {
			continue // its numbers have noise
		}
		for g, group := range q.Groups {
			tables = append(tables, all.table(q, group, results.Sets[i][g]))
		}
	}
	all.rank(tables)
	hide, err := complement.Suppress(ctx, complement.Release{K: r.k, N: results.Stats.Sites, Tables: tables}, complement.Options{Workers: r.Workers})
	if err != nil {
		return err
	}
	next := 0
	r.eachSet(results, func(q *plan.Query, _ int, set *cells.Set) *cells.Set {
		if q.Limited() {
			return set
		}
		hidden := hide.Hidden[next]
		next++
		if hidden.Len() == 0 {
			return set
		}
		return set.Keep(func(cell int) bool { return !hidden.Has(cell) })
	})
	return nil
}

// coding numbers the values of each attribute over all tables.
type coding struct {
	attributes map[string]*attribute
}

type attribute struct {
	dict   *value.Dict
	values []value.Value // by code; texts in dict
	codes  map[value.Value]uint32
}

func newCoding() *coding { return &coding{map[string]*attribute{}} }

func (c *coding) of(name string) *attribute {
	a := c.attributes[name]
	if a == nil {
		a = &attribute{dict: value.NewDict(), codes: map[value.Value]uint32{}}
		c.attributes[name] = a
	}
	return a
}

// column numbers the values of one key.
func (a *attribute) column(set *cells.Set, key int) []uint32 {
	codes := make([]uint32, set.N)
	known := map[value.Value]uint32{} // a text is looked up once
	for i, v := range set.Keys[key] {
		code, ok := known[v]
		if !ok {
			own := v
			if v.Kind.Coded() {
				own.Bits = uint64(a.dict.Code(set.Dict.Text(v.Code())))
			}
			if code, ok = a.codes[own]; !ok {
				code = uint32(len(a.values))
				a.codes[own] = code
				a.values = append(a.values, own)
			}
			known[v] = code
		}
		codes[i] = code
	}
	return codes
}

// table describes the cells of a group by what they mean.
func (c *coding) table(q *plan.Query, g *plan.Group, set *cells.Set) complement.Table {
	m := g.Meaning()
	t := complement.Table{Name: q.Table, K: q.K, Where: m.Where, Sites: set.Sites, Withheld: set.Withheld}
	for i, a := range m.Attributes {
		t.Columns = append(t.Columns, complement.Column{Attribute: a.Column, Element: element(m, i), Single: a.Single,
			Codes: c.of(a.Column).column(set, i)})
	}
	return t
}

// element is the number of the array element that key i is of; 0 where the keys are one set of values, whose
// order means nothing.
func element(m plan.Meaning, i int) int {
	if m.Sets {
		return 0
	}
	return m.Attributes[i].Element
}

// rank replaces codes, which are in order of first sight, by the values' places in their own order.
func (c *coding) rank(tables []complement.Table) {
	places := map[string][]uint32{}
	for name, a := range c.attributes {
		order := make([]uint32, len(a.values))
		for i := range order {
			order[i] = uint32(i)
		}
		slices.SortFunc(order, func(x, y uint32) int { return value.Compare(a.dict, a.values[x], a.values[y]) })
		place := make([]uint32, len(order))
		for i, code := range order {
			place[code] = uint32(i)
		}
		places[name] = place
	}
	for _, t := range tables {
		for _, col := range t.Columns {
			for i, code := range col.Codes {
				col.Codes[i] = places[col.Attribute][code]
			}
		}
	}
}
