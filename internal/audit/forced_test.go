package audit

import (
	"slices"
	"testing"
)

// TestForced: rows that lead to a finding are named, and of rows that are gone the audit says whether the others
// still show that they have many sites.
func TestForced(t *testing.T) {
	tables := func(usage, pairs, triples [][]string) given {
		return given{sites: 310, tables: []givenTable{
			{name: "modules", columns: []string{"m.slug"}, rows: usage, step: 10},
			{name: "pairs", columns: []string{"m.slug", "m.slug"}, sets: true, rows: pairs, step: 10},
			{name: "triples", columns: []string{"m.slug", "m.slug", "m.slug"}, sets: true, rows: triples, step: 10, k: 15},
		}}
	}
	usage, pairs := rows("a 130", "b 40", "c 110", "d 200", "e 30", "f 40"), rows("a b 40", "a c 20", "b c 50", "a d 100", "e f 30")
	whole := audited(t, Options{}, tables(usage, pairs, nil))
	expect(t, whole, `A4 two of three: sites with m.slug = a and m.slug = b, but without m.slug = c: 2 to 8`)
	named := map[Row]bool{}
	for _, r := range whole.Findings[0].Rows {
		named[r] = true
	}
	cell := func(table string, at int, rest ...string) Row {
		for r := range named {
			if r.Table == table && r.At == at {
				return r
			}
		}
		t.Fatalf("%s %d is not named among %v", table, at, named)
		return Row{}
	}
	ab, ac, bc, a := cell("pairs", 0), cell("pairs", 1), cell("pairs", 2), cell("modules", 0)
	if len(named) != 6 || cell("modules", 2) == cell("modules", 1) {
		t.Errorf("named %v", named)
	}
	for name, tt := range map[string]struct {
		without []Row
		usage   [][]string
		pairs   [][]string
		triples [][]string
		forced  []Row
		by      int // rows that show it alone
	}{
		"b shows that a and c go together":      {[]Row{ac}, usage, rows("a b 40", "b c 50"), nil, []Row{ac}, 0},
		"a and b may be rare":                   {[]Row{ab}, usage, rows("a c 20", "b c 50"), nil, nil, 0},
		"b and c may be rare":                   {[]Row{bc}, usage, rows("a b 40", "a c 20"), nil, nil, 0},
		"a triple holds b and c":                {[]Row{ab, bc}, usage, rows("a c 20"), rows("b c d 30"), []Row{bc}, 1},
		"a triple that may be small holds them": {[]Row{ab, bc}, usage, rows("a c 20"), rows("b c d 20"), nil, 0},
		"a pair of 19 or more holds a":          {[]Row{a}, rows("b 40"), rows("a d 30"), nil, []Row{a}, 1},
		"no value is published":                 {[]Row{a}, nil, rows("a d 30"), nil, []Row{a}, 1},
		"nothing holds a":                       {[]Row{a}, rows("b 40"), rows("e f 30"), nil, nil, 0},
		"a and b have more than all sites":      {[]Row{ab}, rows("a 170", "b 180"), nil, nil, []Row{ab}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := audited(t, Options{Withheld: tt.without}, tables(tt.usage, tt.pairs, tt.triples))
			var have, want []Cell
			for _, f := range r.Forced {
				have = append(have, f.Cell)
				if len(f.By) != tt.by {
					t.Errorf("forced by %v", f.By)
				}
			}
			for _, row := range tt.forced {
				want = append(want, row.Cell)
			}
			if !slices.Equal(have, want) {
				t.Errorf("forced: %v; want %v", have, want)
			}
		})
	}
}
