package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const secondWeek = "2026-11-09"

// TestWeeks: a site with a, b, c and d leaves; another one with e joins.
func TestLeaverIsProfiled(t *testing.T) {
	week := func(less int) given {
		g := given{sites: 500, tables: []givenTable{
			{name: "m", columns: []string{"m.slug"}}, {name: "pairs", columns: []string{"m.slug", "m.slug"}, sets: true},
		}}
		for i, a := range []string{"a", "b", "c", "d", "e", "f"} {
			n := 100 + 20*i
			if i < 4 {
				n -= less
			}
			g.tables[0].rows = append(g.tables[0].rows, []string{a, strconv.Itoa(n)})
			for j, b := range []string{"a", "b", "c", "d", "e", "f"}[:i] {
				n := 40 + i + j
				if i < 4 {
					n -= less
				}
				g.tables[1].rows = append(g.tables[1].rows, []string{b, a, strconv.Itoa(n)})
			}
		}
		return g
	}
	next := week(1)
	next.week, next.sites = secondWeek, 499
	r := audited(t, Options{}, week(0), next)
	var profiles []string
	changes := 0
	for i := range r.Findings {
		switch f := &r.Findings[i]; f.Kind {
		case kindProfile:
			profiles = append(profiles, f.short())
		case kindChange:
			changes++
		default:
			t.Errorf("found %s", f.short())
		}
	}
	want := []string{"A8 profile: sites with m.slug = a and m.slug = b and m.slug = c and m.slug = d, that left after week 2026-11-02: 1"}
	if !slices.Equal(profiles, want) || changes != 11 {
		t.Errorf("%d changes and %q", changes, profiles)
	}
	if r.Certain() != 1 || r.Likely() != 11 || r.Passed() {
		t.Errorf("%d certain and %d likely", r.Certain(), r.Likely())
	}

	// Weeks that are not judged are only compared.
	if r := audited(t, Options{Weeks: []string{secondWeek}}, week(0), next); r.Certain() != 1 || r.Releases[0].Judged {
		t.Errorf("the second week alone has %+v", r.Counts)
	}
	// Ten sites more or less are no small group.
	next = week(10)
	next.week, next.sites = secondWeek, 490
	expect(t, audited(t, Options{}, week(0), next), ``)
	// Nor does rounding leave anything certain.
	old := week(0)
	next = week(1)
	next.week = secondWeek
	for _, g := range []*given{&old, &next} {
		g.step = 10
		for i := range g.tables {
			g.tables[i].step = 10
			for _, row := range g.tables[i].rows {
				n, _ := strconv.Atoi(row[len(row)-1])
				row[len(row)-1] = strconv.Itoa(n / 10 * 10)
			}
		}
	}
	old.secret, next.secret = "x", "y"
	r = audited(t, Options{}, old, next)
	expect(t, r, ``)
	if len(r.Warnings) == 0 || r.Warnings[0].Kind != kindKeys {
		t.Errorf("warnings %+v", r.Warnings)
	}
}

func TestRowsThatCrossTheThreshold(t *testing.T) {
	old := given{sites: 500, tables: []givenTable{{name: "m", columns: []string{"m.slug"}, rows: rows("gone 11", "much 100", "x 50")}}}
	next := given{week: secondWeek, sites: 500, tables: []givenTable{{name: "m", columns: []string{"m.slug"}, rows: rows("many 19", "new 18", "newer 10", "x 50")}}}
	expect(t, audited(t, Options{}, old, next), `
		A9 birth: sites with m.slug = new, new since week 2026-11-02: 9 to 18 likely assumed
		A9 birth: sites with m.slug = newer, new since week 2026-11-02: 1 to 10 likely assumed
		A9 death: sites with m.slug = gone, gone after week 2026-11-02: 2 to 11 likely assumed`)
	expect(t, audited(t, Options{MoreHidden: true}, old, next), ``)
	old.tables[0].step, next.tables[0].step = 10, 10
	expect(t, audited(t, Options{}, old, next), ``)
}

func TestCliques(t *testing.T) {
	var edges [][2]itemID
	add := func(items ...itemID) {
		for i, a := range items {
			for _, b := range items[:i] {
				edges = append(edges, [2]itemID{min(a, b), max(a, b)})
			}
		}
	}
	add(1, 2, 3, 4, 5)
	add(7, 8, 9)
	add(5, 7)
	add(11, 12)
	cliques, all, err := cliquesOf(t.Context(), edges)
	if have := fmt.Sprint(cliques, all, err); have != "[[1 2 3 4 5] [7 8 9]] true <nil>" {
		t.Error(have)
	}
	for _, c := range cliques {
		for i, a := range c {
			for _, b := range c[:i] {
				if !slices.Contains(edges, [2]itemID{min(a, b), max(a, b)}) {
					t.Errorf("%v is no clique", c)
				}
			}
		}
	}
}

func TestOneCellInSeveralTables(t *testing.T) {
	tables := func(step int64, a, b string) given {
		return given{sites: 500, tables: []givenTable{
			{name: "one", columns: []string{"m.slug"}, step: step, rows: rows(a)},
			{name: "two", columns: []string{"m.slug"}, step: step, rows: rows(b)},
		}}
	}
	expect(t, audited(t, Options{}, tables(10, "x 60", "x 70")), `A6 rounded differently: sites with m.slug = x: 61 to 69`)
	expect(t, audited(t, Options{}, tables(1, "x 60", "x 70")), `A6 different numbers: sites with m.slug = x: 60 to 70`)
	expect(t, audited(t, Options{}, tables(10, "x 60", "x 60")), ``)
	r := audited(t, Options{}, tables(1, "x 60", "x 60"))
	expect(t, r, ``)
	if r.Releases[0].Cells != 2 {
		t.Errorf("%d cells instead of x and all sites", r.Releases[0].Cells)
	}
	// Rounded in steps of different sizes, numbers narrow each other down honestly.
	g := tables(10, "x 60", "x 50")
	g.tables[1].step = 50
	expect(t, audited(t, Options{}, g), ``)
}

func TestWarningsOfHomogeneity(t *testing.T) {
	r := audited(t, Options{}, given{sites: 500, tables: []givenTable{
		{name: "m", columns: []string{"m.slug"}, rows: rows("a 25", "b 60")},
		{name: "pairs", columns: []string{"m.slug", "m.slug"}, sets: true, rows: rows("a b 25")},
	}})
	expect(t, r, ``)
	if len(r.Warnings) != 1 || r.Warnings[0].Group != "sites with m.slug = a: each has m.slug = b" || !r.Passed() {
		t.Errorf("warnings %+v", r.Warnings)
	}
	var text strings.Builder
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "A11 same, test week 2026-11-02, m, pairs\n  sites with m.slug = a: each has m.slug = b: 25\n") {
		t.Errorf("%v\n%s", err, text.String())
	}
}
