package gsql

import (
	"fmt"
	"regexp"
	"strings"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// Source is one SQL file.
type Source struct {
	Table string // the table's name
	File  string // for messages
	SQL   string
	K     int // the table's aggregation threshold
}

// Compile proves that a query can be published and gives its plan. An error that the query's author
// can mend is of type Findings.
func (c *Compiler) Compile(src Source) (q *plan.Query, err error) {
	engine.Lock()
	defer engine.Unlock()
	defer caught(&err)

	out, err := gs.AnalyzeStatement(src.SQL, c.options, c.catalog, c.types)
	if err != nil {
		return nil, Findings{c.explain(analyzerFinding(src.File, err))}
	}
	t := &translator{Compiler: c, src: src, bound: map[int32]operand{}, with: map[string]*withQuery{}, used: map[int32]bool{}, keys: map[plan.Slot]bool{},
		query: &plan.Query{Table: src.Table, File: src.File, K: src.K}}
	stmt := take(out.ResolvedStatement())
	t.survey(stmt)
	t.statement(stmt)
	if len(t.findings) > 0 {
		return nil, t.findings.sorted()
	}
	t.query.Slots = t.slots
	for _, g := range t.query.Groups {
		g.Slots = t.slots
		g.Itemset = plan.FindItemset(g)
	}
	if err := plan.Check(t.query); err != nil {
		return nil, fmt.Errorf("%s: the compiled plan is not sound; please report this: %w", src.File, err)
	}
	return t.query, nil
}

// explain adds what the analyzer cannot know: why a column that the reports have is not there.
func (c *Compiler) explain(f Finding) Finding {
	m := unknownName.FindStringSubmatch(f.Message)
	if m == nil {
		return f
	}
	for path := range c.never {
		if strings.EqualFold(path[strings.LastIndexByte(path, '.')+1:], m[1]+m[2]+m[3]) {
			f.Code = ClosedColumn
			f.Message = fmt.Sprintf("column %s is closed to queries: dataset.yaml lists it under privacy.never", path)
			return f
		}
	}
	return f
}

// unknownName finds the name that the analyzer says it does not know.
var unknownName = regexp.MustCompile(`^(?:Unrecognized name: (?:\w+\.)*(\w+)|Name (\w+) not found|Field name (\w+) does not exist)`)

// translator holds what is known while one statement is translated.
type translator struct {
	*Compiler
	src      Source
	query    *plan.Query
	slots    int                // of all parts: no slot means two things in one query
	bound    map[int32]operand  // by the analyzer's column id
	used     map[int32]bool     // columns that something reads, by the same
	keys     map[plan.Slot]bool // slots of public rows that hold a key of a GROUP BY, unchanged
	with     map[string]*withQuery
	row      *relation // whose rows the expression being translated sees
	nested   int       // how many subqueries of expressions enclose the node being translated
	at       int       // byte offset of the innermost node with a known place
	findings Findings
}

// class says whose rows a relation holds.
type class int

const (
	constant class = iota // rows that depend on no report; within a subquery of an expression, of its outer row
	private               // rows of one site
	public                // rows made of groups that have passed the threshold
)

// relation is a translated FROM clause, subquery or CTE.
type relation struct {
	op    plan.Op
	class class
}

// operand is what a resolved column or expression stands for: a value or an array of the report (expr),
// the privacy unit, an instance of a record column, or a struct of operands.
type operand struct {
	expr plan.Expr
	unit bool
	// present is, of a unit, when it is not NULL; nil for always.
	present plan.Expr
	rec     *schema.Column
	of      plan.Slot // the instance, if rec is set
	fields  []operand // of a struct; not nil even if it has none
}

// newSlot makes a slot.
func (t *translator) newSlot() plan.Slot {
	t.slots++
	return plan.Slot(t.slots - 1)
}

// over lets the expressions that follow see the rows of rel, until leave.
func (t *translator) over(rel *relation) (leave func()) {
	before := t.row
	t.row = rel
	return func() { t.row = before }
}

// refuse records a finding at the current place.
func (t *translator) refuse(code Code, format string, args ...any) {
	line, column := position(t.src.SQL, t.at)
	t.findings = append(t.findings, Finding{Code: code, File: t.src.File, Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}

// enter moves the current place to node, if node knows where it is, and returns how to move back.
func (t *translator) enter(node gs.ResolvedNode) (leave func()) {
	before := t.at
	if at, ok := placeOf(node); ok {
		t.at = at
	}
	return func() { t.at = before }
}

// placeOf gives the byte offset where a node begins, or of the first part of it that has a place.
func placeOf(node gs.ResolvedNode) (at int, ok bool) {
	if r := take(node.GetParseLocationRangeOrNULL()); r != nil && take(r.IsValid()) {
		return int(take(take(r.Start()).GetByteOffset())), true
	}
	if _, isExpr := node.(gs.ResolvedExprNode); !isExpr {
		return 0, false
	}
	for _, child := range take(node.GetChildNodes()) {
		if at, ok := placeOf(child); ok {
			return at, true
		}
	}
	return 0, false
}

// describe names a node for a message: "ResolvedPivotScan" is "PIVOT", a plain SetOperationScan
// "SET OPERATION".
func describe(node gs.ResolvedNode) string {
	name := strings.TrimSuffix(take(node.NodeKindString()), "Scan")
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.ToUpper(b.String())
}

func (t *translator) statement(node gs.ResolvedStatementNode) {
	stmt, ok := node.(*gs.ResolvedQueryStmt)
	if _, several := node.(*gs.ResolvedMultiStmt); several {
		t.refuse(NotSelect, "a table is made by one SELECT statement; |> FORK and |> TEE make several")
		return
	}
	if !ok {
		t.refuse(NotSelect, "a table is made by one SELECT statement; %s is not one", strings.TrimSuffix(describe(node), " STMT"))
		return
	}
	scan := take(stmt.Query())
	rel := t.scan(scan)
	if rel.class == private {
		t.refuse(SiteRows, "each row of this query is of one site: group the rows, for example with GROUP BY and COUNT(DISTINCT %s)", t.settings.Unit)
		return
	}
	if len(t.query.Groups) == 0 && len(t.findings) == 0 {
		t.refuse(NoReports, "the query reads no reports: it needs FROM %s", t.settings.Table)
	}
	t.query.Ordered = take(scan.IsOrdered())
	t.query.Output = t.output(take(stmt.OutputColumnList()), &rel)
	t.query.Public = rel.op
}

// output makes the table's columns, computing those that are no slot yet.
func (t *translator) output(columns []*gs.ResolvedOutputColumn, rel *relation) []plan.Output {
	var outputs []plan.Output
	seen := map[string]bool{}
	for i, column := range columns {
		name := take(column.Name())
		defer t.enter(column)()
		switch {
		case strings.HasPrefix(name, "$"):
			t.refuse(BadColumnName, "column %d has no name: give it one with AS", i+1)
			continue
		case seen[strings.ToLower(name)]:
			t.refuse(BadColumnName, "two columns are named %s: a public table needs different names", name)
			continue
		}
		seen[strings.ToLower(name)] = true
		e := t.scalar(t.column(take(column.Column())))
		slot := t.slotOf(e, rel)
		outputs = append(outputs, plan.Output{Name: name, Kind: e.Kind(), Slot: slot, Key: t.keys[slot]})
	}
	return outputs
}

// isKey says whether an expression over public rows is a key of a GROUP BY, unchanged, or no value at all.
func (t *translator) isKey(e plan.Expr) bool {
	switch e := e.(type) {
	case *plan.Ref:
		return t.keys[e.Slot]
	case *plan.Const:
		return e.Null
	}
	return false
}

// slotOf gives the slot that holds a value, with a Project where there is none yet.
func (t *translator) slotOf(e plan.Expr, rel *relation) plan.Slot {
	if ref, ok := e.(*plan.Ref); ok {
		return ref.Slot
	}
	slot := t.newSlot()
	rel.op = &plan.Project{Input: rel.op, Columns: []plan.Column{{Slot: slot, Expr: e}}}
	return slot
}

// hold binds columns to slots of rel's rows, one for each that does not have one already, so that they
// can be read after an operator that keeps only slots. Columns that nothing reads are left alone.
func (t *translator) hold(columns []*gs.ResolvedColumn, rel *relation) {
	for _, column := range columns {
		if !t.used[take(column.ColumnId())] {
			continue
		}
		o := t.column(column)
		if o.unit || o.rec != nil && o.of != plan.Root {
			continue
		}
		e := t.value(o)
		t.bind(column, operand{expr: &plan.Ref{Slot: t.slotOf(e, rel), Type: e.Kind()}})
	}
}

func null(k value.Kind) plan.Expr { return &plan.Const{Type: k, Null: true} }
