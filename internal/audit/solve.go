package audit

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
)

// Kinds of findings of attacks A2 and A5.
const (
	kindCell  = "hidden cell"
	kindCells = "hidden cells together"
)

// stack is the families that differ only in the attributes of which a site has one value.
type stack struct {
	where    whereID
	multi    []attrID // the others
	families []*family
}

// solve searches for A2 and A5: it solves the tables that divide the same sites by attributes of which a
// site has one value, all together. First it uses nothing but that numbers are not negative (A2); then
// also that a cell without a row has few sites (A5), unless the numbers show that some have more.
//
// Bounds are passed along equations until nothing changes. What is left falls into components, of which
// the small ones are solved by elimination, for sums that are determined, and by linear programming, for
// the least and greatest number of sites of each hidden cell.
func (r *search) solve(ctx context.Context) error {
	var stacks []*stack
	byKey := map[string]*stack{}
	for _, f := range r.families {
		var multi []attrID
		for _, a := range f.attrs {
			if !r.single[a] {
				multi = append(multi, a)
			}
		}
		key := frame(f.where, multi)
		st := byKey[key]
		if st == nil {
			st = &stack{where: f.where, multi: multi}
			byKey[key] = st
			stacks = append(stacks, st)
		}
		st.families = append(st.families, f)
	}
	// What all sites have comes first: other contexts look for the same values.
	slices.SortStableFunc(stacks, func(a, b *stack) int {
		return cmp.Or(cmp.Compare(a.where, b.where), cmp.Compare(len(a.multi), len(b.multi)))
	})
	known := map[whereID]map[attrID]knownAxis{}
	for _, st := range stacks {
		if !slices.ContainsFunc(st.families, func(f *family) bool { return f.arity() > len(st.multi) }) {
			continue
		}
		if known[st.where] == nil {
			known[st.where] = map[attrID]knownAxis{}
		}
		for _, c := range r.contexts(st) {
			if err := ctx.Err(); err != nil {
				return err
			}
			g := r.newGrid(st, c.items, c.cells, known[st.where])
			if g == nil {
				r.unsolved++
				continue
			}
			keep := known[st.where]
			if len(st.multi) > 0 {
				keep = nil
			}
			r.solveGrid(g, keep)
		}
	}
	return nil
}

// someContext is the cells of a stack that have some values of the stack's multiple attributes.
type someContext struct {
	items []itemID
	cells [][]int32 // by family
}

func (r *search) contexts(st *stack) []*someContext {
	var all []*someContext
	byItems := map[string]*someContext{}
	var key []byte
	var items []itemID
	for n, f := range st.families {
		for i := range f.sites {
			key, items = key[:0], items[:0]
			for _, it := range f.cell(i) {
				if !r.single[r.dict.items[it].attr] {
					items = append(items, it)
					key = binary.BigEndian.AppendUint32(key, uint32(it))
				}
			}
			c := byItems[string(key)]
			if c == nil {
				c = &someContext{items: slices.Clone(items), cells: make([][]int32, len(st.families))}
				byItems[string(key)] = c
				all = append(all, c)
			}
			c.cells[n] = append(c.cells[n], int32(i))
		}
	}
	return all
}

// solveGrid solves one context twice: by the numbers alone, and with the bound of hidden cells. What the
// numbers alone say of axes goes into keep, unless that is nil.
func (r *search) solveGrid(g *grid, keep map[attrID]knownAxis) {
	told := r.remainders(g)
	if !g.propagate() {
		r.odd++
		return
	}
	r.cells(g, linkedCells, told)
	for i, x := range g.axes {
		if keep != nil && len(x.values) <= maxKnownValues {
			keep[x.attr] = g.axisFound(i)
		}
	}
	if r.moreHidden {
		return
	}
	for _, l := range g.layers {
		for v := l.base; v < l.base+l.size; v++ {
			if g.vars[v].hidden && g.vars[v].lo > l.few {
				l.doubt = true
				r.doubted(g, v)
			}
		}
	}
	for _, l := range g.layers {
		if l.fam == nil || l.doubt {
			continue
		}
		for v := l.base; v < l.base+l.size; v++ {
			if g.vars[v].hidden {
				g.vars[v].hi = min(g.vars[v].hi, l.few)
			}
		}
	}
	if !g.propagate() {
		r.doubtful++
		return
	}
	r.cells(g, pinning, told)
}

