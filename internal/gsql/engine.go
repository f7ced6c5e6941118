package gsql

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// Settings is what a dataset's policy and a run say about its queries.
type Settings struct {
	// Schema is the reports' schema.
	Schema *schema.Schema
	// Table is the name that queries write after FROM. Aliases are further names for it; a name with
	// dots can be written as one quoted identifier or as a path.
	Table   string
	Aliases []string
	// Unit is the top-level column that identifies the privacy unit.
	Unit string
	// Never lists columns, by dotted path, that queries cannot see.
	Never []string
	// Bounds are the per-site clamps of the columns that SUM and AVG may add, by dotted path.
	Bounds map[string]int64
	// CurrentDate is the value of CURRENT_DATE(), in days since 1970-01-01: the Monday after the week,
	// so that a backfill equals the original.
	CurrentDate int64
	// Supported says whether the engine has a function of that resolver's name for such arguments.
	Supported func(fn string, args []value.Kind) bool
}

// Compiler compiles the queries of one dataset. It keeps one analyzer catalog, since each costs about
// two megabytes for good. It is safe for concurrent use, one query at a time.
type Compiler struct {
	settings Settings
	never    map[string]bool
	visible  []*schema.Column // the catalog table's columns
	lang     *gs.LanguageOptions
	options  *gs.AnalyzerOptions
	types    *gs.TypeFactory
	catalog  *gs.SimpleCatalog
}

// engine serialises all use of go-googlesql, whose state is one process-wide heap.
var engine sync.Mutex

// New prepares a compiler. It fails if the settings name columns that the schema does not have.
func New(s Settings) (*Compiler, error) {
	c := &Compiler{settings: s, never: map[string]bool{}}
	for _, path := range s.Never {
		if _, ok := s.Schema.Lookup(path); !ok {
			return nil, fmt.Errorf("privacy.never names %s, which the schema does not have", path)
		}
		c.never[path] = true
	}
	unit, ok := s.Schema.Lookup(s.Unit)
	if !ok || unit.Parent != nil || unit.Repeated || unit.Kind == value.Record {
		return nil, fmt.Errorf("privacy.unit names %s, which is not a plain top-level column of the schema", s.Unit)
	}
	engine.Lock()
	defer engine.Unlock()
	if err := c.open(); err != nil {
		return nil, fmt.Errorf("starting the SQL analyzer, which needs the time zones of /usr/share/zoneinfo: %w", err)
	}
	return c, nil
}

// open builds language options and the catalog with its one table under all its names.
func (c *Compiler) open() (err error) {
	defer caught(&err)
	check(gs.Init())
	c.lang = take(gs.NewLanguageOptions())
	check(c.lang.EnableMaximumLanguageFeatures())
	check(c.lang.SetProductMode(gs.ProductModeProductExternal))
	check(c.lang.SetSupportsAllStatementKinds())
	c.options = take(gs.NewAnalyzerOptions2())
	check(c.options.SetLanguage(c.lang))
	check(c.options.SetDefaultTimeZone(new(gs.TimeZone))) // UTC; the analyzer's own default is not
	check(c.options.SetParseLocationRecordType(gs.ParseLocationRecordTypeParseLocationRecordFullNodeScope))
	c.types = take(gs.NewTypeFactory())
	c.catalog = take(gs.NewSimpleCatalog("isobar", nil))
	check(c.catalog.AddBuiltinFunctionsAndTypes(&gs.BuiltinFunctionOptions{LanguageOptions: c.lang}))

	nested := map[string]*gs.SimpleCatalog{}
	c.visible = c.visibleOf(c.settings.Schema.Columns)
	for _, name := range append([]string{c.settings.Table}, c.settings.Aliases...) {
		table := take(gs.NewSimpleTable(name, 0))
		for _, column := range c.visible {
			typ := take(gs.AnalyzeType(c.typeName(column), c.options, c.catalog, c.types))
			check(table.AddColumn2(take(gs.NewSimpleColumn(name, column.Name, typ, false, false)), true))
		}
		check(c.catalog.AddTable2(name, table))
		if path := strings.Split(name, "."); len(path) > 1 {
			c.addPath(nested, path, table)
		}
	}
	return nil
}

// addPath makes a table reachable by an unquoted path, through nested catalogs, which it keeps by
// their dotted paths because several aliases may share a project.
func (c *Compiler) addPath(nested map[string]*gs.SimpleCatalog, path []string, table *gs.SimpleTable) {
	catalog := c.catalog
	for i, name := range path[:len(path)-1] {
		prefix := strings.Join(path[:i+1], ".")
		next, ok := nested[prefix]
		if !ok {
			next = take(gs.NewSimpleCatalog(name, nil))
			check(catalog.AddCatalog2(name, next))
			nested[prefix] = next
		}
		catalog = next
	}
	check(catalog.AddTable2(path[len(path)-1], table))
}

// visibleOf drops the columns that queries may not see, and records of which nothing is left.
func (c *Compiler) visibleOf(columns []*schema.Column) []*schema.Column {
	return slices.DeleteFunc(slices.Clone(columns), func(column *schema.Column) bool {
		return c.never[column.Path] || column.Kind == value.Record && len(c.visibleOf(column.Fields)) == 0
	})
}

// typeName writes a column's type in GoogleSQL, without the fields that queries may not see.
func (c *Compiler) typeName(column *schema.Column) string {
	name := column.Kind.String()
	if column.Kind == value.Record {
		var fields []string
		for _, f := range c.visibleOf(column.Fields) {
			fields = append(fields, "`"+f.Name+"` "+c.typeName(f))
		}
		name = "STRUCT<" + strings.Join(fields, ", ") + ">"
	}
	if column.Repeated {
		name = "ARRAY<" + name + ">"
	}
	return name
}

// The bindings return an error from every accessor, though none can fail on a tree that the analyzer
// made. take and check turn such an error into a panic of bindingError, and caught, at the entrance of
// this package, turns that into an error again. No other panic is caught.
type bindingError struct{ err error }

func take[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		panic(bindingError{err})
	}
}

func caught(err *error) {
	switch p := recover().(type) {
	case nil:
	case bindingError:
		*err = p.err
	default:
		panic(p)
	}
}
