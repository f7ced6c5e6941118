package generate

// kind is a type of values.
type kind int

const (
	boolean kind = iota
	integer
	float
	text
	binary
	date
	timestamp
	datetime
	numeric
	kinds
)

// column is something that an expression may name.
type column struct {
	sql  string
	kind kind
	// tame values may be computed with: small integers, finite numbers, ASCII, dates of this century. Others
	// are compared and grouped by.
	tame bool
	// values are literals of some of the column's values, for conditions that hold for some reports.
	values []string
	// measure marks columns of the reports, never negative, that may be added up over sites.
	measure bool
}

// array is a repeated column.
type array struct {
	sql     string
	element column   // of scalars: sql is empty
	record  []column // of records: their columns, without the alias
	nested  []array  // of records: their arrays, without the alias
}

// scope is what expressions may name at one place.
type scope struct {
	columns []column
	arrays  []array
}

// prefixed gives columns as those of an alias.
func prefixed(alias string, columns []column) []column {
	named := make([]column, len(columns))
	for i, c := range columns {
		c.sql = alias + "." + c.sql
		named[i] = c
	}
	return named
}

func prefixedArrays(alias string, arrays []array) []array {
	named := make([]array, len(arrays))
	for i, a := range arrays {
		a.sql = alias + "." + a.sql
		named[i] = a
	}
	return named
}

// with adds to a scope, whose slices stay as they are.
func (s scope) with(columns []column, arrays []array) scope {
	return scope{append(s.columns[:len(s.columns):len(s.columns)], columns...), append(s.arrays[:len(s.arrays):len(s.arrays)], arrays...)}
}

// of is the columns of a kind.
func (s scope) of(k kind, tame bool) []column {
	var list []column
	for _, c := range s.columns {
		if c.kind == k && (c.tame || !tame) {
			list = append(list, c)
		}
	}
	return list
}

// reports are the columns of the reports.
var reports = scope{
	columns: []column{
		{sql: "region", kind: text, values: []string{"'eu'", "'us'", "'ap'"}, tame: true}, {sql: "label", kind: text, values: []string{"'a b'", "'-12'"}},
		{sql: "active", kind: boolean, values: []string{"TRUE", "FALSE"}, tame: true},
		{sql: "size", kind: integer, values: []string{"1", "2", "3"}, tame: true, measure: true}, {sql: "big", kind: integer, values: []string{"0", "9007199254740993"}},
		{sql: "ratio", kind: float, values: []string{"0.5", "0.25", "2.0"}, tame: true}, {sql: "load", kind: float, values: []string{"2.5", "0.1", "0.0"}},
		{sql: "token", kind: binary, values: []string{"b'abc'", `b'\x00'`}}, {sql: "installed", kind: date, values: []string{"DATE '1970-01-01'", "DATE '2024-02-29'"}}, {sql: "seen", kind: timestamp},
		{sql: "started", kind: datetime}, {sql: "cost", kind: numeric},
		{sql: "host.os", kind: text, values: []string{"'linux'", "'bsd'"}, tame: true}, {sql: "host.cores", kind: integer, values: []string{"2", "4"}, tame: true, measure: true}, {sql: "host.cpu.model", kind: text, values: []string{"'m1'", "'m2'"}, tame: true},
	},
	arrays: []array{
		{sql: "tags", element: column{kind: text, values: []string{"'red'", "'blue'"}}},
		{sql: "levels", element: column{kind: integer, tame: true, values: []string{"0", "2", "7"}}},
		{sql: "weights", element: column{kind: float, tame: true}},
		{sql: "days", element: column{kind: date, tame: true, values: []string{"DATE '2026-11-09'", "DATE '2024-02-29'"}}},
		{sql: "host.cpu.flags", element: column{kind: text, tame: true, values: []string{"'sse'", "'avx'"}}},
		modules, modules,
		{sql: "events", record: []column{{sql: "kind", kind: text, values: []string{"'start'", "'stop'"}, tame: true}, {sql: "happened", kind: timestamp}, {sql: "amount", kind: integer, values: []string{"0", "3", "25"}, tame: true}, {sql: "data", kind: binary}}},
	},
}

var modules = array{
	sql: "modules",
	record: []column{
		{sql: "name", kind: text, tame: true, values: []string{"'apt'", "'ntp'", "'Sudo'"}}, {sql: "version", kind: text, values: []string{"'1.2.3'", "'10.4'"}, tame: true}, {sql: "uses", kind: integer, values: []string{"1", "2", "10"}, tame: true, measure: true},
		{sql: "score", kind: float, values: []string{"0.5", "1.5"}, tame: true}, {sql: "enabled", kind: boolean, values: []string{"TRUE", "FALSE"}, tame: true}, {sql: "released", kind: date, values: []string{"DATE '2023-07-01'", "DATE '2023-12-31'"}, tame: true},
		{sql: "meta.author", kind: text, values: []string{"'ann'", "'bob'"}, tame: true}, {sql: "meta.signed", kind: boolean, tame: true},
	},
	nested: []array{{sql: "deps",
		record: []column{{sql: "name", kind: text, tame: true, values: []string{"'apt'", "'stdlib'"}}, {sql: "need", kind: integer, values: []string{"1", "2"}, tame: true, measure: true}},
		nested: []array{{sql: "kinds", element: column{kind: text, tame: true}}},
	}},
}
