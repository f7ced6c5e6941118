package plan

import "isobar/internal/value"

// Expr is a scalar expression over one row.
type Expr interface {
	expr()
	// Kind is the type of the result; a result may always be NULL as well.
	Kind() value.Kind
}

// Const is a literal or a parameter of the run, such as CURRENT_DATE().
type Const struct {
	Type value.Kind `json:"type"`
	Null bool       `json:"null,omitempty"`
	// Word is the value's word for BOOL, INT64, FLOAT64 (its bits), DATE, TIMESTAMP and DATETIME.
	Word uint64 `json:"word,omitempty,string"`
	// Text is the value of STRING, BYTES and NUMERIC (see value.NumericText).
	Text []byte `json:"text,omitempty"`
}

// Ref reads a slot of the row.
type Ref struct {
	Slot Slot       `json:"slot"`
	Type value.Kind `json:"type"`
}

// Field reads a column of the report that is not repeated, at the instance that slot Of holds, or of
// the report itself if Of is Root. Site part only.
type Field struct {
	Column string     `json:"column"` // its path in the schema
	Index  int        `json:"index"`  // its schema.Column.Index
	Of     Slot       `json:"of"`
	Type   value.Kind `json:"type"`
}

// List is a repeated column of the report at the instance that slot Of holds. It stands only in Unnest
// and as the argument of array functions; elsewhere an ArraySubquery over it makes an array of it. Site part only.
type List struct {
	Column string     `json:"column"`
	Index  int        `json:"index"`
	Of     Slot       `json:"of"`
	Elem   value.Kind `json:"elem"`
}

// Call applies a function, named as GoogleSQL's resolver names it ("$add", "lower"). A failure that
// depends on the data gives NULL; it is counted unless Safe. Besides, there are "$make_struct" of the
// fields, "$field" of a struct and the constant number of a field from 0, and "$make_array" of the elements.
// A date part (MONTH, WEEK(MONDAY)) is a STRING constant: "MONTH", "WEEK_MONDAY".
type Call struct {
	Fn   string     `json:"fn"`
	Args []Expr     `json:"args"`
	Type value.Kind `json:"type"`
	Safe bool       `json:"safe,omitempty"`
}

// Cast is CAST(arg AS type), or SAFE_CAST.
type Cast struct {
	Arg  Expr       `json:"arg"`
	Type value.Kind `json:"type"`
	Safe bool       `json:"safe,omitempty"`
}

// SubqueryKind is what an expression asks of the rows of a subquery.
type SubqueryKind string

// The kinds of subqueries.
const (
	ScalarSubquery SubqueryKind = "scalar" // the value of its one row; NULL for none, a failure for several
	ExistsSubquery SubqueryKind = "exists" // whether it has rows
	InSubquery     SubqueryKind = "in"     // whether Arg is among its values, as SQL's IN has it with NULLs
	ArraySubquery  SubqueryKind = "array"  // all its values, in order
)

// Subquery is a subquery in an expression. Its rows continue the outer row: they see its slots, and write
// others. In a site part it begins in Single, or in Report, the same report; in a public part in Single or
// Shared.
type Subquery struct {
	Ask   SubqueryKind `json:"ask"`
	Input Op           `json:"input"`
	Value Expr         `json:"value,omitempty"` // over the subquery's rows; not of ExistsSubquery
	Arg   Expr         `json:"arg,omitempty"`   // of InSubquery, over the outer row
	Type  value.Kind   `json:"type"`
}

func (*Subquery) expr() {}

// Kind is the value's type, BOOL, or ARRAY.
func (e *Subquery) Kind() value.Kind { return e.Type }

func (*Const) expr() {}
func (*Ref) expr()   {}
func (*Field) expr() {}
func (*List) expr()  {}
func (*Call) expr()  {}
func (*Cast) expr()  {}

// Kind is the literal's type.
func (e *Const) Kind() value.Kind { return e.Type }

// Kind is the slot's type.
func (e *Ref) Kind() value.Kind { return e.Type }

// Kind is the column's type.
func (e *Field) Kind() value.Kind { return e.Type }

// Kind is value.List.
func (e *List) Kind() value.Kind { return value.List }

// Kind is the function's result type.
func (e *Call) Kind() value.Kind { return e.Type }

// Kind is the target type.
func (e *Cast) Kind() value.Kind { return e.Type }
