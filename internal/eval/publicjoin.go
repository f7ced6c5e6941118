package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// publicJoin is a join of two relations, compiled.
type publicJoin struct {
	left, right         *relation
	leftKeys, rightKeys []scalar
	on                  scalar // over a pair of rows; nil for none
	// Whether rows without a partner are kept.
	keepLeft, keepRight bool
}

// join compiles a join. Its base order is the left side's, then the right side's.
func (c publicCompiler) join(op *plan.Join) (*relation, error) {
	j := &publicJoin{}
	var ok bool
	if j.keepLeft, j.keepRight, ok = op.Kind.Keeps(); !ok {
		return nil, fmt.Errorf("join %q", op.Kind)
	}
	for _, pair := range op.Equal {
		if err := checkEqual(pair.Left.Kind(), pair.Right.Kind()); err != nil {
			return nil, err
		}
	}
	left, err := c.side(op.Left, &j.left, op.Equal, func(p plan.Pair) plan.Expr { return p.Left }, &j.leftKeys)
	if err != nil {
		return nil, err
	}
	right, err := c.side(op.Right, &j.right, op.Equal, func(p plan.Pair) plan.Expr { return p.Right }, &j.rightKeys)
	if err != nil {
		return nil, err
	}
	for _, side := range [][]slotType{left, right} {
		if err := c.merge(side); err != nil {
			return nil, err
		}
	}
	if op.On != nil {
		if j.on, err = c.boolean(op.On); err != nil {
			return nil, err
		}
	}
	part := c.part
	return &relation{base: slices.Concat(j.left.base, j.right.base), compute: func(run *publicRun) (*rows, error) {
		return j.rows(run, part)
	}}, nil
}

// side compiles one side with its keys, and gives the slots that stand after it.
func (c publicCompiler) side(op plan.Op, rel **relation, pairs []plan.Pair, of func(plan.Pair) plan.Expr, keys *[]scalar) ([]slotType, error) {
	return c.compiler.branch(func() (err error) {
		if *rel, err = c.relation(op); err != nil {
			return err
		}
		for _, p := range pairs {
			key, err := c.scalar(of(p))
			if err != nil {
				return err
			}
			*keys = append(*keys, key)
		}
		return nil
	})
}

// none stands for the partner of a row that has none.
const none int32 = -1

// rows joins each row of the left side, in turn, with those of the right side.
func (j *publicJoin) rows(run *publicRun, part *publicPart) (*rows, error) {
	left, err := j.left.rows(run)
	if err != nil {
		return nil, err
	}
	right, err := j.right.rows(run)
	if err != nil {
		return nil, err
	}
	partners := j.index(run.frame, right)
	pair := newPairFrame(run, left, right)
	var atLeft, atRight []int32
	joined := make([]bool, right.n)
	key := make([]value.Value, len(j.leftKeys))
	for _, l := range left.live {
		left.look(run.frame)
		run.row = int(l)
		first := partners.first(run.frame, j.leftKeys, key)
		if j.on != nil && first != none {
			pair.setLeft(l)
		}
		found := false
		for r := first; r != none; r = partners.next[r] {
			if !run.work(1) {
				return nil, errTooMuchWork
			}
			if j.on != nil && !pair.test(run.frame, r, j.on) {
				continue
			}
			atLeft, atRight = append(atLeft, l), append(atRight, r)
			found, joined[r] = true, true
		}
		if j.keepLeft && !found {
			atLeft, atRight = append(atLeft, l), append(atRight, none)
		}
		if err := checkRows(len(atLeft)); err != nil {
			return nil, err
		}
	}
	if j.keepRight {
		for _, r := range right.live {
			if !joined[r] {
				atLeft, atRight = append(atLeft, none), append(atRight, r)
			}
		}
	}
	if err := checkRows(len(atLeft)); err != nil {
		return nil, err
	}
	result := part.newRows(run, len(atLeft))
	left.pickInto(result, atLeft)
	right.pickInto(result, atRight)
	return result, nil
}

// pickInto copies the rows at places to another relation.
func (r *rows) pickInto(to *rows, places []int32) {
	for slot, column := range r.columns {
		if column != nil {
			to.columns[slot] = pick(column, places)
		}
	}
}

// joinIndex finds the rows of the right side with given keys, in the order of that side.
type joinIndex struct {
	table *keyTable
	heads []int32 // the first row with the keys of a number
	next  []int32 // the row after a row that has the same keys
}

// index indexes the rows of the right side. Rows whose keys equal nothing are not in it.
func (j *publicJoin) index(f *frame, right *rows) *joinIndex {
	x := &joinIndex{table: newKeyTable(len(j.rightKeys)), next: make([]int32, right.n)}
	key := make([]value.Value, len(j.rightKeys))
	right.look(f)
	for _, r := range slices.Backward(right.live) {
		f.row = int(r)
		if !joinKey(f, j.rightKeys, key) {
			continue
		}
		id, fresh := x.table.number(key)
		if fresh {
			x.heads = append(x.heads, none)
		}
		x.next[r], x.heads[id] = x.heads[id], r
	}
	return x
}

// first is the first partner of the row that the frame holds, by its keys alone.
func (x *joinIndex) first(f *frame, keys []scalar, key []value.Value) int32 {
	if !joinKey(f, keys, key) {
		return none
	}
	if id, ok := x.table.find(key); ok {
		return x.heads[id]
	}
	return none
}

// pairFrame shows a pair of rows to an expression, as a relation of one row.
type pairFrame struct {
	left, right *rows
	columns     [][]value.Value
}

func newPairFrame(run *publicRun, left, right *rows) *pairFrame {
	p := &pairFrame{left: left, right: right, columns: make([][]value.Value, len(left.columns))}
	for slot := range p.columns {
		if left.columns[slot] != nil || right.columns[slot] != nil {
			p.columns[slot] = make([]value.Value, 1)
		}
	}
	return p
}

func (p *pairFrame) set(from *rows, row int32) {
	for slot, column := range from.columns {
		if column != nil {
			p.columns[slot][0] = column[row]
		}
	}
}

func (p *pairFrame) setLeft(row int32) { p.set(p.left, row) }

// test evaluates a condition on the left row that was set and a right row.
func (p *pairFrame) test(f *frame, right int32, on scalar) bool {
	p.set(p.right, right)
	f.columns, f.row = p.columns, 0
	return on(f).Bool()
}
