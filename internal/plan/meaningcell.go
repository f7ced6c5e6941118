package plan

import (
	"maps"
	"slices"
	"strings"
)

// analysis is a group taken apart.
type analysis struct {
	flattener *flattener
	scope     *scope
	keys      []Expr
	bound     string // which rows of a site count, as a condition; "" for all
}

func analyse(g *Group) *analysis {
	f := &flattener{env: map[Slot]Expr{}, read: slotsRead(g)}
	a := &analysis{flattener: f, scope: f.op(g.Input), bound: g.Bound.text()}
	for _, k := range g.Keys {
		a.keys = append(a.keys, f.sub(k.Expr))
	}
	return a
}

func (a *analysis) argument(m Measure) Expr {
	if m.Arg == nil {
		return nil
	}
	return a.flattener.sub(m.Arg)
}

// question is what is asked of the rows of a cell: which sites have one, or, if rows is set, what they
// are, since each counts.
type question struct {
	conds []Expr // besides those of the cells
	arg   Expr   // what is counted or added up of them, or nil
	rows  bool
}

type answer struct {
	attributes []Attribute
	given      []Given
	conditions []string
	arg        string
}

func (a answer) where() []string {
	all := slices.Clone(a.conditions)
	for _, g := range a.given {
		all = append(all, g.String())
	}
	return slices.Compact(sorted(all))
}

// inquiry is a question under way.
type inquiry struct {
	question
	elements []*element // those that matter
	distinct []distinct
	keys     []Expr
	implied  []bool            // which keys follow from others
	given    []*Call           // conditions expression = constant
	conds    []Expr            // the others
	inner    map[*element]bool // of outer elements, those without which there is no row
	missing  map[*element]bool // of these, those without which there is a row in a cell of their own, that of NULL
	identity *wording
}

// cell says what the cells mean in respect of a question.
func (a *analysis) cell(ask question) answer {
	q := a.inquire(ask)
	q.require()
	q.split()
	if !ask.rows {
		q.drop()
	}
	together := q.together()
	number(slices.DeleteFunc(slices.Clone(q.elements), func(e *element) bool { return together[e] }),
		func() string { return q.answer().text() })
	result := q.answer()
	q.columns(result)
	if a.bound != "" {
		result.conditions = sorted(append(result.conditions, a.bound))
	}
	return result
}

// inquire begins with all conditions, none of which follows from the keys.
func (a *analysis) inquire(ask question) *inquiry {
	s := &scope{elements: slices.Clone(a.scope.elements), conds: slices.Clone(a.scope.conds)}
	for _, cond := range ask.conds {
		a.flattener.where(s, cond)
	}
	return &inquiry{question: ask, elements: s.elements, distinct: a.scope.distinct, keys: a.keys, conds: s.conds,
		inner: map[*element]bool{}, missing: map[*element]bool{}, identity: &wording{identity: true, memo: map[Expr]string{}, names: map[*element]string{}}}
}

// oneRow says that a site has one row at most in a cell.
func (a *analysis) oneRow(ask question) bool {
	if !a.scope.keyed {
		return false
	}
	q := a.inquire(ask)
	q.split()
	atoms := q.atoms()
	return !slices.ContainsFunc(a.scope.rowKey, func(e Expr) bool {
		return !siteConstant(e, q.elements) && !q.determined(e, atoms)
	})
}

// require finds the outer elements that there has to be one of: where a condition, or what is counted,
// cannot be with NULL in its place, or where a key is a column of it: then the sites without one are in the cell of
// NULL, and in no other.
func (q *inquiry) require() {
	for again := true; again; {
		again = false
		for _, e := range q.elements {
			if !e.outer || q.inner[e] {
				continue
			}
			shown := func(x Expr) bool { p, ok := x.(*part); return ok && p.of == e }
			if slices.ContainsFunc(q.conds, func(c Expr) bool { return shown(c) || rejectsNull(c, shown) }) ||
				q.arg != nil && shown(q.arg) {
				q.inner[e], again = true, true
				q.conds = append(q.conds, e.on...)
			} else if slices.ContainsFunc(q.keys, shown) {
				q.inner[e], q.missing[e], again = true, true, true
				q.conds = append(q.conds, e.on...)
			}
		}
	}
}

