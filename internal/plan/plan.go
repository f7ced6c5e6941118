// Package plan is the form in which a query is proved publishable, executed, shipped to workers and
// printed: plain structs behind two sealed interfaces, Op (relations) and Expr (values).
//
// What enters: package gsql builds plans from GoogleSQL's resolved tree. What leaves: package eval
// runs the site part and the public part, package agg the aggregate part. What is promised by the shape
// itself is the privacy argument:
//
//  1. the site part, Group.Input, is a relation over the report of one site;
//  2. the aggregate part, Group, turns those rows into additive states per key, and only these travel;
//  3. the public part, Query.Public, reads cells that have passed the threshold, through Cells, and
//     nothing else: there is no Op that reads reports and that may stand in it (see Check).
//
// Rows are numbered slots. Every operator writes the slots that it introduces and leaves the others;
// no two operators of one part write the same slot.
package plan

import "isobar/internal/value"

// Slot is the position of one computed column in the row that flows through the operators of one part.
type Slot int

// Root stands in place of a slot where a column of the report itself, not of an element of one of its
// arrays, is meant; None where there is no slot at all.
const (
	Root Slot = -1
	None Slot = -2
)

// Query is one table of one dataset, ready to run.
type Query struct {
	Table  string   `json:"table"`  // the table's name: its file's, less .sql
	File   string   `json:"file"`   // the SQL file, for messages
	K      int      `json:"k"`      // aggregation threshold in sites; at least the dataset's
	Slots  int      `json:"slots"`  // slots of the public part's rows
	Groups []*Group `json:"groups"` // one for each aggregate part
	// With are relations of public rows that are computed once, in this order, and read by Shared: each by
	// later ones of With and by Public.
	With   []Op     `json:"with,omitempty"`
	Public Op       `json:"public"`
	Output []Output `json:"output"` // the table's columns, in order
	// Ordered says that the query orders its rows itself, all of them; otherwise they are sorted by
	// all columns in order.
	Ordered bool `json:"ordered,omitempty"`
}

// Output is one column of the published table.
type Output struct {
	Name string     `json:"name"`
	Kind value.Kind `json:"kind"`
	Slot Slot       `json:"slot"`
	Key  bool       `json:"key,omitempty"` // a group key, as opposed to a measure or an expression of measures
}

// Group is one aggregate part over one site part.
type Group struct {
	Slots    int       `json:"slots"` // slots of the site part's rows
	Input    Op        `json:"input"` // the site part
	Keys     []Key     `json:"keys"`
	Measures []Measure `json:"measures"`
	// Itemset is set where this group is a co-occurrence query, which package itemset counts without
	// enumerating rows; Input, Keys and Measures stay complete and give the same cells.
	Itemset *Itemset `json:"itemset,omitempty"`
	// Limit is set where a site contributes to a limited number of groups.
	Limit *GroupLimit `json:"limit,omitempty"`
	// Bound is set where a site that has very many groups counts in some of them only.
	Bound *GroupBound `json:"bound,omitempty"`
	// Ladder is set where values that too few sites share become coarser. Keys and Measures are those of the cells
	// that are published; what is added up before are sets of values (agg.ValueSets).
	Ladder *Ladder `json:"ladder,omitempty"`
}

// Key is one GROUP BY expression.
type Key struct {
	Expr   Expr   `json:"expr"`
	Public Slot   `json:"public"`           // where the public part finds its value
	Source string `json:"source,omitempty"` // the report column it is, unchanged: "modules.slug"; "" for others
}

// Fn is what a measure counts or adds.
type Fn string

// The measures. SiteCount is what thresholds are about; the others are additive over sites.
const (
	SiteCount  Fn = "sites"   // COUNT(DISTINCT unit): the group's distinct sites
	RowCount   Fn = "rows"    // COUNT(*)
	Count      Fn = "count"   // COUNT(x): rows where x is not NULL
	CountIf    Fn = "countif" // COUNTIF(x): rows where x is TRUE
	ValueCount Fn = "values"  // COUNT(DISTINCT x): the values of x held by at least k sites
	Sum        Fn = "sum"     // SUM(x); a site's sum in a group is clamped to ±Bound
	Avg        Fn = "avg"     // AVG(x): Sum by the number of non-NULL x
)

// The aggregates that stay within one site or read public rows.
const (
	Min        Fn = "min"
	Max        Fn = "max"
	LogicalOr  Fn = "some"        // LOGICAL_OR
	LogicalAnd Fn = "every"       // LOGICAL_AND
	AnyValue   Fn = "any_value"   // the first value that is not NULL
	ArrayAgg   Fn = "array_agg"   // elements in the order of Measure.By, then of the rows
	StringAgg  Fn = "string_agg"  // likewise, with Measure.Separator between them
	VarSamp    Fn = "var_samp"    // VAR_SAMP and VARIANCE
	VarPop     Fn = "var_pop"     // VAR_POP
	StddevSamp Fn = "stddev_samp" // STDDEV_SAMP and STDDEV
	StddevPop  Fn = "stddev_pop"  // STDDEV_POP
	BitAnd     Fn = "bit_and"
	BitOr      Fn = "bit_or"
	BitXor     Fn = "bit_xor"
)

