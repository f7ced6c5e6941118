package plan

import "slices"

// maxOrders bounds how many ways of numbering elements are compared.
const maxOrders = 24

// settle gives the elements of a relation that is used as a whole their numbers.
func (s *scope) settle() {
	number(s.elements, func() string { return newWording().scope(s) })
}

// number numbers the elements that have their names in common with others, in that order of all that gives
// the least text: so no order of theirs in the query matters. Where there are too many orders, or several
// with the same text, that of the query stands.
func number(elements []*element, text func() string) {
	for _, e := range elements {
		e.number = 0
	}
	groups, orders := namesakes(elements), 1
	for _, group := range groups {
		for i, e := range group {
			e.number = i + 1
			orders *= i + 1
		}
		if orders > maxOrders {
			return
		}
	}
	if len(groups) == 0 {
		return
	}
	best, least := numbers(elements), text()
	permute(groups, func() {
		if s := text(); s < least {
			best, least = numbers(elements), s
		}
	})
	for i, e := range elements {
		e.number = best[i]
	}
}

// namesakes are the elements with a name in common, of those without numbers.
func namesakes(elements []*element) (groups [][]*element) {
	t := newWording()
	byName := map[string]int{}
	var all [][]*element
	for _, e := range elements {
		name := t.name(e)
		i, ok := byName[name]
		if !ok {
			i = len(all)
			byName[name] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], e)
	}
	return slices.DeleteFunc(all, func(group []*element) bool { return len(group) < 2 })
}

func numbers(elements []*element) []int {
	all := make([]int, len(elements))
	for i, e := range elements {
		all[i] = e.number
	}
	return all
}

// permute visits all ways to number the groups.
func permute(groups [][]*element, visit func()) {
	if len(groups) == 0 {
		visit()
		return
	}
	group := groups[0]
	var from func(i int)
	from = func(i int) {
		if i == len(group) {
			permute(groups[1:], visit)
			return
		}
		for j := i; j < len(group); j++ {
			group[i].number, group[j].number = group[j].number, group[i].number
			from(i + 1)
			group[i].number, group[j].number = group[j].number, group[i].number
		}
	}
	from(0)
}

// elementsIn visits the elements whose columns an expression reads, those of its subqueries included.
func elementsIn(e Expr, visit func(*element)) {
	w := elementWalker{visit: visit, seen: map[Expr]bool{}, scopes: map[*scope]bool{}}
	w.expr(e)
}

type elementWalker struct {
	visit  func(*element)
	seen   map[Expr]bool
	scopes map[*scope]bool
}

func (w *elementWalker) exprs(list []Expr) {
	for _, e := range list {
		w.expr(e)
	}
}

func (w *elementWalker) expr(e Expr) {
	if e == nil || w.seen[e] {
		return
	}
	w.seen[e] = true
	switch e := e.(type) {
	case *part:
		w.visit(e.of)
		if e.of.rows != nil {
			w.relation(e.of.rows)
		}
	case *Call:
		w.exprs(e.Args)
	case *Cast:
		w.expr(e.Arg)
	case *query:
		w.scope(e.scope)
		w.expr(e.value)
		w.expr(e.arg)
	case *total:
		w.expr(e.Arg)
		for _, by := range e.By {
			w.expr(by.Expr)
		}
	}
}

func (w *elementWalker) relation(r *relation) {
	for _, s := range r.inputs {
		w.scope(s)
	}
	w.exprs(r.on)
	w.exprs(r.by)
	for _, values := range r.values {
		w.exprs(values)
	}
}

func (w *elementWalker) scope(s *scope) {
	if w.scopes[s] {
		return
	}
	w.scopes[s] = true
	for _, e := range s.elements {
		w.expr(e.list)
		w.exprs(e.on)
		if e.rows != nil {
			w.relation(e.rows)
		}
	}
	w.exprs(s.conds)
	for _, by := range s.order {
		w.expr(by.expr)
	}
}

// siteConstant says that an expression has one value for all rows of a site: it reads nothing of those of
// the elements of which a site may have several.
func siteConstant(e Expr, elements []*element) bool {
	constant := true
	elementsIn(e, func(of *element) {
		if !of.one && slices.Contains(elements, of) {
			constant = false
		}
	})
	return constant
}
