package eval

import (
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// pool numbers what all parts of a program share: constant texts and memos.
type pool struct {
	texts    [][]byte
	textByID map[string]int
	memoByID map[string]int
}

func newPool() *pool { return &pool{textByID: map[string]int{}, memoByID: map[string]int{}} }

// text numbers a constant text.
func (p *pool) text(text []byte) int {
	id, ok := p.textByID[string(text)]
	if !ok {
		id = len(p.texts)
		p.textByID[string(text)] = id
		p.texts = append(p.texts, text)
	}
	return id
}

// memo numbers a function of one text with all its other arguments.
func (p *pool) memo(key string) int {
	id, ok := p.memoByID[key]
	if !ok {
		id = len(p.memoByID)
		p.memoByID[key] = id
	}
	return id
}

// workspace makes what a worker needs besides: the memos, and the constants in its dictionary.
func (p *pool) workspace(d *value.Dict) *workspace {
	w := &workspace{dict: d, texts: make([]value.Code, len(p.texts)), memos: make([]memo, len(p.memoByID))}
	w.number(p)
	return w
}

// number gives the constants the codes of a dictionary that is new or was reset.
func (w *workspace) number(p *pool) {
	for i, text := range p.texts {
		w.texts[i] = w.dict.Code(text)
	}
}

// compiler turns the expressions of one part of a plan into scalars. It trusts nothing that the plan
// says about types: a scalar that exists cannot meet a value of another kind than it expects.
type compiler struct {
	pool   *pool
	schema *schema.Schema // nil in a public part
	slots  []slotType
	shared [][]slotType // what the relations of Query.With hold, as far as they are compiled; of a public part
	needed []bool       // columns of the schema that are read; nil in a public part
	kept   []func() any // see place
	// depth is how many subqueries of expressions the operator being compiled lies in; reach is the least
	// depth of a slot that an expression has read since it was last set.
	depth, reach int
}

// slotType is what the operators so far have put in a slot; its zero value is nothing.
type slotType struct {
	kind   value.Kind
	column *schema.Column // of a RECORD: the column that it is an instance of
	depth  int            // of the operator that writes the slot
	// columnar says that the slot is a column of public rows (frame.columns) and not a place in the row that
	// flows through a site part or a subquery (frame.slots).
	columnar bool
}

func newCompiler(p *pool, s *schema.Schema, slots int, needed []bool) *compiler {
	return &compiler{pool: p, schema: s, slots: make([]slotType, slots), needed: needed}
}

// maxSlots is far more than any query needs. It keeps a damaged plan from asking for all memory.
const maxSlots = 1 << 16

func checkSlots(n int) error {
	if n < 0 || n > maxSlots {
		return fmt.Errorf("rows of %d slots", n)
	}
	return nil
}

func (c *compiler) define(s plan.Slot, t slotType) error {
	if s < 0 || int(s) >= len(c.slots) {
		return fmt.Errorf("slot %d of %d", s, len(c.slots))
	}
	if c.slots[s].kind != value.Null {
		return fmt.Errorf("slot %d is written twice", s)
	}
	t.depth, t.columnar = c.depth, c.schema == nil && c.depth == 0
	c.slots[s] = t
	return nil
}

// outer gives the slots of the rows around a subquery, which are all that stands when one of its operators
// begins a new relation.
func (c *compiler) outer() []slotType {
	slots := make([]slotType, len(c.slots))
	for i, t := range c.slots {
		if t.depth < c.depth {
			slots[i] = t
		}
	}
	return slots
}

// branch compiles one of several relations that do not see each other's slots, and gives the slots that
// stand after it. It leaves c.slots as they were.
func (c *compiler) branch(compile func() error) ([]slotType, error) {
	before := c.slots
	defer func() { c.slots = before }()
	c.slots = c.outer()
	err := compile()
	return c.slots, err
}

// merge lets the slots that stand after a branch stand after the operator that combines branches.
func (c *compiler) merge(branch []slotType) error {
	for i, t := range branch {
		if t.kind == value.Null || t.depth < c.depth {
			continue
		}
		if c.slots[i].kind != value.Null {
			return fmt.Errorf("slot %d is written twice", i)
		}
		c.slots[i] = t
	}
	return nil
}

// lookup gives the type of a slot that holds something.
func (c *compiler) lookup(s plan.Slot) (slotType, error) {
	if s < 0 || int(s) >= len(c.slots) {
		return slotType{}, fmt.Errorf("slot %d of %d", s, len(c.slots))
	}
	if c.slots[s].kind == value.Null {
		return slotType{}, fmt.Errorf("slot %d is read and holds nothing", s)
	}
	return c.slots[s], nil
}

// scalar compiles an expression whose value is no array.
func (c *compiler) scalar(e plan.Expr) (scalar, error) {
	switch e := e.(type) {
	case *plan.Const:
		return c.constant(e)
	case *plan.Ref:
		return c.ref(e)
	case *plan.Field:
		return c.field(e)
	case *plan.Call:
		return c.call(e)
	case *plan.Cast:
		return c.cast(e)
	case *plan.Subquery:
		return c.subquery(e)
	case *plan.List:
		return nil, fmt.Errorf("array %s stands where a value is needed", e.Column)
	}
	return nil, fmt.Errorf("expression %T", e)
}

// boolean compiles a condition.
func (c *compiler) boolean(e plan.Expr) (scalar, error) {
	s, err := c.scalar(e)
	if err == nil && e.Kind() != value.Bool {
		err = fmt.Errorf("a condition of type %s", e.Kind())
	}
	return s, err
}

func (c *compiler) constant(e *plan.Const) (scalar, error) {
	v := value.Value{Kind: e.Type, Bits: e.Word}
	switch {
	case e.Null || e.Type == value.Null:
		v = null
	case !e.Type.Scalar():
		return nil, fmt.Errorf("a literal of type %s", e.Type)
	case e.Type == value.Bool:
		v = value.OfBool(e.Word != 0)
	case e.Type == value.Float64:
		v = value.OfFloat64(v.Float64())
	case e.Type.Coded():
		id := c.pool.text(e.Text)
		kind := e.Type
		return func(f *frame) value.Value { return value.Value{Kind: kind, Bits: uint64(f.texts[id])} }, nil
	}
	return func(*frame) value.Value { return v }, nil
}

func (c *compiler) ref(e *plan.Ref) (scalar, error) {
	t, err := c.lookup(e.Slot)
	if err != nil {
		return nil, err
	}
	if t.kind != e.Type {
		return nil, fmt.Errorf("slot %d holds %s, not %s", e.Slot, t.kind, e.Type)
	}
	slot := e.Slot
	c.reach = min(c.reach, t.depth)
	if t.columnar {
		return func(f *frame) value.Value { return f.columns[slot][f.row] }, nil
	}
	return func(f *frame) value.Value { return f.slots[slot] }, nil
}

func (c *compiler) cast(e *plan.Cast) (scalar, error) {
	arg, err := c.scalar(e.Arg)
	if err != nil {
		return nil, err
	}
	from := e.Arg.Kind()
	fn, ok := conversionOf(from, e.Type)
	switch {
	case !castable(from, e.Type):
		return nil, fmt.Errorf("CAST from %s to %s is not supported", from, e.Type)
	case !ok: // to its own type, or of a NULL
		return arg, nil
	}
	if from == value.String {
		id := c.pool.memo(fmt.Sprintf("cast to %s", e.Type))
		return guarded(memoised(id, arg, strict1(hole, fn)), e.Safe), nil
	}
	return guarded(strict1(arg, fn), e.Safe), nil
}

// hole reads the argument that memoised has put into the frame.
func hole(f *frame) value.Value { return f.hole }