// The functions of window calls besides the aggregates. NTile, Lag, Lead and NthValue take a number as
// their second argument.
const (
	RowNumber   Fn = "row_number"
	Rank        Fn = "rank"
	DenseRank   Fn = "dense_rank"
	PercentRank Fn = "percent_rank"
	CumeDist    Fn = "cume_dist"
	NTile       Fn = "ntile"
	Lag         Fn = "lag"
	Lead        Fn = "lead"
	FirstValue  Fn = "first_value"
	LastValue   Fn = "last_value"
	NthValue    Fn = "nth_value"
)

// Measure is one aggregate call.
type Measure struct {
	Fn     Fn         `json:"fn"`
	Arg    Expr       `json:"arg,omitempty"`   // nil for SiteCount and RowCount
	Kind   value.Kind `json:"kind"`            // of the result
	Public Slot       `json:"public"`          // where the next part finds the result
	Bound  int64      `json:"bound,omitempty"` // of Sum and Avg: one site's clamp; 0 for none
	// Distinct marks COUNT(DISTINCT x) and its like inside a site or over public rows.
	Distinct bool `json:"distinct,omitempty"`
	// What follows is of ArrayAgg and StringAgg only, Elem of ArrayAgg, Separator of StringAgg.
	By          []OrderBy  `json:"by,omitempty"`           // ORDER BY inside the call
	Limit       int64      `json:"limit,omitempty"`        // LIMIT inside the call; 0 for none
	IgnoreNulls bool       `json:"ignore_nulls,omitempty"` // StringAgg ignores them always
	Separator   Expr       `json:"separator,omitempty"`    // a Const; nil for a comma
	Elem        value.Kind `json:"elem,omitempty"`         // of the array
}

// OrderBy is one item of an ORDER BY over an expression.
type OrderBy struct {
	Expr       Expr `json:"expr"`
	Descending bool `json:"descending,omitempty"`
	NullsLast  bool `json:"nulls_last,omitempty"` // resolved, as in SortBy
}

// Itemset describes a self-join of one site's array with < between the copies: the sets of Size
// distinct items that at least K sites hold.
type Itemset struct {
	List string `json:"list"` // the repeated column: "modules"
	Item string `json:"item"` // the compared field: "modules.slug"; equal to List for an array of scalars
	Size int    `json:"size"` // number of copies
	Rank []int  `json:"rank"` // Rank[j] is the place of key j among the set's items in ascending order
}

// Op is a relation: of one site's rows in the site part, of public rows in the public part.
type Op interface{ op() }

// Report is one row: the report of the site, or all its reports merged. Site part only.
type Report struct{}

// Unnest is FROM input, UNNEST(list): for each row of the input, a row for each element.
type Unnest struct {
	Input  Op         `json:"input"`
	List   Expr       `json:"list"`            // a *List, in the site part, or a computed array
	Kind   value.Kind `json:"kind,omitempty"`  // of the elements of a computed array
	Elem   Slot       `json:"elem"`            // the element: a scalar, a struct, or the instance of a record
	Offset Slot       `json:"offset"`          // WITH OFFSET, or None
	Outer  bool       `json:"outer,omitempty"` // LEFT JOIN: a row with NULLs if nothing joins
	On     Expr       `json:"on,omitempty"`    // join condition, or nil
}

// Filter keeps the rows for which Cond is TRUE: WHERE in the site part, HAVING in the public part.
type Filter struct {
	Input Op   `json:"input"`
	Cond  Expr `json:"cond"`
}

// Project computes further slots.
type Project struct {
	Input   Op       `json:"input"`
	Columns []Column `json:"columns"`
}

// Column is one computed slot.
type Column struct {
	Slot Slot `json:"slot"`
	Expr Expr `json:"expr"`
}

// GroupBy is GROUP BY or, without measures, SELECT DISTINCT, among the rows of one site or among public
// rows. With no keys it gives one row even of no input.
type GroupBy struct {
	Input    Op        `json:"input"`
	Keys     []Column  `json:"keys"`
	Measures []Measure `json:"measures"`
}

// Cells are the published cells of Query.Groups[Group]: keys and measures in their Public slots.
// Public part only.
type Cells struct {
	Group int `json:"group"`
}

// Sort orders public rows, or the rows of a Subquery; ties keep the order of all columns, or that of the
// Subquery's input.
type Sort struct {
	Input Op       `json:"input"`
	By    []SortBy `json:"by"`
}

// SortBy is one item of ORDER BY.
type SortBy struct {
	Slot       Slot `json:"slot"`
	Descending bool `json:"descending,omitempty"`
	NullsLast  bool `json:"nulls_last,omitempty"` // resolved: GoogleSQL's default is first for ASC, last for DESC
}

// Limit keeps Count rows after skipping Offset: public rows, or rows of a Subquery.
type Limit struct {
	Input  Op    `json:"input"`
	Count  int64 `json:"count"`
	Offset int64 `json:"offset,omitempty"`
}

// Single is one row without columns: FROM nothing. Either part.
type Single struct{}

func (*Report) op()  {}
func (*Unnest) op()  {}
func (*Filter) op()  {}
func (*Project) op() {}
func (*GroupBy) op() {}
func (*Cells) op()   {}
func (*Sort) op()    {}
func (*Limit) op()   {}
func (*Single) op()  {}
