package eval

import (
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// elementsOf makes a relation of the elements of an array, in slot 0.
func elementsOf(kind value.Kind, elements ...any) plan.Op {
	return &plan.Unnest{Input: &plan.Single{}, List: compound(array(elements)), Kind: kind, Elem: 0, Offset: plan.None}
}

func slotRef(s plan.Slot, kind value.Kind) *plan.Ref { return &plan.Ref{Slot: s, Type: kind} }

func ints(elements ...any) plan.Op { return elementsOf(value.Int64, elements...) }

// subqueryOf asks for the values of slot 0.
func subqueryOf(ask plan.SubqueryKind, input plan.Op, kind value.Kind) *plan.Subquery {
	e := &plan.Subquery{Ask: ask, Input: input, Type: kind}
	switch ask {
	case plan.ArraySubquery:
		e.Value, e.Type = slotRef(0, kind), value.Array
	case plan.ScalarSubquery:
		e.Value = slotRef(0, kind)
	default:
		e.Type = value.Bool
	}
	return e
}

func arrayOf(input plan.Op) *plan.Subquery {
	return subqueryOf(plan.ArraySubquery, input, value.Int64)
}

func in(arg any, input plan.Op, kind value.Kind) *plan.Subquery {
	e := subqueryOf(plan.InSubquery, input, kind)
	e.Arg, e.Value = compound(arg), slotRef(0, kind)
	return e
}

func sorted(input plan.Op, descending, nullsLast bool) plan.Op {
	return &plan.Sort{Input: input, By: []plan.SortBy{{Slot: 0, Descending: descending, NullsLast: nullsLast}}}
}

func limited(input plan.Op, count, offset int64) plan.Op {
	return &plan.Limit{Input: input, Count: count, Offset: offset}
}

func TestSubqueries(t *testing.T) {
	divide := fnCall("div", lit(1), slotRef(0, value.Int64))
	divided := func(e *plan.Subquery) *plan.Subquery {
		e.Value = divide
		return e
	}
	positive := func(input plan.Op) plan.Op {
		return &plan.Filter{Input: input, Cond: fnCall("$greater", slotRef(0, value.Int64), lit(0))}
	}
	for name, c := range map[string]struct {
		e    plan.Expr
		want string
	}{
		"scalar":                     {subqueryOf(plan.ScalarSubquery, ints(7), value.Int64), "7"},
		"scalar of nothing":          {subqueryOf(plan.ScalarSubquery, ints(), value.Int64), "NULL"},
		"scalar of NULL":             {subqueryOf(plan.ScalarSubquery, ints(ni), value.Int64), "NULL"},
		"scalar of two":              {subqueryOf(plan.ScalarSubquery, ints(7, 7), value.Int64), failed},
		"scalar of NULLs":            {subqueryOf(plan.ScalarSubquery, ints(ni, ni), value.Int64), failed},
		"scalar, limited":            {subqueryOf(plan.ScalarSubquery, limited(ints(7, 8), 1, 1), value.Int64), "8"},
		"scalar that fails":          {divided(subqueryOf(plan.ScalarSubquery, ints(0), value.Int64)), failed},
		"exists":                     {subqueryOf(plan.ExistsSubquery, ints(ni), value.Bool), "true"},
		"exists not":                 {subqueryOf(plan.ExistsSubquery, positive(ints(-1, ni)), value.Bool), "false"},
		"in":                         {in(2, ints(1, 2), value.Int64), "true"},
		"in, not":                    {in(3, ints(1, 2), value.Int64), "false"},
		"in, not, with NULL":         {in(3, ints(1, ni, 2), value.Int64), "NULL"},
		"in, with NULL":              {in(2, ints(ni, 2), value.Int64), "true"},
		"NULL in":                    {in(ni, ints(1), value.Int64), "NULL"},
		"NULL in NULL":               {in(ni, ints(ni), value.Int64), "NULL"},
		"NULL in nothing":            {in(ni, ints(), value.Int64), "false"},
		"1 in NULL":                  {in(1, ints(ni), value.Int64), "NULL"},
		"NaN in":                     {in(nan, elementsOf(value.Float64, nan, 1.0), value.Float64), "false"},
		"text in":                    {in("b", elementsOf(value.String, "a", "b"), value.String), "true"},
		"array":                      {arrayOf(ints(3, ni, 1)), "[3 NULL 1]"},
		"array of nothing":           {arrayOf(ints()), "[]"},
		"array, failures in it":      {divided(arrayOf(ints(1, 0))), "[1 NULL] " + failed},
		"ascending":                  {arrayOf(sorted(ints(3, ni, 1), false, false)), "[NULL 1 3]"},
		"ascending, NULLs last":      {arrayOf(sorted(ints(3, ni, 1), false, true)), "[1 3 NULL]"},
		"descending":                 {arrayOf(sorted(ints(3, ni, 1), true, true)), "[3 1 NULL]"},
		"descending, NULLs first":    {arrayOf(sorted(ints(3, ni, 1), true, false)), "[NULL 3 1]"},
		"NaN in order":               {subqueryOf(plan.ArraySubquery, sorted(elementsOf(value.Float64, 1.0, nan, -inf, nf), false, false), value.Float64), "[NULL NaN -Inf 1.0]"},
		"NaN in descending order":    {subqueryOf(plan.ArraySubquery, sorted(elementsOf(value.Float64, 1.0, nan, -inf, nf), true, true), value.Float64), "[1.0 -Inf NaN NULL]"},
		"texts in order":             {subqueryOf(plan.ArraySubquery, sorted(elementsOf(value.String, "b", "é", "", "ab"), false, false), value.String), `["" "ab" "b" "é"]`},
		"NUMERIC in order":           {subqueryOf(plan.ArraySubquery, sorted(elementsOf(value.Numeric, numeric("2"), numeric("-3"), numeric("0.5")), false, false), value.Numeric), `[-3 0.5 2]`},
		"limit":                      {arrayOf(limited(ints(1, 2, 3, 4), 2, 1)), "[2 3]"},
		"limit 0":                    {arrayOf(limited(ints(1, 2), 0, 0)), "[]"},
		"limit beyond the end":       {arrayOf(limited(ints(1, 2), 1<<62, 1)), "[2]"},
		"offset without end":         {arrayOf(limited(ints(1, 2), 1<<62, 1<<62)), "[]"},
		"limit, then more":           {arrayOf(sorted(limited(ints(5, 4, 1), 2, 0), false, false)), "[4 5]"},
		"limits within one another":  {arrayOf(limited(limited(ints(1, 2, 3, 4), 3, 0), 1, 1)), "[2]"},
		"a row after what was ended": {fnCall("$add", subqueryOf(plan.ScalarSubquery, limited(ints(1, 2, 3), 1, 0), value.Int64), fnCall("array_length", arrayOf(ints(1, 2, 3)))), "4"},
		"element of another type":    {subqueryOf(plan.ArraySubquery, elementsOf(value.String, 1, 2), value.String), "[NULL NULL]"},
	} {
		want, wantFaults := c.want, int64(0)
		switch {
		case want == failed:
			want, wantFaults = "NULL", 1
		case len(want) > len(failed) && want[len(want)-len(failed):] == failed:
			want, wantFaults = want[:len(want)-len(failed)-1], 1
		}
		for _, around := range []bool{false, true} { // whether it reads the outer row
			b := newBench()
			b.compiler.slots = make([]slotType, 4)
			b.frame.slots = make([]value.Value, 4)
			b.frame.columns = [][]value.Value{nil, nil, nil, {boolOf(true)}}
			b.compiler.slots[3] = slotType{kind: value.Bool, columnar: true}
			e := c.e
			if q, ok := e.(*plan.Subquery); ok && around {
				copied := *q
				copied.Input = &plan.Filter{Input: q.Input, Cond: slotRef(3, value.Bool)}
				e = &copied
			}
			s := b.compile(t, e)
			for range 3 {
				b.frame.faults = [faultKinds]int64{}
				steps := b.frame.steps
				got, faults := show(b.frame.dict, s(b.frame)), b.faultCount()
				if got != want || faults != wantFaults {
					t.Errorf("%s: %s with %d faults, want %s with %d", name, got, faults, want, wantFaults)
				}
				if b.frame.steps == 0 || around && b.frame.steps > steps {
					t.Errorf("%s: %d steps are left of %d", name, b.frame.steps, steps)
				}
			}
		}
	}
}

// TestSubqueriesAreRemembered: one that reads nothing of the outer row is computed once.
func TestSubqueriesAreRemembered(t *testing.T) {
	long := &plan.Unnest{Input: &plan.Single{}, List: fnCall("generate_array", lit(1), lit(1000)), Kind: value.Int64, Elem: 0, Offset: plan.None}
	for name, c := range map[string]struct {
		e     plan.Expr
		steps int64
	}{
		"scalar": {subqueryOf(plan.ScalarSubquery, &plan.GroupBy{Input: &plan.Unnest{Input: &plan.Single{}, List: fnCall("generate_array", lit(1), lit(1000)), Kind: value.Int64, Elem: 2, Offset: plan.None},
			Measures: []plan.Measure{{Fn: plan.RowCount, Kind: value.Int64, Public: 0}}}, value.Int64), 1000},
		"array":              {arrayOf(long), 1000},
		"in":                 {in(&plan.Ref{Slot: 1, Type: value.Int64}, long, value.Int64), 1000},
		"exists":             {subqueryOf(plan.ExistsSubquery, long, value.Bool), 1},
		"of the outer row":   {arrayOf(&plan.Filter{Input: long, Cond: fnCall("$equal", slotRef(0, value.Int64), slotRef(1, value.Int64))}), 3000},
		"nested, not of it":  {in(5, &plan.Filter{Input: long, Cond: in(slotRef(0, value.Int64), &plan.Unnest{Input: &plan.Single{}, List: compound(array{1, 2}), Kind: value.Int64, Elem: 2, Offset: plan.None}, value.Int64)}, value.Int64), 1002},
		"nested, of between": {subqueryOf(plan.ExistsSubquery, &plan.Filter{Input: ints(1, 2), Cond: subqueryOf(plan.ExistsSubquery, &plan.Filter{Input: &plan.Single{}, Cond: fnCall("$equal", slotRef(0, value.Int64), lit(2))}, value.Bool)}, value.Bool), 2},
	} {
		b := newBench()
		b.compiler.slots = make([]slotType, 3)
		b.frame.slots = make([]value.Value, 3)
		b.frame.columns = [][]value.Value{nil, {intOf(1), intOf(2), intOf(2000)}, nil}
		b.compiler.slots[1] = slotType{kind: value.Int64, columnar: true}
		if q, ok := c.e.(*plan.Subquery); ok && name == "nested, not of it" {
			q.Input.(*plan.Filter).Cond.(*plan.Subquery).Value = slotRef(2, value.Int64)
		}
		s := b.compile(t, c.e)
		for row := range 3 {
			b.frame.row = row
			s(b.frame)
		}
		if used := maxSiteSteps - b.frame.steps; used != c.steps {
			t.Errorf("%s: %d steps, want %d", name, used, c.steps)
		}
	}
}
