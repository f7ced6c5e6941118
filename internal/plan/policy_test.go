package plan

import (
	"testing"

	"isobar/internal/value"
)

func TestBoundRows(t *testing.T) {
	arg := &Field{}
	q := &Query{Groups: []*Group{{Measures: []Measure{
		{Fn: SiteCount}, {Fn: RowCount}, {Fn: Count, Arg: arg}, {Fn: CountIf, Arg: arg, Bound: 1, Kind: value.Int64},
		{Fn: Sum, Arg: arg, Bound: 100}, {Fn: ValueCount, Arg: arg}, {Fn: CountIf, Arg: arg}}}, {Measures: []Measure{{Fn: RowCount}}}}}
	bounded := q.BoundRows(3)
	for i, want := range []int64{0, 3, 3, 1, 100, 0, 3} {
		if got := bounded.Groups[0].Measures[i].Bound; got != want {
			t.Errorf("measure %d: bound %d instead of %d", i, got, want)
		}
	}
	if bounded.Groups[1].Measures[0].Bound != 3 {
		t.Error("the second group is not bounded")
	}
	if q.Groups[0].Measures[1].Bound != 0 || q.Groups[1].Measures[0].Bound != 0 {
		t.Error("the query itself has changed")
	}
}

func TestComputedKey(t *testing.T) {
	slug, platform := &Field{Column: "modules.slug"}, &Field{Column: "platform"}
	listed := func(column string) bool { return column == "modules.slug" }
	plain := &Filter{Input: &Report{}, Cond: slug}
	for _, c := range []struct {
		name string
		keys []Key
		in   Op
		want string
	}{
		{"the column itself", []Key{{Expr: slug, Source: "modules.slug"}}, &Report{}, ""},
		{"a function of it", []Key{{Expr: &Call{Fn: "upper", Args: []Expr{slug}}}}, &Report{}, "modules.slug"},
		{"a function of another", []Key{{Expr: &Call{Fn: "upper", Args: []Expr{platform}}}}, &Report{}, ""},
		{"a slot that may hold it", []Key{{Expr: &Ref{Slot: 1}}}, plain, "modules.slug"},
		{"a condition alone", []Key{{Expr: platform, Source: "platform"}}, plain, ""},
		{"no key", nil, plain, ""},
	} {
		if got := (&Group{Keys: c.keys, Input: c.in}).ComputedKey(listed); got != c.want {
			t.Errorf("%s: %q instead of %q", c.name, got, c.want)
		}
	}
}
