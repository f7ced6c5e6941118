package eval

import (
	"strings"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// TestCompileRefuses plans that are not well typed: none of them may reach a report.
func TestCompileRefuses(t *testing.T) {
	s := parseSchema(t, testSchema)
	mods, nums := listOf(s, "mods", plan.Root), listOf(s, "nums", plan.Root)
	ok := func() *plan.Query {
		return sitesBy("t", 3, unnest(&plan.Report{}, mods, 0), []plan.Expr{fieldOf(s, "mods.slug", 0)})
	}
	key := func(e plan.Expr) func(*plan.Query) {
		return func(q *plan.Query) {
			q.Groups[0].Keys[0].Expr = e
			q.Output[0].Kind = e.Kind()
		}
	}
	input := func(op func(plan.Op) plan.Op) func(*plan.Query) {
		return func(q *plan.Query) { q.Groups[0].Input = op(q.Groups[0].Input) }
	}
	wrongIndex := *fieldOf(s, "n", plan.Root)
	wrongIndex.Index++
	wrongKind := *fieldOf(s, "n", plan.Root)
	wrongKind.Type = value.String
	for name, spoil := range map[string]func(*plan.Query){
		"function that is not there":       key(&plan.Call{Fn: "rand", Type: value.Float64}),
		"arguments of the wrong type":      key(&plan.Call{Fn: "lower", Args: lits(a(1)), Type: value.String}),
		"too few arguments":                key(&plan.Call{Fn: "$add", Args: lits(a(1)), Type: value.Int64}),
		"wrong result type":                key(&plan.Call{Fn: "lower", Args: lits(a("x")), Type: value.Int64}),
		"cast that is not there":           key(&plan.Cast{Arg: lit(true), Type: value.Float64}),
		"column at the wrong place":        key(&wrongIndex),
		"column of another type":           key(&wrongKind),
		"column of an array as a value":    key(fieldOf(s, "nums", plan.Root)),
		"field of an array from the root":  key(fieldOf(s, "mods.slug", plan.Root)),
		"field of another array's element": key(fieldOf(s, "mods.deps.on", 0)),
		"root field from an element":       key(fieldOf(s, "n", 0)),
		"slot that is never filled":        key(&plan.Ref{Slot: 2, Type: value.Int64}),
		"slot of another type":             key(&plan.Ref{Slot: 0, Type: value.Int64}),
		"record as a key":                  key(&plan.Ref{Slot: 0, Type: value.Record}),
		"array as a value":                 key(nums),
		"array of another type": input(func(op plan.Op) plan.Op {
			return unnest(op, &plan.List{Column: "nums", Index: nums.Index, Of: plan.Root, Elem: value.String}, 1)
		}),
		"condition that is no BOOL":   input(func(op plan.Op) plan.Op { return &plan.Filter{Input: op, Cond: lit(1)} }),
		"slot filled twice":           input(func(op plan.Op) plan.Op { return unnest(op, nums, 0) }),
		"offset over an element":      input(func(op plan.Op) plan.Op { return &plan.Unnest{Input: op, List: nums, Elem: 1, Offset: 1} }),
		"what a GROUP BY left behind": input(func(op plan.Op) plan.Op { return &plan.GroupBy{Input: op} }),
		"sum of texts": input(func(op plan.Op) plan.Op {
			return &plan.GroupBy{Input: op, Measures: []plan.Measure{{Fn: plan.Sum, Arg: lit("x"), Kind: value.String, Public: 1}}}
		}),
		"report in the middle": input(func(op plan.Op) plan.Op { return nil }),
		"sum of a site's text": func(q *plan.Query) {
			q.Groups[0].Measures = append(q.Groups[0].Measures, plan.Measure{Fn: plan.Sum, Arg: lit("x"), Kind: value.String, Public: 1})
		},
		"output of another type": func(q *plan.Query) { q.Output[0].Kind = value.Int64 },
		"public part that is not typed": func(q *plan.Query) {
			q.Public = &plan.Filter{Input: q.Public, Cond: &plan.Ref{Slot: 0, Type: value.Bool}}
		},
		"slots without end":        func(q *plan.Query) { q.Groups[0].Slots = 1 << 40 },
		"public slots without end": func(q *plan.Query) { q.Slots = 1 << 40 },
		"literal of a record":      key(&plan.Const{Type: value.Record}),
		"item set of a column that is not there": func(q *plan.Query) {
			q.Groups[0].Keys = append(q.Groups[0].Keys, q.Groups[0].Keys[0])
			q.Groups[0].Itemset = &plan.Itemset{List: "mods", Item: "mods.deps.on", Size: 2, Rank: []int{0, 1}}
		},
	} {
		q := ok()
		spoil(q)
		if _, err := Compile([]*plan.Query{q}, s); err == nil {
			t.Errorf("%s: compiled\n%s", name, q)
		}
	}
	if _, err := Compile([]*plan.Query{ok()}, s); err != nil {
		t.Error(err)
	}
}

// TestSupported: the list of functions agrees with what compiles.
func TestSupported(t *testing.T) {
	kinds := []value.Kind{value.Bool, value.Int64, value.Float64, value.String, value.Bytes, value.Date, value.Timestamp, value.Datetime, value.Numeric, value.Array, value.Struct}
	for _, fn := range Functions() {
		if len(fn.Signatures) == 0 {
			t.Errorf("%s has no signature", fn.Name)
		}
		for _, x := range kinds {
			for _, args := range [][]value.Kind{{x}, {x, x}, {x, value.Int64}, {x, x, x}, {x, value.Null}, {value.Bool, x, x}} {
				var es []plan.Expr
				for _, k := range args {
					es = append(es, lit(nullOf(k)))
				}
				result, ok := resultOf(fn.Name, args)
				switch {
				case fn.Name == "$field": // whose second argument is part of its name
					continue
				case ok && result == value.Null:
					result = value.Int64
				}
				b := newBench()
				_, err := b.compiler.scalar(&plan.Call{Fn: fn.Name, Args: es, Type: result})
				if Supported(fn.Name, args) != (err == nil) {
					t.Errorf("%s%v: supported %t, compiles: %v", fn.Name, args, Supported(fn.Name, args), err)
				}
			}
		}
	}
	for _, from := range kinds {
		for _, to := range kinds {
			b := newBench()
			_, err := b.compiler.scalar(&plan.Cast{Arg: lit(nullOf(from)), Type: to})
			if Supported("cast", []value.Kind{from, to}) != (err == nil) {
				t.Errorf("cast %s to %s: %v", from, to, err)
			}
		}
	}
	for _, fn := range Functions() {
		if fn.About == "" || strings.HasPrefix(fn.SQL, "$") {
			t.Errorf("%s is not described", fn.Name)
		}
		if fn.Name == "substr" && fn.Signatures[0] != "(STRING, INT64 [, INT64]) → STRING" {
			t.Error(fn.Signatures)
		}
		if fn.Name == "$case_no_value" && fn.Signatures[0] != "(BOOL, V … [, V]) → V" {
			t.Error(fn.Signatures)
		}
	}
	for _, no := range []struct {
		fn   string
		args []value.Kind
	}{{"rand", nil}, {"$add", []value.Kind{value.String, value.String}}, {"$equal", []value.Kind{value.Int64, value.Float64}},
		{"array_length", []value.Kind{value.Int64}}, {"array_length", []value.Kind{value.Struct}}, {"$make_array", []value.Kind{value.List}}, {"$make_struct", []value.Kind{value.Record}}, {"$less", []value.Kind{value.Array, value.Array}}, {"lower", []value.Kind{value.List}}, {"coalesce", []value.Kind{value.Record}}, {"cast", []value.Kind{value.Int64}}} {
		if Supported(no.fn, no.args) {
			t.Errorf("%s%v is supported", no.fn, no.args)
		}
	}
	if !Supported("$is_null", []value.Kind{value.Record}) || !Supported("array_length", []value.Kind{value.List}) {
		t.Error("IS NULL of a record, ARRAY_LENGTH of an array")
	}
}