// remainders gives the hidden variables that A1 or A3 finds: each beside published parts of a published
// total, as what is left. The value is the remainder.
func (r *search) remainders(g *grid) map[int]span {
	told := map[int]span{}
	for i := range g.equations {
		e := &g.equations[i]
		if !g.vars[e.total].published {
			continue
		}
		var sum span
		parts := 0
		for _, p := range e.parts {
			if g.vars[p].published {
				sum = span{sum.lo + g.vars[p].lo, sum.hi + g.vars[p].hi}
				parts++
			}
		}
		if rest := g.vars[e.total].minus(sum); parts > 0 && rest.few(r.k) {
			for _, p := range e.parts {
				if !g.vars[p].published {
					told[p] = rest
				}
			}
		}
	}
	return told
}

// cells reports the cells of a grid that are certain to have few sites, after solving what propagation
// leaves open.
func (r *search) cells(g *grid, attack string, told map[int]span) {
	var sums []subset
	for _, c := range g.components() {
		if len(c.rows) < 2 {
			continue // propagation is exact
		}
		if len(c.vars)*len(c.rows) > maxEntries {
			r.unsolved++
			continue
		}
		r.program(g, &c)
		for _, s := range c.subsets() {
			if len(s.vars) > 1 && s.sum >= 1 && s.sum < r.k {
				for i, v := range s.vars {
					s.vars[i] = c.vars[v]
				}
				sums = append(sums, s)
			}
		}
	}
	for v := range g.vars {
		n := &g.vars[v]
		if was, ok := told[v]; n.published || !n.few(r.k) || ok && (was == n.span || was.lo == 0) {
			continue
		}
		told[v] = span{} // once is enough
		r.found.add(kindOf{attack: attack, kind: kindCell}, func() Finding {
			return r.solved(g, attack, g.group(v), n.span, []int{v})
		})
	}
	for _, s := range sums {
		if slices.ContainsFunc(s.vars, func(v int) bool { _, ok := told[v]; return ok || g.vars[v].published }) {
			continue
		}
		told[s.vars[0]] = span{}
		r.found.add(kindOf{attack: attack, kind: kindCells}, func() Finding {
			f := r.solved(g, attack, group{where: g.where, under: g.where}, span{s.sum, s.sum}, s.vars)
			f.askable, f.Group = false, ""
			for i, v := range s.vars {
				if i > 0 {
					f.Group += "; or "
				}
				var one Finding
				r.tell(&one, g.group(v))
				f.Group += one.Group
			}
			return f
		})
	}
}

// program bounds the hidden cells of a component by linear programming.
func (r *search) program(g *grid, c *component) {
	lo, hi := make([]int64, len(c.vars)), make([]int64, len(c.vars))
	for i, v := range c.vars {
		lo[i], hi[i] = g.vars[v].lo, g.vars[v].hi
		if hi[i] >= unbounded {
			return // there is no total, and floating-point numbers are too coarse
		}
	}
	p := newProgram(lo, hi, c.rows)
	if p == nil {
		return
	}
	objectives := 0
	for i, v := range c.vars {
		n := &g.vars[v]
		if n.published || n.few(r.k) {
			continue
		}
		if objectives++; objectives > maxObjectives {
			r.unsolved++
			return
		}
		if n.lo = max(n.lo, p.least(i)); n.lo >= 1 && n.hi >= r.k {
			n.hi = min(n.hi, p.greatest(i))
		}
	}
}

// solved makes the finding of a solved system.
func (r *search) solved(g *grid, attack string, sites group, n span, vars []int) Finding {
	f := r.finding(sites, n)
	if attack == pinning {
		f.Assumes = hiddenIsFew
	}
	var tables []string
	for _, l := range g.layers {
		if l.fam != nil {
			for _, t := range l.fam.tables {
				tables = append(tables, r.tables[t].name)
			}
		}
	}
	f.Tables = sortedOnce(tables)
	for i := range g.equations {
		if e := &g.equations[i]; len(f.Evidence) < listedValues && slices.ContainsFunc(e.parts, func(p int) bool { return slices.Contains(vars, p) }) {
			f.Evidence = append(f.Evidence, r.equationInWords(g, e))
		}
	}
	f.Rows = r.rowsOf(g.beside(vars)...)
	return f
}

// equationInWords tells the numbers of one equation.
func (r *search) equationInWords(g *grid, e *equation) string {
	var total Finding
	r.tell(&total, g.group(e.total))
	var sum span
	shown, hidden := 0, 0
	for _, p := range e.parts {
		if g.vars[p].published {
			shown++
			sum = span{sum.lo + g.vars[p].lo, sum.hi + g.vars[p].hi}
		} else if g.vars[p].hi > 0 {
			hidden++
		}
	}
	what := "together "
	if g.vars[e.total].published {
		what = ""
	}
	return what + g.vars[e.total].String() + " " + total.Group + ", of which " + sum.String() + " in " + plural(shown, "row") + " and the rest in " + plural(hidden, "hidden cell")
}
