package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
)

// withQuery is one query of a WITH clause.
type withQuery struct {
	scan gs.ResolvedScanNode
	uses int // references to it in the statement
	// shared says that it is relation index of plan.Query.With, whose slots hold its columns.
	shared bool
	index  int
	slots  []*plan.Ref
}

// survey looks at the whole statement once for what the translation needs to know beforehand: how often
// each query of WITH is used, and which columns are read.
func (t *translator) survey(node gs.ResolvedNode) {
	if node == nil {
		return
	}
	switch node := node.(type) {
	case *gs.ResolvedColumnRef:
		t.use(take(node.Column()))
	case *gs.ResolvedOutputColumn:
		t.use(take(node.Column()))
	case *gs.ResolvedSetOperationItem:
		t.use(take(node.OutputColumnList())...)
	case *gs.ResolvedSubqueryExpr:
		t.use(columnsOf(take(node.Subquery()))...)
	case *gs.ResolvedWithEntry:
		t.use(columnsOf(take(node.WithSubquery()))...)
	case *gs.ResolvedWithRefScan:
		t.withQuery(take(node.WithQueryName())).uses++
	}
	for _, child := range take(node.GetChildNodes()) {
		t.survey(child)
	}
}

func (t *translator) use(columns ...*gs.ResolvedColumn) {
	for _, column := range columns {
		t.used[take(column.ColumnId())] = true
	}
}

func (t *translator) withQuery(name string) *withQuery {
	w, ok := t.with[name]
	if !ok {
		w = &withQuery{}
		t.with[name] = w
	}
	return w
}

// columnsOf lists the columns of a scan's rows. Every scan has the method; the interface that the bindings
// export leaves it out.
func columnsOf(scan gs.ResolvedScanNode) []*gs.ResolvedColumn {
	return take(scan.(interface {
		ColumnList() ([]*gs.ResolvedColumn, error)
	}).ColumnList())
}

// withScan remembers the queries of WITH; each is translated where it is used.
func (t *translator) withScan(node *gs.ResolvedWithScan) relation {
	if take(node.Recursive()) {
		t.refuse(Unsupported, "WITH RECURSIVE is not supported")
		return relation{op: &plan.Single{}}
	}
	for _, entry := range take(node.WithEntryList()) {
		t.withQuery(take(entry.WithQueryName())).scan = take(entry.WithSubquery())
	}
	return t.scan(take(node.Query()))
}

// withRefScan is a use of a query of WITH. Rows of sites are computed again for each use, since a site
// part is one tree; public rows that are used more than once, or by a subquery in an expression, are
// computed once.
func (t *translator) withRefScan(node *gs.ResolvedWithRefScan) relation {
	w := t.withQuery(take(node.WithQueryName()))
	outer := take(node.ColumnList())
	if w.shared {
		return t.readShared(w, outer)
	}
	inner := columnsOf(w.scan)
	leave := t.outermost()
	rel := t.scan(w.scan)
	leave()
	if rel.class == private && t.nested > 0 {
		t.refuse(Subquery, "%s", reportsInExpression(t.settings.Table))
		rel.class = constant
	}
	if rel.class != public || w.uses == 1 && t.nested == 0 {
		for i, column := range outer {
			t.bind(column, t.column(inner[i]))
		}
		return rel
	}
	w.share(t, &rel, inner)
	return t.readShared(w, outer)
}

// share makes rel, with these columns, a relation that is computed once.
func (w *withQuery) share(t *translator, rel *relation, columns []*gs.ResolvedColumn) {
	for _, column := range columns {
		e := t.value(t.column(column))
		w.slots = append(w.slots, &plan.Ref{Slot: t.slotOf(e, rel), Type: e.Kind()})
	}
	w.shared, w.index = true, len(t.query.With)
	t.query.With = append(t.query.With, rel.op)
}

// readShared reads a relation that is computed once, into slots of its own.
func (t *translator) readShared(w *withQuery, columns []*gs.ResolvedColumn) relation {
	op := &plan.Shared{Index: w.index}
	for i, column := range columns {
		slot := t.newSlot()
		op.Columns = append(op.Columns, plan.Rename{From: w.slots[i].Slot, To: slot})
		t.keys[slot] = t.keys[w.slots[i].Slot]
		t.bind(column, operand{expr: &plan.Ref{Slot: slot, Type: w.slots[i].Type}})
	}
	return relation{op: op, class: public}
}

// outermost translates what follows as if it stood in FROM of the statement, until leave.
func (t *translator) outermost() (leave func()) {
	nested, row := t.nested, t.row
	t.nested, t.row = 0, nil
	return func() { t.nested, t.row = nested, row }
}
