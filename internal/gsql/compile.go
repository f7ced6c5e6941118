package gsql

import (
	"fmt"
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
	t := &translator{Compiler: c, src: src, bound: map[int32]operand{}, with: map[string]gs.ResolvedScanNode{},
		query: &plan.Query{Table: src.Table, File: src.File, K: src.K}}
	t.statement(take(out.ResolvedStatement()))
	if len(t.findings) > 0 {
		return nil, t.findings.sorted()
	}
	t.query.Slots = t.slots
	for _, g := range t.query.Groups {
		g.Itemset = plan.FindItemset(g)
	}
	if err := plan.Check(t.query); err != nil {
		return nil, fmt.Errorf("%s: the compiled plan is not sound; please report this: %w", src.File, err)
	}
	return t.query, nil
}

// explain adds what the analyzer cannot know: why a column that the reports have is not there.
func (c *Compiler) explain(f Finding) Finding {
	for path := range c.never {
		name := path[strings.LastIndexByte(path, '.')+1:]
		for _, said := range []string{"Unrecognized name: " + name, "not found inside r: " + name, "Name " + name + " not found", "Field name " + name + " does not exist"} {
			if strings.HasPrefix(f.Message, said) {
				f.Code = ClosedColumn
				f.Message = fmt.Sprintf("column %s is closed to queries: dataset.yaml lists it under privacy.never", path)
				return f
			}
		}
	}
	return f
}

// translator holds what is known while one statement is translated.
type translator struct {
	*Compiler
	src      Source
	query    *plan.Query
	slots    int               // of public rows
	bound    map[int32]operand // by the analyzer's column id
	with     map[string]gs.ResolvedScanNode
	at       int // byte offset of the innermost node with a known place
	findings Findings
}

// relation is a translated FROM clause, subquery or CTE.
type relation struct {
	op   plan.Op
	site *site // the site part it belongs to; nil if its rows are public
}

// site numbers the slots of one site part.
type site struct{ slots int }

// operand is what a resolved column or expression stands for: a scalar or an array (expr), the
// privacy unit, or an instance of a record column, which is no value but has fields.
type operand struct {
	expr plan.Expr
	unit bool
	rec  *schema.Column
	of   plan.Slot // the instance, if rec is set
}

// newSlot makes a slot in the rows of rel.
func (t *translator) newSlot(rel *relation) plan.Slot {
	if rel.site != nil {
		rel.site.slots++
		return plan.Slot(rel.site.slots - 1)
	}
	t.slots++
	return plan.Slot(t.slots - 1)
}

// refuse records a finding at the current place.
func (t *translator) refuse(code Code, format string, args ...any) {
	line, column := position(t.src.SQL, t.at)
	t.findings = append(t.findings, Finding{Code: code, File: t.src.File, Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}

// enter moves the current place to node, if node knows where it is, and returns how to move back.
func (t *translator) enter(node gs.ResolvedNode) (leave func()) {
	before := t.at
	if r := take(node.GetParseLocationRangeOrNULL()); r != nil && take(r.IsValid()) {
		t.at = int(take(take(r.Start()).GetByteOffset()))
	}
	return func() { t.at = before }
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
	if !ok {
		t.refuse(NotSelect, "a table is made by one SELECT statement; %s is not one", strings.TrimSuffix(describe(node), " STMT"))
		return
	}
	scan := take(stmt.Query())
	rel := t.scan(scan)
	if rel.site != nil {
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
	keys := map[plan.Slot]bool{}
	for _, g := range t.query.Groups {
		for _, k := range g.Keys {
			keys[k.Public] = true
		}
	}
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
		slot, kind := t.slotOf(t.column(take(column.Column())), rel)
		outputs = append(outputs, plan.Output{Name: name, Kind: kind, Slot: slot, Key: keys[slot]})
	}
	return outputs
}

// slotOf gives the slot that holds a scalar, with a Project where there is none yet.
func (t *translator) slotOf(o operand, rel *relation) (plan.Slot, value.Kind) {
	e := t.scalar(o)
	if ref, ok := e.(*plan.Ref); ok {
		return ref.Slot, ref.Type
	}
	slot := t.newSlot(rel)
	rel.op = &plan.Project{Input: rel.op, Columns: []plan.Column{{Slot: slot, Expr: e}}}
	return slot, e.Kind()
}
