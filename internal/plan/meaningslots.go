package plan

// slotsRead are the slots that some expression of a group reads.
func slotsRead(g *Group) map[Slot]bool {
	r := slotReader{}
	r.op(g.Input)
	for _, k := range g.Keys {
		r.expr(k.Expr)
	}
	for _, m := range g.Measures {
		r.measure(m)
	}
	return r
}

type slotReader map[Slot]bool

func (r slotReader) measure(m Measure) {
	r.expr(m.Arg)
	for _, by := range m.By {
		r.expr(by.Expr)
	}
}

func (r slotReader) op(op Op) {
	for _, input := range Inputs(op) {
		r.op(input)
	}
	switch op := op.(type) {
	case *Unnest:
		r.expr(op.List)
		r.expr(op.On)
	case *Filter:
		r.expr(op.Cond)
	case *Project:
		for _, c := range op.Columns {
			r.expr(c.Expr)
		}
	case *GroupBy:
		for _, c := range op.Keys {
			r.expr(c.Expr)
		}
		for _, m := range op.Measures {
			r.measure(m)
		}
	case *Join:
		for _, p := range op.Equal {
			r.expr(p.Left)
			r.expr(p.Right)
		}
		r.expr(op.On)
	case *SetOp:
		for _, values := range op.Values {
			for _, e := range values {
				r.expr(e)
			}
		}
	case *Sort:
		for _, by := range op.By {
			r[by.Slot] = true
		}
	}
}

func (r slotReader) expr(e Expr) {
	switch e := e.(type) {
	case *Ref:
		r[e.Slot] = true
	case *Field:
		r[e.Of] = true
	case *List:
		r[e.Of] = true
	case *Call:
		for _, arg := range e.Args {
			r.expr(arg)
		}
	case *Cast:
		r.expr(e.Arg)
	case *Subquery:
		r.op(e.Input)
		r.expr(e.Value)
		r.expr(e.Arg)
	}
}
