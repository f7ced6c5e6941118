package eval

import (
	"errors"
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
	needed []bool // columns of the schema that are read; nil in a public part
}

// slotType is what the operators so far have put in a slot; its zero value is nothing.
type slotType struct {
	kind   value.Kind
	column *schema.Column // of a struct: the column that it is an instance of
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
	c.slots[s] = t
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
	case e.Type > value.Timestamp:
		return nil, fmt.Errorf("a literal of type %s", e.Type)
	case e.Null || e.Type == value.Null:
		v = null
	case e.Type == value.Bool:
		v = value.OfBool(e.Word != 0)
	case e.Type == value.Float64:
		v = value.OfFloat64(v.Float64())
	case e.Type == value.String || e.Type == value.Bytes:
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
	if c.schema == nil {
		return func(f *frame) value.Value { return f.columns[slot][f.row] }, nil
	}
	return func(f *frame) value.Value { return f.slots[slot] }, nil
}

// instance checks a reference to a column at the instance in slot of, and notes that it is read.
func (c *compiler) instance(path string, index int, of plan.Slot) (*schema.Column, error) {
	if c.schema == nil {
		return nil, fmt.Errorf("the public part reads %s of a report", path)
	}
	if index < 0 || index >= len(c.schema.All) || c.schema.All[index].Path != path {
		return nil, fmt.Errorf("column %s is not in the schema at %d", path, index)
	}
	column := c.schema.All[index]
	// The instance is of the nearest column above that is repeated, or of one between.
	var holder *schema.Column
	if of != plan.Root {
		t, err := c.lookup(of)
		if err != nil {
			return nil, err
		}
		if holder = t.column; holder == nil {
			return nil, fmt.Errorf("slot %d holds no record to read %s of", of, path)
		}
	}
	for at := column.Parent; at != holder; at = at.Parent {
		if at == nil || at.Repeated {
			return nil, fmt.Errorf("column %s does not belong to slot %d", path, of)
		}
	}
	c.need(column)
	return column, nil
}

func (c *compiler) need(column *schema.Column) {
	for ; column != nil; column = column.Parent {
		c.needed[column.Index] = true
	}
}

func (c *compiler) field(e *plan.Field) (scalar, error) {
	column, err := c.instance(e.Column, e.Index, e.Of)
	if err != nil {
		return nil, err
	}
	if column.Repeated || column.Kind != e.Type {
		return nil, fmt.Errorf("column %s is no %s", e.Column, e.Type)
	}
	index, of := e.Index, e.Of
	if of == plan.Root {
		return func(f *frame) value.Value { return f.rec.At(index, 0) }, nil
	}
	return func(f *frame) value.Value {
		holder := f.slots[of]
		if holder.IsNull() {
			return null
		}
		return f.rec.At(index, holder.Index())
	}, nil
}

// list compiles an array to its range of instances; ok is false for a NULL array, which is one of a
// record that is NULL.
func (c *compiler) list(e plan.Expr) (elements func(f *frame) (lo, hi int, ok bool), column *schema.Column, err error) {
	l, isList := e.(*plan.List)
	if !isList {
		return nil, nil, errors.New("something that is no array stands where one is needed")
	}
	if column, err = c.instance(l.Column, l.Index, l.Of); err != nil {
		return nil, nil, err
	}
	if !column.Repeated || column.Kind != l.Elem {
		return nil, nil, fmt.Errorf("column %s is no array of %s", l.Column, l.Elem)
	}
	index, of := l.Index, l.Of
	instance := func(*frame) int { return 0 }
	if of != plan.Root {
		instance = func(f *frame) int {
			if holder := f.slots[of]; !holder.IsNull() {
				return holder.Index()
			}
			return -1
		}
	}
	parent := -1
	if column.Parent != nil {
		parent = column.Parent.Index
	}
	return func(f *frame) (lo, hi int, ok bool) {
		i := instance(f)
		if i < 0 || parent >= 0 && f.rec.At(parent, i).IsNull() {
			return 0, 0, false
		}
		lo, hi = f.rec.Range(index, i)
		return lo, hi, true
	}, column, nil
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
