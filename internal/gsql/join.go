package gsql

import (
	"slices"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// joinKinds are the joins there are.
var joinKinds = map[gs.ResolvedJoinScanEnums_JoinType]plan.JoinKind{
	gs.ResolvedJoinScanEnums_JoinTypeInner: plan.InnerJoin, gs.ResolvedJoinScanEnums_JoinTypeLeft: plan.LeftJoin,
	gs.ResolvedJoinScanEnums_JoinTypeRight: plan.RightJoin, gs.ResolvedJoinScanEnums_JoinTypeFull: plan.FullJoin,
}

// joinScan is a JOIN, with where as further conditions if it is an inner one; those of FROM a, b, c that are
// only about a and b go on to the join of these. It joins public rows with
// public rows; rows of one site with rows of the same site; or rows of a site with a relation that depends
// on no report, such as a list of literals.
func (t *translator) joinScan(node *gs.ResolvedJoinScan, where []gs.ResolvedExprNode) relation {
	defer t.enter(node)()
	leftScan, rightScan := take(node.LeftScan()), take(node.RightScan())
	sides := sideOf(leftScan, rightScan)
	var left relation
	if inner, ok := leftScan.(*gs.ResolvedJoinScan); ok && isInner(inner) && isInner(node) {
		var below []gs.ResolvedExprNode
		where = slices.DeleteFunc(where, func(c gs.ResolvedExprNode) bool {
			if sides(c) == onLeft {
				below = append(below, c)
			}
			return sides(c) == onLeft
		})
		left = t.joinScan(inner, below)
	} else {
		left = t.scan(leftScan)
	}
	right := t.scan(rightScan)
	kind, known := joinKinds[take(node.JoinType())]
	if !known || take(node.IsLateral()) {
		t.refuse(Join, "this form of JOIN is not supported")
		return left
	}
	conditions := append(conjuncts(take(node.JoinExpr()), nil), where...)
	out := relation{class: max(left.class, right.class)}
	if !t.joinable(left, right, kind, conditions, sides) {
		for _, c := range conditions {
			t.quietly(func() { t.expr(c) })
		}
		if left.class == private || right.class == private {
			out.class = private
		}
		return relation{op: left.op, class: out.class}
	}
	keepLeft, keepRight, _ := kind.Keeps()
	if keepLeft {
		t.optional(rightScan, &right)
	}
	if keepRight {
		t.optional(leftScan, &left)
	}
	op := &plan.Join{Left: left.op, Right: right.op, Kind: kind}
	out.op = op
	defer t.over(&out)()
	for _, c := range conditions {
		t.condition(op, c, sides)
	}
	return out
}

func isInner(node *gs.ResolvedJoinScan) bool {
	return take(node.JoinType()) == gs.ResolvedJoinScanEnums_JoinTypeInner && !take(node.IsLateral())
}

// joinable says whether the rows of two relations may meet.
func (t *translator) joinable(left, right relation, kind plan.JoinKind, conditions []gs.ResolvedExprNode, side func(gs.ResolvedNode) side) bool {
	switch {
	case left.class == private && right.class == private:
		for _, c := range conditions {
			a, b, ok := equality(c)
			if ok && side(a)|side(b) == both && t.isUnit(a) && t.isUnit(b) {
				return true
			}
		}
		t.refuse(Join, "a join of rows of sites must be on the same site: it needs the condition %s = %[1]s of both sides", t.settings.Unit)
	case left.class != private && right.class != private:
		return true
	case left.class == public || right.class == public:
		t.refuse(Join, "a join of rows of sites with published groups is not supported: aggregate the rows first")
	case left.class == constant && kind != plan.InnerJoin && kind != plan.RightJoin, right.class == constant && kind != plan.InnerJoin && kind != plan.LeftJoin:
		t.refuse(Join, "this join keeps rows that belong to no site: put %s on the side whose rows are kept", t.settings.Table)
	case chooses(left.op) || chooses(right.op):
		t.refuse(SiteLimit, "ORDER BY, LIMIT and window functions are not supported in what is joined to rows of sites")
	default:
		return true
	}
	return false
}

// quietly translates without findings, for what they bind.
func (t *translator) quietly(translate func()) {
	before := t.findings
	translate()
	t.findings = before
}

// isUnit says whether an expression is a column that is the privacy unit.
func (t *translator) isUnit(node gs.ResolvedNode) bool {
	ref, ok := node.(*gs.ResolvedColumnRef)
	return ok && t.bound[take(take(ref.Column()).ColumnId())].unit
}

// optional prepares the side of an outer join whose columns become NULL where there is no partner: what is
// not in a slot already is put into one, and a unit is told by a slot that is TRUE.
func (t *translator) optional(scan gs.ResolvedScanNode, rel *relation) {
	columns := columnsOf(scan)
	t.hold(columns, rel)
	var partner plan.Expr
	for _, column := range columns {
		o := t.column(column)
		if !o.unit || !t.used[take(column.ColumnId())] {
			continue
		}
		if o.present == nil {
			if partner == nil {
				yes := &plan.Const{Type: value.Bool, Word: 1}
				partner = &plan.Ref{Slot: t.slotOf(yes, rel), Type: value.Bool}
			}
			o.present = partner
		} else {
			o.present = &plan.Ref{Slot: t.slotOf(o.present, rel), Type: value.Bool}
		}
		t.bind(column, o)
	}
}

// condition adds a condition to a join: as a pair if it compares one side with the other.
func (t *translator) condition(op *plan.Join, node gs.ResolvedExprNode, of func(gs.ResolvedNode) side) {
	defer t.enter(node)()
	if a, b, ok := equality(node); ok && !t.isUnit(a) && !t.isUnit(b) && of(a)|of(b) == both && of(a) != both && of(b) != both {
		pair := plan.Pair{Left: t.scalar(t.operand(a)), Right: t.scalar(t.operand(b))}
		if of(a) == onRight {
			pair.Left, pair.Right = pair.Right, pair.Left
		}
		op.Equal = append(op.Equal, pair)
		return
	}
	e := t.expr(node)
	if c, ok := e.(*plan.Const); ok && !c.Null && c.Type == value.Bool && c.Word == 1 {
		return
	}
	if op.On != nil {
		e = &plan.Call{Fn: "$and", Args: []plan.Expr{op.On, e}, Type: value.Bool}
	}
	op.On = e
}

// conjuncts appends the conditions that an AND joins.
func conjuncts(node gs.ResolvedExprNode, list []gs.ResolvedExprNode) []gs.ResolvedExprNode {
	if node == nil {
		return list
	}
	if call, ok := node.(*gs.ResolvedFunctionCall); ok && take(take(call.Function()).Name()) == "$and" {
		for _, arg := range take(call.ArgumentList()) {
			list = conjuncts(arg, list)
		}
		return list
	}
	return append(list, node)
}

// equality takes a condition a = b apart.
func equality(node gs.ResolvedExprNode) (a, b gs.ResolvedExprNode, ok bool) {
	call, isCall := node.(*gs.ResolvedFunctionCall)
	if !isCall || take(take(call.Function()).Name()) != "$equal" {
		return nil, nil, false
	}
	args := take(call.ArgumentList())
	if len(args) != 2 {
		return nil, nil, false
	}
	return args[0], args[1], true
}

// side says which sides of a join an expression reads.
type side int

const (
	neither side = 0
	onLeft  side = 1
	onRight side = 2
	both    side = 3
)

// sideOf tells the sides by the columns of the two scans. A subquery counts as both.
func sideOf(left, right gs.ResolvedScanNode) func(gs.ResolvedNode) side {
	of := map[int32]side{}
	for _, column := range columnsOf(left) {
		of[take(column.ColumnId())] = onLeft
	}
	for _, column := range columnsOf(right) {
		of[take(column.ColumnId())] |= onRight
	}
	var visit func(gs.ResolvedNode) side
	visit = func(node gs.ResolvedNode) side {
		switch node := node.(type) {
		case *gs.ResolvedColumnRef:
			return of[take(take(node.Column()).ColumnId())]
		case *gs.ResolvedSubqueryExpr:
			return both
		}
		s := neither
		for _, child := range take(node.GetChildNodes()) {
			s |= visit(child)
		}
		return s
	}
	return visit
}

// chooses says whether a relation orders its rows or keeps some of them.
func chooses(op plan.Op) bool {
	switch op.(type) {
	case *plan.Sort, *plan.Limit, *plan.Window:
		return true
	}
	return slices.ContainsFunc(plan.Inputs(op), chooses)
}