// split drops the conditions that the keys decide, parts off those that give an expression a value, and
// drops what these decide.
func (q *inquiry) split() {
	atoms := q.atoms()
	decided := func(e Expr) bool { return q.determined(e, atoms) }
	q.conds = slices.DeleteFunc(slices.Clone(q.conds), decided)
	q.conds = slices.DeleteFunc(q.conds, func(e Expr) bool {
		call, ok := e.(*Call)
		if !ok || call.Fn != "$equal" || len(call.Args) != 2 || isValue(call.Args[0]) == isValue(call.Args[1]) {
			return false
		}
		if isValue(call.Args[0]) {
			call = &Call{Fn: call.Fn, Args: []Expr{call.Args[1], call.Args[0]}, Type: call.Type}
		}
		q.given = append(q.given, call)
		return true
	})
	atoms = q.atoms()
	q.conds = slices.DeleteFunc(q.conds, decided)
	q.implied = make([]bool, len(q.keys))
	for _, plain := range []bool{false, true} { // a computed key is dropped for a plain one
		for i, key := range slices.Backward(q.keys) {
			if _, isPart := key.(*part); isPart == plain {
				q.implied[i] = true
				q.implied[i] = q.determined(key, q.atoms())
			}
		}
	}
}

// atoms are the expressions, by identity, whose values a cell's keys and the conditions give.
func (q *inquiry) atoms() map[string]bool {
	atoms := map[string]bool{}
	for i, key := range q.keys {
		if q.implied == nil || !q.implied[i] {
			atoms[q.identity.expr(key)] = true
		}
	}
	for _, g := range q.given {
		atoms[q.identity.expr(g.Args[0])] = true
	}
	return atoms
}

// determined says that an expression is computed of atoms and constants alone.
func (q *inquiry) determined(e Expr, atoms map[string]bool) bool {
	known := map[Expr]bool{}
	var determined func(e Expr) bool
	determined = func(e Expr) bool {
		d, seen := known[e]
		if !seen {
			switch e := e.(type) {
			case *Const:
				d = true
			case *Call:
				d = atoms[q.identity.expr(e)] || !slices.ContainsFunc(e.Args, func(arg Expr) bool { return !determined(arg) })
			case *Cast:
				d = atoms[q.identity.expr(e)] || determined(e.Arg)
			default:
				d = atoms[q.identity.expr(e)]
			}
			known[e] = d
		}
		return d
	}
	return determined(e)
}

// reads visits the elements that matter to what the cells are, other than by having to exist.
func (q *inquiry) reads(visit func(*element)) {
	for i, key := range q.keys {
		if !q.implied[i] {
			elementsIn(key, visit)
		}
	}
	for _, g := range q.given {
		elementsIn(g.Args[0], visit)
	}
	for _, cond := range q.conds {
		elementsIn(cond, visit)
	}
	elementsIn(q.arg, visit)
}

// drop forgets the elements that decide nothing about which sites have a row: those that may be missing and
// are read by nothing, and those of an array of which another element is there already.
func (q *inquiry) drop() {
	used := map[*element]bool{}
	use := func(e *element) { used[e] = true }
	q.reads(use)
	kept := slices.Clone(q.elements)
	for _, e := range slices.Backward(q.elements) {
		twin := func(o *element) bool {
			return o != e && (!o.outer || q.inner[o]) && e.list != nil && o.list != nil && q.identity.expr(o.list) == q.identity.expr(e.list)
		}
		if !used[e] && (e.outer && !q.inner[e] || slices.ContainsFunc(kept, twin)) {
			kept = slices.DeleteFunc(kept, func(o *element) bool { return o == e })
			continue
		}
		elementsIn(e.list, use)
		if e.outer && !q.inner[e] {
			for _, on := range e.on {
				elementsIn(on, use)
			}
		}
	}
	q.elements = kept
}

