package eval

import (
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// TestPublicRefusesPlans whose operators cannot mean anything, with the file's name.
func TestPublicRefusesPlans(t *testing.T) {
	count := plan.Measure{Fn: plan.RowCount, Kind: value.Int64}
	whole := frameOf("rows first, last", value.Int64)
	window := func(call plan.WindowCall) plan.Op {
		call.Public = 4
		return &plan.Window{Input: &plan.Cells{}, Calls: []plan.WindowCall{call}}
	}
	ranged := func(order []plan.OrderBy, offset plan.Expr) plan.Op {
		return window(plan.WindowCall{Measure: count, OrderBy: order, Frame: plan.Frame{Range: true, From: plan.Bound{Kind: plan.Preceding, Offset: offset}, To: plan.Bound{Kind: plan.CurrentRow}}})
	}
	four := []plan.Column{{Slot: 4, Expr: lit(1)}}
	made := &plan.Project{Input: &plan.Single{}, Columns: four}
	for name, op := range map[string]plan.Op{
		"slot twice":              &plan.Project{Input: &plan.Cells{}, Columns: []plan.Column{{Slot: 0, Expr: lit(1)}}},
		"slot of nobody":          &plan.Project{Input: &plan.Single{}, Columns: []plan.Column{{Slot: 4, Expr: purchasesRef}}},
		"slot of another type":    &plan.Project{Input: &plan.Cells{}, Columns: []plan.Column{{Slot: 4, Expr: &plan.Ref{Slot: 0, Type: value.Int64}}}},
		"negative limit":          &plan.Limit{Input: made, Count: -1},
		"sort by nothing":         &plan.Sort{Input: made, By: []plan.SortBy{{Slot: 2}}},
		"both sides":              &plan.Join{Left: made, Right: made, Kind: plan.InnerJoin},
		"cells on both sides":     &plan.Join{Left: &plan.Cells{}, Right: &plan.Cells{}, Kind: plan.InnerJoin},
		"a join of no kind":       &plan.Join{Left: &plan.Cells{}, Right: made, Kind: "outer"},
		"a join of types":         &plan.Join{Left: &plan.Cells{}, Right: made, Kind: plan.InnerJoin, Equal: []plan.Pair{{Left: itemRef, Right: lit(1)}}},
		"a key of the other side": &plan.Join{Left: &plan.Cells{}, Right: made, Kind: plan.InnerJoin, Equal: []plan.Pair{{Left: &plan.Ref{Slot: 4, Type: value.Int64}, Right: lit(1)}}},
		"a join on a number":      &plan.Join{Left: &plan.Cells{}, Right: made, Kind: plan.InnerJoin, On: purchasesRef},
		"a set of no kind":        &plan.SetOp{Kind: "minus", Inputs: []plan.Op{&plan.Cells{}}, Values: [][]plan.Expr{{lit(1)}}, Slots: []plan.SlotKind{{Slot: 4, Kind: value.Int64}}},
		"a set of types":          &plan.SetOp{Kind: plan.UnionAll, Inputs: []plan.Op{&plan.Cells{}}, Values: [][]plan.Expr{{lit("")}}, Slots: []plan.SlotKind{{Slot: 4, Kind: value.Int64}}},
		"a slot of a set's input": &plan.Filter{Cond: fnCall("$equal", purchasesRef, lit(1)), Input: &plan.SetOp{Kind: plan.UnionAll, Inputs: []plan.Op{&plan.Cells{}}, Values: [][]plan.Expr{{lit(1)}}, Slots: []plan.SlotKind{{Slot: 4, Kind: value.Int64}}}},
		"unnest of a text":        &plan.Unnest{Input: &plan.Cells{}, List: itemRef, Kind: value.String, Elem: 4, Offset: plan.None},
		"unnest to a record":      &plan.Unnest{Input: &plan.Cells{}, List: &plan.Call{Fn: "$make_array", Type: value.Array}, Kind: value.Record, Elem: 4, Offset: plan.None},
		"report":                  &plan.Project{Input: &plan.Report{}, Columns: four},

		"no frame":                         window(plan.WindowCall{Measure: count}),
		"frame that begins after the end":  window(plan.WindowCall{Measure: count, Frame: frameOf("rows last, last", value.Int64)}),
		"frame that ends before the start": window(plan.WindowCall{Measure: count, Frame: frameOf("rows first, first", value.Int64)}),
		"negative number of rows":          window(plan.WindowCall{Measure: count, Frame: frameOf("rows -1 preceding, last", value.Int64)}),
		"NULL rows":                        window(plan.WindowCall{Measure: count, Frame: plan.Frame{From: plan.Bound{Kind: plan.Preceding, Offset: lit(nullOf(value.Int64))}, To: whole.To}}),
		"no number of rows":                window(plan.WindowCall{Measure: count, Frame: plan.Frame{From: plan.Bound{Kind: plan.Preceding}, To: whole.To}}),
		"negative distance":                ranged(asc(purchasesRef), lit(-1)),
		"distance that is no number":       ranged(asc(priceRef), lit(nan)),
		"infinite distance":                ranged(asc(priceRef), lit(inf)),
		"distance of another type":         ranged(asc(priceRef), lit(1)),
		"distance of texts":                ranged(asc(itemRef), lit("x")),
		"distance of nothing":              ranged(nil, lit(1)),
		"distance in two directions":       ranged(append(asc(purchasesRef), asc(priceRef)...), lit(1)),
		"distance from slots":              ranged(asc(purchasesRef), purchasesRef),
		"ntile of nothing":                 window(plan.WindowCall{Measure: plan.Measure{Fn: plan.NTile, Kind: value.Int64}}),
		"ntile of zero":                    window(plan.WindowCall{Measure: plan.Measure{Fn: plan.NTile, Kind: value.Int64}, Arg2: lit(0)}),
		"nth from zero":                    window(plan.WindowCall{Measure: plan.Measure{Fn: plan.NthValue, Arg: itemRef, Kind: value.String}, Arg2: lit(0), Frame: whole}),
		"lag ahead":                        window(plan.WindowCall{Measure: plan.Measure{Fn: plan.Lag, Arg: itemRef, Kind: value.String}, Arg2: lit(-1)}),
		"lag of another type":              window(plan.WindowCall{Measure: plan.Measure{Fn: plan.Lag, Arg: itemRef, Kind: value.Int64}}),
		"default of another type":          window(plan.WindowCall{Measure: plan.Measure{Fn: plan.Lag, Arg: itemRef, Kind: value.String}, Default: lit(1)}),
		"rank of another type":             window(plan.WindowCall{Measure: plan.Measure{Fn: plan.Rank, Kind: value.String}}),
		"distinct in an order":             window(plan.WindowCall{Measure: plan.Measure{Fn: plan.Count, Arg: itemRef, Kind: value.Int64, Distinct: true}, OrderBy: asc(itemRef), Frame: whole}),
		"order in a window":                window(plan.WindowCall{Measure: plan.Measure{Fn: plan.StringAgg, Arg: itemRef, Kind: value.String, By: asc(itemRef)}, Frame: whole}),
		"sites":                            window(plan.WindowCall{Measure: plan.Measure{Fn: plan.SiteCount, Kind: value.Int64}, Frame: whole}),
		"no function":                      window(plan.WindowCall{Measure: plan.Measure{Fn: "mode", Kind: value.Int64, Arg: lit(1)}, Frame: whole}),
		"no key":                           window(plan.WindowCall{Measure: count, PartitionBy: []plan.Expr{nil}, Frame: whole}),
	} {
		q := windowQuery(plan.WindowCall{Measure: count})
		q.Public = op
		q.Output = []plan.Output{{Name: "x", Kind: value.Int64, Slot: 4}}
		if _, err := Public(q, []*cells.Set{produceSet(groceries)}); err == nil || !strings.Contains(err.Error(), "t.sql") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestPublicLimits: work beyond the limits is an error.
func TestPublicLimits(t *testing.T) {
	everything := &plan.Window{Input: &plan.Cells{}, Calls: []plan.WindowCall{{
		Measure: plan.Measure{Fn: plan.Min, Arg: itemRef, Kind: value.String, Public: 4}, Frame: frameOf("rows 4 preceding, 4 following", value.Int64),
	}}}
	pairs := &plan.Join{Left: &plan.Shared{Columns: []plan.Rename{{From: 2, To: 4}}}, Right: &plan.Shared{Columns: []plan.Rename{{From: 2, To: 0}}}, Kind: plan.InnerJoin}
	elements := &plan.Unnest{Input: &plan.Cells{}, List: &plan.Call{Fn: "$make_array", Type: value.Array, Args: []plan.Expr{lit(1), lit(2), lit(3)}}, Kind: value.Int64, Elem: 4, Offset: plan.None}
	for _, op := range []plan.Op{everything, pairs, elements} {
		q := windowQuery(plan.WindowCall{})
		q.With, q.Public, q.Output = []plan.Op{&plan.Cells{}}, op, []plan.Output{{Name: "x", Kind: value.Int64, Slot: 4}}
		if op == plan.Op(everything) {
			q.Output[0].Kind = value.String
		}
		pool := newPool()
		part, err := compilePublic(q, pool)
		if err != nil {
			t.Fatal(err)
		}
		for _, enough := range []bool{true, false} {
			sets, d, err := part.open([]*cells.Set{produceSet(groceries)})
			if err != nil {
				t.Fatal(err)
			}
			f := part.frame(pool.workspace(d))
			f.begin(limits{steps: 20, rows: 1000, text: 1000})
			if enough {
				f.steps = 1000
			}
			_, err = part.run(&publicRun{frame: f, sets: sets})
			if enough != (err == nil) || !enough && !errors.Is(err, errTooMuchWork) {
				t.Errorf("%T: error %v", op, err)
			}
		}
	}
	if checkRows(maxRelation) != nil || checkRows(maxRelation+1) == nil {
		t.Error("the limit on rows")
	}
}

// TestMutatedPublicParts: whatever a damaged plan says, there is an error or a table.
func TestMutatedPublicParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	ran, refused := 0, 0
	for range 1500 {
		q, sets, _ := randomPublic(rng)
		data, err := plan.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(data, &tree); err != nil {
			t.Fatal(err)
		}
		m := &mutation{Rand: rng}
		m.collect(tree)
		public := maps.Clone(tree.(map[string]any))
		for range 1 + rng.IntN(2) {
			for _, part := range []string{"public", "with", "output", "slots"} {
				if v, ok := public[part]; ok && rng.IntN(2) == 0 {
					public[part] = m.mutated(v, 12)
				}
			}
		}
		if data, err = json.Marshal(public); err != nil {
			t.Fatal(err)
		}
		damaged, err := plan.Unmarshal(data)
		if err == nil {
			_, err = Public(damaged, sets)
		}
		if err == nil {
			ran++
		} else {
			refused++
		}
	}
	if ran < 100 || refused < 100 {
		t.Errorf("%d plans ran, %d were refused", ran, refused)
	}
}

// mutation changes a plan's JSON in random places.
type mutation struct {
	*rand.Rand
	nodes []any // all of the plan's
}

func (m *mutation) collect(node any) {
	m.nodes = append(m.nodes, node)
	switch node := node.(type) {
	case map[string]any:
		for _, v := range node {
			m.collect(v)
		}
	case []any:
		for _, v := range node {
			m.collect(v)
		}
	}
}

// mutated gives a node in which about one place of rarity is another's.
func (m *mutation) mutated(node any, rarity int) any {
	if m.IntN(4*rarity) == 0 {
		return m.nodes[m.IntN(len(m.nodes))]
	}
	switch node := node.(type) {
	case map[string]any:
		c := map[string]any{}
		for name, v := range node {
			c[name] = m.mutated(v, rarity)
		}
		return c
	case []any:
		var c []any
		for _, v := range node {
			if m.IntN(4*rarity) > 0 {
				c = append(c, m.mutated(v, rarity))
			}
		}
		return c
	case float64:
		if m.IntN(rarity) == 0 {
			return []any{-2, -1, 0, 1, 2, 5, 100, 70_000, 1 << 40}[m.IntN(9)]
		}
	case string:
		if m.IntN(rarity) == 0 {
			return []any{"", "INT64", "FLOAT64", "STRING", "BOOL", "ARRAY", "STRUCT", "NUMERIC", "DATE", "RECORD", "rows", "sum", "lag", "rank", "left", "full", "union", "except",
				"preceding", "following", "-1", "9223372036854775807", "min", "array_agg", "string_agg", "sites"}[m.IntN(26)]
		}
	case bool:
		if m.IntN(rarity) == 0 {
			return !node
		}
	}
	return node
}
