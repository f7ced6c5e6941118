package privacy_test

import (
	"bytes"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/value"
)

type list map[string]bool

func (l list) Has(text []byte) bool { return l[string(text)] }

func TestListed(t *testing.T) {
	set := cells.New(2, 0)
	slug := func(s string) value.Value { return value.OfString(set.Dict.CodeOf(s)) }
	add := func(a, b value.Value) {
		set.Keys[0], set.Keys[1] = append(set.Keys[0], a), append(set.Keys[1], b)
		set.Sites, set.N = append(set.Sites, 10), set.N+1
	}
	add(slug("stdlib"), slug("acme_internal")) // the second column has no list
	add(slug("acme_internal"), slug("stdlib"))
	add(slug("secret_tool"), value.Value{})
	add(value.Value{}, slug("x"))
	g := &plan.Group{Keys: []plan.Key{{Source: "modules.slug"}, {Source: "platform"}}}
	got := privacy.Listed(set, g, map[string]privacy.List{"modules.slug": list{"stdlib": true}})
	if got.N != 2 || got.Withheld != 2 || got.Dict.String(got.Keys[0][0].Code()) != "stdlib" || !got.Keys[0][1].IsNull() {
		t.Errorf("%d cells, %d withheld: %v", got.N, got.Withheld, got.Keys)
	}
	if bytes.Contains(got.Encode(), []byte("secret_tool")) {
		t.Error("a name that is not on the list is still there")
	}
	if _, found := got.Dict.Find([]byte("secret_tool")); found {
		t.Error("the dictionary still has a name that is not on the list")
	}
	if all := privacy.Listed(set, g, nil); all != set {
		t.Error("without lists, cells were dropped")
	}
}