// together are the elements that need no numbers: several of one array, of each of which nothing is said
// but the value of one and the same column. Their number would say which of them comes first in the query.
func (q *inquiry) together() map[*element]bool {
	for _, e := range q.elements {
		e.number = 0
	}
	result := map[*element]bool{}
	if q.rows {
		return result
	}
	const several = "\x00"
	t := newWording()
	column := map[*element]string{}
	note := func(e Expr) {
		of := map[*element]bool{}
		elementsIn(e, func(x *element) { of[x] = true })
		for x := range of {
			if name := t.expr(e); len(of) > 1 || column[x] != "" {
				column[x] = several
			} else {
				column[x] = name
			}
		}
	}
	for i, key := range q.keys {
		if !q.implied[i] {
			note(key)
		}
	}
	for _, g := range q.given {
		note(g.Args[0])
	}
	other := func(e *element) { column[e] = several }
	for _, cond := range q.conds {
		elementsIn(cond, other)
	}
	elementsIn(q.arg, other)
	for _, e := range q.elements {
		elementsIn(e.list, other)
		if e.outer && !q.inner[e] {
			other(e)
		}
	}
	for _, group := range namesakes(q.elements) {
		first := column[group[0]]
		if first != "" && first != several && !slices.ContainsFunc(group, func(e *element) bool { return column[e] != first }) {
			for _, e := range group {
				result[e] = true
			}
		}
	}
	return result
}

// eachPrefix begins the conditions that say that there is a row for each of something.
const eachPrefix = "each "

// answer writes what has been found with the numbers that the elements have.
func (q *inquiry) answer() answer {
	t, a := newWording(), answer{}
	for i, key := range q.keys {
		at := Attribute{Name: t.expr(key), Single: siteConstant(key, q.elements), Implied: q.implied[i]}
		if p, ok := key.(*part); ok && q.missing[p.of] {
			at.Missing = t.outer(p.of)
		}
		a.attributes = append(a.attributes, at)
	}
	for _, g := range q.given {
		at := Attribute{Name: t.expr(g.Args[0]), Single: siteConstant(g.Args[0], q.elements)}
		a.given = append(a.given, Given{Attribute: at, Value: g.Args[1].(*Const), expr: g.Args[0]})
	}
	slices.SortStableFunc(a.given, func(x, y Given) int { return strings.Compare(x.String(), y.String()) })
	if q.arg != nil {
		a.arg = t.expr(q.arg)
	}
	a.conditions = t.exprs(q.conds)
	used := map[*element]bool{}
	q.reads(func(e *element) { used[e] = true })
	for _, e := range q.elements {
		elementsIn(e.list, func(parent *element) { used[parent] = true })
	}
	for _, e := range q.elements {
		switch outer := e.outer && !q.inner[e]; {
		case q.rows && !e.exists && outer:
			a.conditions = append(a.conditions, eachPrefix+t.outer(e))
		case q.rows && !e.exists:
			a.conditions = append(a.conditions, eachPrefix+t.name(e)+t.owner(e))
		case outer:
			a.conditions = append(a.conditions, t.outer(e))
		case !used[e]:
			a.conditions = append(a.conditions, "exists "+t.name(e)+t.owner(e))
		case t.owner(e) != "":
			a.conditions = append(a.conditions, t.name(e)+t.owner(e))
		}
	}
	if q.rows {
		for _, d := range q.distinct {
			a.conditions = append(a.conditions, eachPrefix+"distinct "+t.distinct(d))
		}
	}
	a.conditions = slices.Compact(sorted(a.conditions))
	return a
}

// text is what the least of is taken, to number elements: the same in whatever order the keys are.
func (a answer) text() string {
	all := slices.Concat(a.conditions, []string{a.arg})
	for _, at := range a.attributes {
		all = append(all, at.Name)
	}
	for _, g := range a.given {
		all = append(all, g.String())
	}
	return strings.Join(sorted(all), "\n")
}

// columns completes the attributes: their names without numbers, and which of them are of one element.
func (q *inquiry) columns(a answer) {
	numbers := map[*element]int{}
	t := newWording()
	for _, e := range q.elements {
		e.number = 0
	}
	complete := func(at *Attribute, e Expr) {
		at.Column = t.expr(e)
		of := map[*element]bool{}
		elementsIn(e, func(x *element) {
			if slices.Contains(q.elements, x) {
				of[x] = true
			}
		})
		if len(of) != 1 || at.Single {
			return
		}
		for x := range maps.Keys(of) {
			if numbers[x] == 0 {
				numbers[x] = len(numbers) + 1
			}
			at.Element = numbers[x]
		}
	}
	for i := range a.attributes {
		complete(&a.attributes[i], q.keys[i])
	}
	for i := range a.given {
		complete(&a.given[i].Attribute, a.given[i].expr)
	}
}
