package privacy_test

import (
	"bytes"
	"fmt"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/value"
)

// TestWithhold: what has an identity is gone wherever it stands, as a row or as a measure of another one, and
// nothing else is.
func TestWithhold(t *testing.T) {
	identities := func(g *plan.Group) *privacy.Identities {
		t.Helper()
		ids, err := rounder(t, 1, "d", 10, 10).Identities(g)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	g := modules(sites, intSum)
	set := column(8, func(cell int) int64 { return 20 + 10*int64(cell) }, value.OfInt64(50), value.OfInt64(140))
	set.Withheld = 5
	hidden := map[privacy.Identity]bool{identities(modules()).Cell(set, 3): true, identities(modules()).Cell(set, 6): true}
	if len(hidden) != 2 {
		t.Fatal("two cells have one identity")
	}
	before := set.Encode()
	out, dropped := identities(g).Withhold(set, hidden)
	want := set.Keep(func(cell int) bool { return cell != 3 && cell != 6 })
	if dropped != 2 || want.Withheld != 7 || !bytes.Equal(out.Encode(), want.Encode()) {
		t.Errorf("%d dropped: %+v", dropped, out)
	}
	if out, dropped := identities(g).Withhold(set, nil); dropped != 0 || !bytes.Equal(out.Encode(), set.Encode()) {
		t.Errorf("%d dropped of nothing: %+v", dropped, out)
	}

	// SELECT COUNTIF(slug = 'slug 0'), COUNTIF(slug = 'slug 1'), … FROM reports, UNNEST(modules), one row a site
	all := modules(sites)
	all.Keys = nil
	one := cells.New(0, 1)
	one.N, one.Sites, one.Measures[0] = 1, []int64{300}, []value.Value{value.OfInt64(300)}
	for n := range 8 {
		is := &plan.Call{Fn: "$equal", Type: value.Bool, Args: []plan.Expr{slug, &plan.Const{Type: value.String, Text: fmt.Append(nil, "slug ", n)}}}
		all.Measures = append(all.Measures, plan.Measure{Fn: plan.CountIf, Arg: is, Kind: value.Int64, Bound: 1})
		one.Measures = append(one.Measures, []value.Value{value.OfInt64(20 + 10*int64(n))})
	}
	out, dropped = identities(all).Withhold(one, hidden)
	if dropped != 0 || out.N != 1 || out.Measures[0][0].IsNull() {
		t.Errorf("%d dropped: %+v", dropped, out)
	}
	for n := range 8 {
		if null := out.Measures[1+n][0].IsNull(); null != (n == 3 || n == 6) {
			t.Errorf("count of slug %d: NULL is %v", n, null)
		}
		if one.Measures[1+n][0].IsNull() {
			t.Errorf("count of slug %d was changed in place", n)
		}
	}
	if !bytes.Equal(before, set.Encode()) {
		t.Error("the cells were changed in place")
	}
}
