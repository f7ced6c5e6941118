package plan

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestLimitGroups(t *testing.T) {
	q := sample()
	q.Groups[0].Itemset = &Itemset{Size: 2}
	limited := q.LimitGroups(20, "site_id")
	if g := limited.Groups[0]; g.Itemset != nil || g.Limit == nil || *g.Limit != (GroupLimit{20, "site_id"}) || !limited.Limited() {
		t.Errorf("group %+v", g)
	}
	if q.Groups[0].Limit != nil || q.Groups[0].Itemset == nil || q.Limited() {
		t.Error("the query itself has changed")
	}
	data, err := Marshal(limited)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Unmarshal(data); err != nil || !reflect.DeepEqual(again, limited) {
		t.Errorf("read back %+v, %v", again, err)
	}
	if !strings.Contains(limited.String(), "at most 20 groups a site_id\n") {
		t.Errorf("printed as\n%s", limited)
	}
	for _, wrong := range []GroupLimit{{0, "site_id"}, {-1, "site_id"}, {5, ""}} {
		limited.Groups[0].Limit = &wrong
		if Check(limited) == nil {
			t.Errorf("%+v is accepted", wrong)
		}
	}
}

// A bound leaves item sets and limits as they are. One that the table declares is part of what its cells mean, the
// dataset's is not.
func TestBoundGroups(t *testing.T) {
	q := sample()
	sets := sample()
	sets.Groups[0].Itemset = &Itemset{Size: 2}
	if sets.BoundGroups(9, true).Groups[0].Bound != nil || q.LimitGroups(9, "site_id").BoundGroups(9, true).Groups[0].Bound != nil {
		t.Error("item sets, or a group with a limit, have a bound")
	}
	for _, declared := range []bool{false, true} {
		bounded := q.BoundGroups(20, declared)
		if q.Groups[0].Bound != nil || bounded.Limited() {
			t.Error("the query itself has changed, or is taken for a private one")
		}
		data, err := Marshal(bounded)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Unmarshal(data); err != nil || !reflect.DeepEqual(again, bounded) {
			t.Errorf("read back %+v, %v", again, err)
		}
		if said := strings.Contains(bounded.String(), "at most 20 groups a site, as declared\n"); said != declared {
			t.Errorf("printed as\n%s", bounded)
		}
		meaning, free := bounded.Groups[0].Meaning(), q.Groups[0].Meaning()
		want := slices.Clone(free.Where)
		if declared {
			want = append(want, "among 20 groups of its site")
			slices.Sort(want)
		}
		if !slices.Equal(meaning.Where, want) || !slices.Equal(meaning.Conditions, sorted(slices.DeleteFunc(slices.Clone(want), func(text string) bool {
			return slices.ContainsFunc(free.Given, func(g Given) bool { return g.String() == text })
		}))) {
			t.Errorf("where %q, want %q", meaning.Where, want)
		}
		for i, m := range meaning.Measures {
			if m.String() != free.Measures[i].String() {
				t.Errorf("measure %s, want %s", m, free.Measures[i])
			}
		}
		bounded.Groups[0].Bound.Groups = 0
		if Check(bounded) == nil {
			t.Error("a bound of no groups is accepted")
		}
	}
}
