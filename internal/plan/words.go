package plan

import (
	"fmt"
	"slices"
	"strings"
)

// Words tells the three parts of a query in sentences, for people. The numbered values ($0, $1, …) are those of String's tree.
func (q *Query) Words() string {
	w := &words{}
	for i, g := range q.Groups {
		which := ""
		if len(q.Groups) > 1 {
			which = fmt.Sprintf(" of group %d", i)
		}
		w.line("Site part%s: what is made of the report of one site, wherever that report is.", which)
		w.op(1, g.Input)
		w.line("Aggregate part%s: all that leaves a site.", which)
		w.aggregates(g)
	}
	w.line("Public part: it sees groups of at least %d sites and nothing else.", q.K)
	for i, op := range q.With {
		w.line("  Shared relation %d:", i)
		w.op(2, op)
	}
	w.op(1, q.Public)
	return w.b.String()
}

type words struct{ b strings.Builder }

func (w *words) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format+"\n", args...)
}

func (w *words) step(depth int, format string, args ...any) {
	w.line(strings.Repeat("  ", depth)+"- "+format, args...)
}

func (w *words) aggregates(g *Group) {
	if len(g.Keys) == 0 {
		w.step(1, "There is one group, of all rows.")
	}
	for _, k := range g.Keys {
		w.step(1, "Group by $%d, %s.", k.Public, text(k.Expr))
	}
	for _, m := range g.Measures {
		w.step(1, "Each group's $%d is %s.", m.Public, w.measure(m))
	}
	if s := g.Itemset; s != nil {
		w.step(1, "The groups are the sets of %d different %s that sites have together, and are counted as such.", s.Size, s.Item)
	}
	if l := g.Ladder; l != nil {
		w.step(1, "Values of $%d that too few sites share become coarser, by %s, and at last (other), until enough do; for that, the job itself sees which values are rare.",
			g.Keys[l.Key].Public, strings.Join(l.Levels, " and "))
	}
	if l := g.Limit; l != nil {
		w.step(1, "A site counts in at most %d groups, chosen by a hash.", l.Groups)
	}
	if b := g.Bound; b != nil && b.Declared {
		w.step(1, "A site counts in at most %d groups: those whose keys have the least hash.", b.Groups)
	}
}

// measure says what a measure over rows of sites counts.
func (w *words) measure(m Measure) string {
	arg := ""
	if m.Arg != nil {
		arg = text(m.Arg)
	}
	s := m.String()
	switch m.Fn {
	case SiteCount:
		return "its number of different sites"
	case RowCount:
		s = "its number of rows"
	case Count:
		s = "the number of its rows where " + arg + " is not NULL"
	case CountIf:
		s = "the number of its rows where " + arg
		if m.Bound == 1 {
			return "the number of different sites with a row where " + arg
		}
	case ValueCount:
		s = "the number of values of " + arg + " that enough sites have"
	case Sum:
		s = "the sum of " + arg
	case Avg:
		s = "the mean of " + arg
	}
	if m.Bound != 0 {
		s += fmt.Sprintf(", of which one site adds at most %d", m.Bound)
	}
	return s
}

// op tells a relation's steps in the order in which rows pass them.
func (w *words) op(depth int, op Op) {
	switch op := op.(type) {
	case *Report:
		w.step(depth, "Take the report.")
	case *Single:
		w.step(depth, "Begin with one row.")
	case *Cells:
		w.step(depth, "Take the groups%s.", groupName(op.Group))
	case *Shared:
		w.step(depth, "Take the rows of shared relation %d.", op.Index)
	case *Unnest:
		w.op(depth, op.Input)
		w.step(depth, "%s.", unnestWords(op))
	case *Filter:
		w.op(depth, op.Input)
		w.step(depth, "Keep the rows where %s.", text(op.Cond))
	case *Project:
		w.op(depth, op.Input)
		w.step(depth, "Compute %s.", columnsText(op.Columns))
	case *GroupBy:
		w.op(depth, op.Input)
		w.step(depth, "%s.", groupWords(op))
	case *Sort:
		w.op(depth, op.Input)
		w.step(depth, "Sort by %s.", sortText(op.By))
	case *Limit:
		w.op(depth, op.Input)
		w.step(depth, "Keep %d rows after the first %d.", op.Count, op.Offset)
	case *Join:
		w.step(depth, "Join (%s, on %s) these rows:", op.Kind, joinText(op))
		w.op(depth+1, op.Left)
		w.step(depth, "with these:")
		w.op(depth+1, op.Right)
	case *SetOp:
		for i, input := range op.Inputs {
			w.step(depth, "Branch %d, which gives %s:", i+1, texts(op.Values[i]))
			w.op(depth+1, input)
		}
		w.step(depth, "Combine the branches by %s.", strings.ToUpper(strings.ReplaceAll(string(op.Kind), "_", " ")))
	case *Window:
		w.op(depth, op.Input)
		for _, c := range op.Calls {
			w.step(depth, "Compute $%d = %s.", c.Public, c)
		}
	}
}

func groupName(group int) string {
	if group == 0 {
		return ""
	}
	return fmt.Sprintf(" of group %d", group)
}

func unnestWords(op *Unnest) string {
	s := fmt.Sprintf("For each element of %s, which is $%d", text(op.List), op.Elem)
	if op.Offset != None {
		s += fmt.Sprintf(" at place $%d", op.Offset)
	}
	if op.On != nil {
		s += ", where " + text(op.On)
	}
	s += ", make a row"
	if op.Outer {
		s += "; if there is none, a row of NULLs"
	}
	return s
}

func groupWords(op *GroupBy) string {
	s := "Make one row of all"
	if len(op.Keys) > 0 {
		s = "Make one row for each different " + columnsText(op.Keys)
	}
	for i, m := range op.Measures {
		s += map[bool]string{true: ", with ", false: " and "}[i == 0] + fmt.Sprintf("$%d = %s", m.Public, m)
	}
	return s
}

// Role is what a query does with a column of the reports.
type Role string

// The roles.
const (
	RoleKey       Role = "key"       // published as it is, where k sites share it
	RoleComputed  Role = "in a key"  // a key is computed from it
	RoleMeasure   Role = "measure"   // counted or added up
	RoleCondition Role = "condition" // chooses rows, or is computed with on the way
)

// Roles says what the query does with each column of the reports that it reads, by its path in the schema.
func (q *Query) Roles() map[string][]Role {
	roles := map[string][]Role{}
	note := func(role Role) func(string) {
		return func(column string) {
			if !slices.Contains(roles[column], role) {
				roles[column] = append(roles[column], role)
			}
		}
	}
	for _, g := range q.Groups {
		for _, k := range g.Keys {
			if k.Source != "" {
				note(RoleKey)(k.Source)
			} else {
				columnsOfExpr(k.Expr, note(RoleComputed))
			}
		}
		for _, m := range g.Measures {
			columnsOfExpr(m.Arg, note(RoleMeasure))
		}
		columnsOfOp(g.Input, note(RoleCondition))
	}
	return roles
}
