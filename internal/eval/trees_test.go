package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// trees makes random expressions that are well typed.
type trees struct {
	*rand.Rand
	leaves map[value.Kind][]plan.Expr                 // what they may read, by kind
	more   func(kind value.Kind, depth int) plan.Expr // an expression of another sort, or nil; nil for none
}

var treeForms = map[value.Kind][]string{ // functions and the kinds of their arguments, by result
	value.Bool: {"$and bb", "$and bbb", "$or bb", "$or bbb", "$not b", "$is_true b", "$is_false b", "$is_null i", "$is_null s", "if bbb",
		"$equal ii", "$equal ss", "$equal ff", "$not_equal ff", "$not_equal ss", "$less ii", "$less ss", "$less ff", "$less_or_equal ss", "$less_or_equal bb",
		"$greater ff", "$greater ss", "$greater_or_equal ii", "$greater_or_equal ff", "$between iii", "$between sss", "$between fff",
		"$in iiii", "$in sss", "$in ssssssssss", "$in fff", "coalesce bbb", "$case_no_value bbbbb", "starts_with ss", "$like ss", "cast i"},
	value.Int64: {"$add ii", "$subtract ii", "$multiply ii", "div ii", "mod ii", "abs i", "if bii", "ifnull ii", "coalesce iii", "nullif ii",
		"$case_no_value bibii", "$case_with_value ssisii", "length s", "strpos ss", "cast b", "cast f", "cast s"},
	value.Float64: {"$add ff", "$subtract ff", "$multiply ff", "$divide ff", "abs f", "floor f", "if bff", "coalesce ff", "nullif ff", "cast i"},
	value.String: {"concat ss", "concat sss", "lower s", "upper s", "substr si", "substr sii", "trim s", "replace sss", "if bss", "ifnull ss",
		"nullif ss", "least ss", "$case_with_value iis", "$case_no_value bsbss", "cast i", "cast b"},
}

func (t *trees) expr(kind value.Kind, depth int) plan.Expr {
	if depth == 0 || t.IntN(8) == 0 {
		return t.leaf(kind)
	}
	if t.more != nil && t.IntN(6) == 0 {
		if e := t.more(kind, depth-1); e != nil {
			return e
		}
	}
	forms := treeForms[kind]
	fn, letters, _ := strings.Cut(forms[t.IntN(len(forms))], " ")
	var args []plan.Expr
	for i := range len(letters) {
		args = append(args, t.expr(letterKinds[letters[i]], depth-1))
	}
	if fn == "cast" {
		return &plan.Cast{Arg: args[0], Type: kind, Safe: t.IntN(4) == 0}
	}
	if fn == "$case_with_value" && letters[0] == 'i' { // without ELSE
		args = append(args, lit(nullOf(kind)))
	}
	return &plan.Call{Fn: fn, Args: args, Type: kind, Safe: t.IntN(4) == 0}
}

var treeTexts = []string{"", "a", "A", "ab", "%b", "a_", "é", "日本", " x ", "12", "-7", "zz", "true", "9999999999999999999", "abc", `\%`, "longer-b", "longer-bx", "longer-ba", "longer-b\x00"}

func (t *trees) literal(kind value.Kind) *plan.Const {
	if t.IntN(6) == 0 {
		return lit(nullOf(kind))
	}
	switch kind {
	case value.Bool:
		return lit(t.IntN(2) == 0)
	case value.Int64:
		return lit([]int64{0, 1, -1, 2, 3, 7, -5, 100, math.MaxInt64, math.MinInt64}[t.IntN(10)])
	case value.Float64:
		return lit([]float64{0, 1, -1, 0.5, 2.5, -1e300, 1e300, math.NaN(), math.Inf(1), 3e18}[t.IntN(10)])
	}
	return lit(treeTexts[t.IntN(len(treeTexts))])
}

func (t *trees) leaf(kind value.Kind) plan.Expr {
	if leaves := t.leaves[kind]; len(leaves) > 0 && t.IntN(3) > 0 {
		return leaves[t.IntN(len(leaves))]
	}
	return t.literal(kind)
}

// TestRandomExpressions compares random trees with the naive interpreter: results and faults.
func TestRandomExpressions(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	kinds := []value.Kind{value.Bool, value.Int64, value.Float64, value.String}
	nulls, faults := 0, 0
	const rounds = 6_000
	for round := range rounds {
		g := &trees{Rand: rng, leaves: map[value.Kind][]plan.Expr{}}
		var slots []*plan.Const
		n := &naive{row: map[plan.Slot]any{}}
		for i := range 8 {
			c := g.literal(kinds[i%4])
			slots = append(slots, c)
			n.row[plan.Slot(i)] = naiveConst(c)
			g.leaves[c.Type] = append(g.leaves[c.Type], &plan.Ref{Slot: plan.Slot(i), Type: c.Type})
		}
		e := g.expr(kinds[rng.IntN(4)], 1+rng.IntN(4))
		b := newBench(slots...)
		_, err := b.compiler.scalar(e)
		if err != nil {
			if strings.Contains(err.Error(), "LIKE pattern") {
				continue
			}
			t.Fatal(err)
		}
		s := b.compile(t, e)
		want := n.eval(e)
		for range 2 {
			b.frame.faults = [faultKinds]int64{}
			got := s(b.frame)
			if show(b.frame.dict, got) != showNaive(want) || b.faultCount() != n.faults {
				t.Fatalf("round %d: %s\nis %s with %d faults, want %s with %d", round, describe(e), show(b.frame.dict, got), b.faultCount(), showNaive(want), n.faults)
			}
		}
		if want == nil {
			nulls++
		}
		if n.faults > 0 {
			faults++
		}
	}
	if nulls < rounds/20 || nulls > rounds/2 || faults < rounds/20 {
		t.Errorf("%d NULLs and %d with faults of %d: the trees test little", nulls, faults, rounds)
	}
}

func describe(e plan.Expr) string {
	var parts []string
	switch e := e.(type) {
	case *plan.Const:
		return showNaive(naiveConst(e))
	case *plan.Ref:
		return fmt.Sprintf("#%d", e.Slot)
	case *plan.Field:
		return fmt.Sprintf("%s@%d", e.Column, e.Of)
	case *plan.List:
		return fmt.Sprintf("%s[]@%d", e.Column, e.Of)
	case *plan.Cast:
		return fmt.Sprintf("cast(%s as %s)", describe(e.Arg), e.Type)
	case *plan.Call:
		for _, arg := range e.Args {
			parts = append(parts, describe(arg))
		}
		return e.Fn + "(" + strings.Join(parts, ", ") + ")"
	}
	return fmt.Sprintf("%T", e)
}
