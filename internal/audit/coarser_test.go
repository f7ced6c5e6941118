package audit

import "testing"

// What a coarser value stands for differs from table to table and from week to week: it is held against the totals of
// its own table, and against nothing else. The other rows are what they are without it.
func TestCoarserValues(t *testing.T) {
	alone := givenTable{name: "os", columns: []string{"os!^"}, rows: [][]string{{"linux", "300"}, {"(other)", "40"}}}
	crossed := givenTable{name: "county_os", columns: []string{"county!", "os!^"}, rows: [][]string{
		{"a", "linux", "100"}, {"a", "(other)", "38"}, {"b", "linux", "100"}, {"b", "(other)", "80"}}}
	expect(t, audited(t, Options{}, given{sites: 360, tables: []givenTable{alone, crossed}}), ``)
	expect(t, audited(t, Options{}, given{sites: 343, tables: []givenTable{alone}}),
		`A1 remainder: sites without os as in os of week 2026-11-02 = linux and without os as in os of week 2026-11-02 = (other): 3`)

	// (other) of a table with a greater k holds values that another table shows, and adds up with none of its rows.
	grid := func(more ...givenTable) given {
		return given{sites: 100, tables: append([]givenTable{
			{name: "county", columns: []string{"county!"}, rows: rows("a 38", "b 62")},
			{name: "size", columns: []string{"size!"}, rows: rows("x 72", "y 14", "z 14")},
			{name: "county_size", columns: []string{"county!", "size!"}, rows: rows("a x 20", "b x 52")},
		}, more...)}
	}
	found := `
		A5 hidden cell: sites with county = a and size = y: 9 assumed
		A5 hidden cell: sites with county = a and size = z: 9 assumed
		A5 hidden cell: sites with county = b and size = y: 5 assumed
		A5 hidden cell: sites with county = b and size = z: 5 assumed`
	expect(t, audited(t, Options{}, grid()), found)
	expect(t, audited(t, Options{}, grid(givenTable{name: "sizes", k: 50, columns: []string{"size!^"}, rows: [][]string{{"x", "72"}, {"(other)", "28"}}})), found)

	// A value that got a row of its own in the second week has left the coarser one.
	before := given{sites: 343, mode: "rounded", step: 10, secret: "s", tables: []givenTable{{name: "os", step: 10, columns: []string{"os!^"}, rows: [][]string{{"linux", "300"}, {"(other)", "40"}}}}}
	after := before
	after.week = "2026-11-09"
	after.tables = []givenTable{{name: "os", step: 10, columns: []string{"os!^"}, rows: [][]string{{"linux", "300"}, {"bsd", "20"}, {"(other)", "20"}}}}
	expect(t, audited(t, Options{}, before, after), ``)
}
