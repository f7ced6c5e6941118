package audit

import "testing"

// What a coarser value stands for differs from table to table and from week to week: it is held against the totals of
// its own table, and against nothing else.
func TestCoarserValues(t *testing.T) {
	alone := givenTable{name: "os", columns: []string{"os!^"}, rows: [][]string{{"linux", "300"}, {"(other)", "40"}}}
	crossed := givenTable{name: "county_os", columns: []string{"county!", "os!^"}, rows: [][]string{
		{"a", "linux", "100"}, {"a", "(other)", "38"}, {"b", "linux", "100"}, {"b", "(other)", "80"}}}
	expect(t, audited(t, Options{}, given{sites: 360, tables: []givenTable{alone, crossed}}), ``)
	expect(t, audited(t, Options{}, given{sites: 343, tables: []givenTable{alone}}),
		`A1 remainder: sites without os = linux and without os = "(other) of os in week 2026-11-02": 3`)

	// A value that got a row of its own in the second week has left the coarser one.
	before := given{sites: 343, mode: "rounded", step: 10, secret: "s", tables: []givenTable{{name: "os", step: 10, columns: []string{"os!^"}, rows: [][]string{{"linux", "300"}, {"(other)", "40"}}}}}
	after := before
	after.week = "2026-11-09"
	after.tables = []givenTable{{name: "os", step: 10, columns: []string{"os!^"}, rows: [][]string{{"linux", "300"}, {"bsd", "20"}, {"(other)", "20"}}}}
	expect(t, audited(t, Options{}, before, after), ``)
}
