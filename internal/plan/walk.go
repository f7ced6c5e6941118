package plan

// columnsOfExpr visits the report columns that an expression reads.
func columnsOfExpr(e Expr, visit func(column string)) {
	switch e := e.(type) {
	case *Field:
		visit(e.Column)
	case *List:
		visit(e.Column)
	case *Call:
		for _, arg := range e.Args {
			columnsOfExpr(arg, visit)
		}
	case *Cast:
		columnsOfExpr(e.Arg, visit)
	case *Subquery:
		columnsOfOp(e.Input, visit)
		columnsOfExpr(e.Value, visit)
		columnsOfExpr(e.Arg, visit)
	}
}

// columnsOfOp visits the report columns that the expressions of a relation read. An array that is only
// taken apart is not one of them: its fields are, where they are read.
func columnsOfOp(op Op, visit func(column string)) {
	switch op := op.(type) {
	case *Unnest:
		columnsOfOp(op.Input, visit)
		if list, isList := op.List.(*List); !isList || list.Elem.Scalar() {
			columnsOfExpr(op.List, visit)
		}
		columnsOfExpr(op.On, visit)
	case *Filter:
		columnsOfOp(op.Input, visit)
		columnsOfExpr(op.Cond, visit)
	case *Project:
		columnsOfOp(op.Input, visit)
		for _, c := range op.Columns {
			columnsOfExpr(c.Expr, visit)
		}
	case *GroupBy:
		columnsOfOp(op.Input, visit)
		for _, c := range op.Keys {
			columnsOfExpr(c.Expr, visit)
		}
		for _, m := range op.Measures {
			columnsOfExpr(m.Arg, visit)
			for _, by := range m.By {
				columnsOfExpr(by.Expr, visit)
			}
		}
	case *Join:
		columnsOfOp(op.Left, visit)
		columnsOfOp(op.Right, visit)
		for _, p := range op.Equal {
			columnsOfExpr(p.Left, visit)
			columnsOfExpr(p.Right, visit)
		}
		columnsOfExpr(op.On, visit)
	case *SetOp:
		for i, input := range op.Inputs {
			columnsOfOp(input, visit)
			for _, e := range op.Values[i] {
				columnsOfExpr(e, visit)
			}
		}
	case *Sort:
		columnsOfOp(op.Input, visit)
	case *Limit:
		columnsOfOp(op.Input, visit)
	}
}
