package plan

import "isobar/internal/value"

// Shared reads Query.With[Index], whose slots Columns name anew. Public part only.
type Shared struct {
	Index   int      `json:"index"`
	Columns []Rename `json:"columns"`
}

// Rename says that slot To holds what slot From of another relation holds.
type Rename struct {
	From Slot `json:"from"`
	To   Slot `json:"to"`
}

// JoinKind says which rows of a Join without a partner are kept, with NULLs in place of the partner.
type JoinKind string

// The kinds of joins.
const (
	InnerJoin JoinKind = "inner" // none; with no conditions at all it is a CROSS JOIN
	LeftJoin  JoinKind = "left"
	RightJoin JoinKind = "right"
	FullJoin  JoinKind = "full"
)

// Keeps says on which sides rows without a partner are kept; ok is false for a kind that there is not.
func (k JoinKind) Keeps() (left, right, ok bool) {
	switch k {
	case InnerJoin:
		return false, false, true
	case LeftJoin:
		return true, false, true
	case RightJoin:
		return false, true, true
	case FullJoin:
		return true, true, true
	}
	return false, false, false
}

// Join joins two relations of public rows, or two of one site's rows, in which case the privacy unit
// being equal is given. A pair of rows joins if for each of Equal both sides are equal and not NULL, and
// On, if there is one, is TRUE.
type Join struct {
	Left  Op       `json:"left"`
	Right Op       `json:"right"`
	Kind  JoinKind `json:"kind"`
	Equal []Pair   `json:"equal,omitempty"`
	On    Expr     `json:"on,omitempty"`
}

// Pair is a condition left = right of a Join: an expression over each side's row.
type Pair struct {
	Left  Expr `json:"left"`
	Right Expr `json:"right"`
}

// SetKind is a set operation.
type SetKind string

// The set operations. Those that are DISTINCT compare rows as GROUP BY does.
const (
	UnionAll          SetKind = "union_all"
	UnionDistinct     SetKind = "union"
	IntersectDistinct SetKind = "intersect"
	ExceptDistinct    SetKind = "except"
)

// SetOp combines relations of public rows, or relations of one site's rows. Columns gives, for each
// input, the expressions over its rows that become Slots.
type SetOp struct {
	Kind   SetKind    `json:"kind"`
	Inputs []Op       `json:"inputs"`
	Values [][]Expr   `json:"values"` // Values[i][j] of input i becomes Slots[j]
	Slots  []SlotKind `json:"slots"`
}

// SlotKind is a slot and what it holds.
type SlotKind struct {
	Slot Slot       `json:"slot"`
	Kind value.Kind `json:"kind"`
}

// Window computes window functions over public rows. It keeps rows and their order.
type Window struct {
	Input Op           `json:"input"`
	Calls []WindowCall `json:"calls"`
}

// WindowCall is FN(arg) OVER (PARTITION BY … ORDER BY … frame). Rows that ORDER BY leaves equal are taken
// in the order of all columns.
type WindowCall struct {
	Measure               // its function, arguments and slot
	Arg2        Expr      `json:"arg2,omitempty"`    // a Const: the number of NTile, NthValue, Lag and Lead
	Default     Expr      `json:"default,omitempty"` // of Lag and Lead
	PartitionBy []Expr    `json:"partition_by,omitempty"`
	OrderBy     []OrderBy `json:"order_by,omitempty"`
	Frame       Frame     `json:"frame"`
}

// Frame is the rows around the current one that a window aggregate reads.
type Frame struct {
	Range bool  `json:"range,omitempty"` // RANGE: bounds in terms of the ORDER BY value; else ROWS
	From  Bound `json:"from"`
	To    Bound `json:"to"`
}

// BoundKind is one end of a frame.
type BoundKind string

// The ends of frames.
const (
	UnboundedPreceding BoundKind = "unbounded_preceding"
	Preceding          BoundKind = "preceding"
	CurrentRow         BoundKind = "current"
	Following          BoundKind = "following"
	UnboundedFollowing BoundKind = "unbounded_following"
)

// Bound is one end of a frame; Offset is the number of Preceding and Following, a Const.
type Bound struct {
	Kind   BoundKind `json:"kind"`
	Offset Expr      `json:"offset,omitempty"`
}

func (*Shared) op() {}
func (*Join) op()   {}
func (*SetOp) op()  {}
func (*Window) op() {}
