package plan

import (
	"reflect"
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
