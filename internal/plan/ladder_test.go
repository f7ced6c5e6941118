package plan

import (
	"slices"
	"testing"
)

// A cell of rare values is another number for every condition on them and every threshold: what decides between the
// values decides what such a cell counts, and so has to be in its meaning.
func TestCoarserMeaning(t *testing.T) {
	meaning := func(name string, threshold int64) string {
		for _, c := range meaningCases(t) {
			if c.Name == name {
				g := *c.query.Groups[0]
				g.Ladder = &Ladder{}
				m := g.Meaning()
				if threshold > 0 {
					m = g.Coarser(threshold).Meaning()
				}
				return cellKey(m.Attributes, m.Given, m.Conditions)
			}
		}
		t.Fatalf("there is no case %s", name)
		return ""
	}
	const plain, conditioned = "slug/0", "slug/3" // WHERE m.slug != 'x' AND …, which only chooses among values
	if meaning(plain, 0) != meaning(conditioned, 0) {
		t.Error("the values themselves differ by a condition that chooses among them")
	}
	all := []string{meaning(plain, 0), meaning(plain, 20), meaning(plain, 30), meaning(conditioned, 20)}
	slices.Sort(all)
	if len(slices.Compact(all)) != 4 {
		t.Errorf("not four meanings: %q", all)
	}
}

func TestDependsOn(t *testing.T) {
	for _, c := range meaningCases(t) {
		g := c.query.Groups[0]
		if len(g.Keys) == 0 || g.Keys[0].Source != "modules.slug" {
			continue
		}
		want, known := map[string]bool{"slug/0": false, "slug/2": false, "slug/3": true, "slug/7": false}[c.Name]
		if got := g.dependsOn("modules.slug", 0); known && got != want {
			t.Errorf("%s: %v", c.SQL, got)
		}
	}
}
