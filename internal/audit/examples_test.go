package audit

import "testing"

// The examples of the threat model, with k = 10.

func TestHiddenCellBesideATotal(t *testing.T) {
	r := audited(t, Options{}, given{sites: 500, tables: []givenTable{
		{name: "os", columns: []string{"os!"}, rows: rows("linux 350", "windows 120", "bsd 27")},
	}})
	expect(t, r, `A1 remainder: sites without os = linux and without os = windows and without os = bsd: 3`)
}

func TestLinkedTables(t *testing.T) {
	// Rows a and b lack 30 in x and y and 40 in x, y and z; columns x and y lack 33 each in a and b: so b
	// has 30 + 40 - 33 - 33 = 4 in z. No row or column alone says so.
	grid := given{sites: 505, tables: []givenTable{
		{name: "county", columns: []string{"county!"}, rows: rows("a 130", "b 90", "c 140", "d 145")},
		{name: "size", columns: []string{"size!"}, rows: rows("x 133", "y 133", "z 89", "w 150")},
		{name: "county_size", columns: []string{"county!", "size!"},
			rows: rows("a z 50", "a w 50", "b w 50", "c x 50", "c y 50", "d x 50", "d y 50")},
	}}
	expect(t, audited(t, Options{MoreHidden: true}, grid), `A2 hidden cell: sites with county = b and size = z: 4`)
	// Hidden cells with many sites are no reason to believe that hidden cells have few.
	expect(t, audited(t, Options{}, grid), `A2 hidden cell: sites with county = b and size = z: 4`)

	// The same with b's 4 in z divided over two counties, of which only the sum is known.
	grid.tables[0].rows = rows("a 130", "b 58", "e 32", "c 140", "d 145")
	grid.tables[2].rows = append(grid.tables[2].rows[:2], rows("b w 30", "e w 20", "c x 50", "c y 50", "d x 50", "d y 50")...)
	expect(t, audited(t, Options{MoreHidden: true}, grid), `A2 hidden cells together: sites with county = b and size = z; or sites with county = e and size = z: 4`)
}

func TestPinnedBetweenBounds(t *testing.T) {
	// a lacks 18 in y and z, b 10; y and z lack 14 each.
	grid := given{sites: 100, tables: []givenTable{
		{name: "county", columns: []string{"county!"}, rows: rows("a 38", "b 62")},
		{name: "size", columns: []string{"size!"}, rows: rows("x 72", "y 14", "z 14")},
		{name: "county_size", columns: []string{"county!", "size!"}, rows: rows("a x 20", "b x 52")},
	}}
	expect(t, audited(t, Options{}, grid), `
		A5 hidden cell: sites with county = a and size = y: 9 assumed
		A5 hidden cell: sites with county = a and size = z: 9 assumed
		A5 hidden cell: sites with county = b and size = y: 5 assumed
		A5 hidden cell: sites with county = b and size = z: 5 assumed`)
	expect(t, audited(t, Options{MoreHidden: true}, grid), ``)

	// Where sizes are not known to be all, there may be others in a's 18.
	grid.sites, grid.tables[1].rows = 0, rows("x 72", "y 14", "z 14")
	expect(t, audited(t, Options{}, grid), ``)
}

func TestPairComplement(t *testing.T) {
	r := audited(t, Options{}, given{sites: 1000, tables: []givenTable{
		{name: "modules", columns: []string{"modules.slug"}, rows: rows("a 240", "b 700", "c 520")},
		{name: "pairs", columns: []string{"modules.slug", "modules.slug"}, sets: true, rows: rows("a b 238", "b c 225")},
	}})
	expect(t, r, `
		A3 difference: sites with modules.slug = a, but without modules.slug = b: 2
		A3 neither: sites without modules.slug = b and without modules.slug = c: 5`)
}

func TestForcedTriple(t *testing.T) {
	r := audited(t, Options{MoreHidden: true}, given{sites: 50, tables: []givenTable{
		{name: "m", columns: []string{"m.slug"}, rows: rows("a 40", "b 40", "c 24")},
		{name: "pairs", columns: []string{"m.slug", "m.slug"}, sets: true, rows: rows("a b 30", "a c 14", "b c 14")},
	}})
	expect(t, r, `A4 all of three: sites with m.slug = a and m.slug = b and m.slug = c: 4`)
}
