package plan

// FindItemset recognises a co-occurrence query: several copies of one array of the report, a chain of
// < between one field of the copies, that field of every copy as the keys, and the distinct sites as
// the only measure. Such a group's cells are the sets of items that many sites hold together, and its
// support never grows with the set, which package itemset uses. It returns nil for any other group.
func FindItemset(g *Group) *Itemset {
	for _, m := range g.Measures {
		if m.Fn != SiteCount {
			return nil
		}
	}
	place := map[Slot]int{} // of a key, by the copy it comes from
	var item *Field
	for j, k := range g.Keys {
		f, ok := k.Expr.(*Field)
		if !ok || f.Of == Root || item != nil && f.Column != item.Column {
			return nil
		}
		if _, twice := place[f.Of]; twice {
			return nil
		}
		place[f.Of], item = j, f
	}
	n := len(g.Keys)
	if n < 2 || len(g.Measures) == 0 {
		return nil
	}
	less := newOrder(n)
	list, ok := less.read(g.Input, place, item.Column)
	if !ok {
		return nil
	}
	rank, ok := less.ranks()
	if !ok {
		return nil
	}
	return &Itemset{List: list, Item: item.Column, Size: n, Rank: rank}
}

// order is the relation < among the keys that a query's conditions state.
type order struct {
	n    int
	less [][]bool // less[i][j]: key i < key j
}

func newOrder(n int) *order {
	o := &order{n: n, less: make([][]bool, n)}
	for i := range o.less {
		o.less[i] = make([]bool, n)
	}
	return o
}

// read takes in all conditions of the site part and checks that it is nothing but copies of one array.
func (o *order) read(op Op, place map[Slot]int, item string) (list string, ok bool) {
	copies := 0
	for {
		switch at := op.(type) {
		case *Filter:
			if !o.condition(at.Cond, place, item) {
				return "", false
			}
			op = at.Input
		case *Unnest:
			l, isList := at.List.(*List)
			if !isList || l.Of != Root || at.Outer || at.On != nil || list != "" && l.Column != list {
				return "", false
			}
			if _, isCopy := place[at.Elem]; !isCopy {
				return "", false
			}
			list = l.Column
			copies++
			op = at.Input
		case *Report:
			return list, copies == o.n
		default:
			return "", false
		}
	}
}

// condition takes in a conjunction of a < b, a > b and a IS NOT NULL, the last of which the others imply.
func (o *order) condition(e Expr, place map[Slot]int, item string) bool {
	call, ok := e.(*Call)
	if !ok {
		return false
	}
	switch call.Fn {
	case "$and":
		for _, arg := range call.Args {
			if !o.condition(arg, place, item) {
				return false
			}
		}
		return true
	case "$less", "$greater":
		a, okA := keyOf(call.Args[0], place, item)
		b, okB := keyOf(call.Args[1], place, item)
		if !okA || !okB || a == b {
			return false
		}
		if call.Fn == "$greater" {
			a, b = b, a
		}
		o.less[a][b] = true
		return true
	case "$not":
		inner, ok := call.Args[0].(*Call)
		if !ok || inner.Fn != "$is_null" {
			return false
		}
		_, ok = keyOf(inner.Args[0], place, item)
		return ok
	}
	return false
}

func keyOf(e Expr, place map[Slot]int, item string) (int, bool) {
	f, ok := e.(*Field)
	if !ok || f.Column != item {
		return 0, false
	}
	j, ok := place[f.Of]
	return j, ok
}

// ranks gives each key its place in ascending order, if the conditions order all of them.
func (o *order) ranks() (rank []int, ok bool) {
	for k := range o.n { // transitive closure
		for i := range o.n {
			for j := range o.n {
				o.less[i][j] = o.less[i][j] || o.less[i][k] && o.less[k][j]
			}
		}
	}
	rank = make([]int, o.n)
	taken := make([]bool, o.n)
	for j := range o.n {
		for i := range o.n {
			if o.less[i][j] {
				rank[j]++
			}
		}
		if o.less[j][j] || taken[rank[j]] {
			return nil, false
		}
		taken[rank[j]] = true
	}
	return rank, true
}
