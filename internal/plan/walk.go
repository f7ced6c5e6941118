package plan

// Inputs are the relations that an operator reads directly, from the first; none for a leaf.
func Inputs(op Op) []Op {
	switch op := op.(type) {
	case *Unnest:
		return []Op{op.Input}
	case *Filter:
		return []Op{op.Input}
	case *Project:
		return []Op{op.Input}
	case *GroupBy:
		return []Op{op.Input}
	case *Sort:
		return []Op{op.Input}
	case *Limit:
		return []Op{op.Input}
	case *Window:
		return []Op{op.Input}
	case *Join:
		return []Op{op.Left, op.Right}
	case *SetOp:
		return op.Inputs
	}
	return nil
}

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
	for _, input := range Inputs(op) {
		columnsOfOp(input, visit)
	}
	switch op := op.(type) {
	case *Unnest:
		if list, isList := op.List.(*List); !isList || list.Elem.Scalar() {
			columnsOfExpr(op.List, visit)
		}
		columnsOfExpr(op.On, visit)
	case *Filter:
		columnsOfExpr(op.Cond, visit)
	case *Project:
		for _, c := range op.Columns {
			columnsOfExpr(c.Expr, visit)
		}
	case *GroupBy:
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
		for _, p := range op.Equal {
			columnsOfExpr(p.Left, visit)
			columnsOfExpr(p.Right, visit)
		}
		columnsOfExpr(op.On, visit)
	case *SetOp:
		for _, values := range op.Values {
			for _, e := range values {
				columnsOfExpr(e, visit)
			}
		}
	}
}
