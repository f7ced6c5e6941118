package parquetread

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// layout is one way of storing a column in a file.
type layout struct {
	column   *schema.Column
	optional bool // the field itself
	list     listForm
	physical *physical
	fields   []*layout
}

// listForm is one of the ways of storing a list.
type listForm struct {
	name      string
	outer     bool   // there is a group around the repeated node
	annotated bool   // which is annotated as LIST
	repeated  string // the repeated node's name, if there is a group around it
	element   string // the name of the element below the repeated node; "" if that is the element
	nullable  bool   // whether the element is optional
}

var listForms = []listForm{
	{name: "three levels", outer: true, annotated: true, repeated: "list", element: "element", nullable: true},
	{name: "three levels, required", outer: true, annotated: true, repeated: "list", element: "element"},
	{name: "Arrow", outer: true, annotated: true, repeated: "list", element: "item", nullable: true},
	{name: "Hive", outer: true, annotated: true, repeated: "bag", element: "array_element", nullable: true},
	{name: "not annotated", outer: true, repeated: "list", element: "element", nullable: true},
	{name: "Avro", outer: true, annotated: true, repeated: "array"},
	{name: "Thrift", outer: true, annotated: true, repeated: "*_tuple"},
	{name: "bare", repeated: ""},
}

func (l *layout) optionalList() bool    { return l.list.outer && l.optional }
func (l *layout) optionalElement() bool { return l.list.element != "" && l.list.nullable }

func (l *layout) repeatedName() string {
	return strings.Replace(l.list.repeated, "*", l.column.Name, 1)
}

// listNode gives a group the annotation LIST.
type listNode struct{ parquet.Node }

var listType = parquet.List(parquet.Leaf(parquet.Int32Type)).Type()

func (listNode) Type() parquet.Type { return listType }

// randomLayout chooses how to store each column.
func randomLayout(r *rand.Rand, columns []*schema.Column) []*layout {
	var all []*layout
	for _, c := range columns {
		l := &layout{column: c, optional: r.IntN(3) > 0}
		if c.Repeated {
			l.list = listForms[r.IntN(len(listForms))]
		}
		if c.Kind == value.Record {
			l.fields = randomLayout(r, c.Fields)
		} else {
			of := physicals[c.Kind]
			l.physical = of[r.IntN(len(of))]
		}
		all = append(all, l)
	}
	return all
}

func group(fields []*layout, leaf func(parquet.Node) parquet.Node) parquet.Node {
	g := parquet.Group{}
	for _, l := range fields {
		g[l.column.Name] = l.node(leaf)
	}
	return g
}

// node is the column's place in the file's schema. leaf may wrap each leaf.
func (l *layout) node(leaf func(parquet.Node) parquet.Node) parquet.Node {
	var n parquet.Node
	if l.column.Kind == value.Record {
		n = group(l.fields, leaf)
	} else {
		n = leaf(l.physical.node)
	}
	if l.column.Repeated {
		if l.list.element != "" {
			if l.list.nullable {
				n = parquet.Optional(n)
			}
			n = parquet.Group{l.list.element: n}
		}
		n = parquet.Repeated(n)
		if !l.list.outer {
			return n
		}
		n = parquet.Group{l.repeatedName(): n}
		if l.list.annotated {
			n = listNode{n}
		}
	}
	if l.optional {
		n = parquet.Optional(n)
	}
	return n
}

// cells collects the entries of one row by the path of their leaf.
type cells map[string][]parquet.Value

// stripe turns v into entries of the leaves below l, as the Dremel paper does: rep and def are the
// levels reached so far, depth is the number of lists around.
func (c cells) stripe(l *layout, path string, v any, rep, def, depth int) {
	path += l.column.Name
	if !l.column.Repeated {
		c.element(l, path, v, l.optional, rep, def, depth)
		return
	}
	if l.list.outer {
		path += "." + l.repeatedName()
		if l.optional {
			if v == nil {
				c.nulls(l, elementPath(l, path), rep, def)
				return
			}
			def++
		}
	}
	path = elementPath(l, path)
	items, _ := v.([]any)
	if len(items) == 0 {
		c.nulls(l, path, rep, def)
		return
	}
	for i, item := range items {
		if i > 0 {
			rep = depth + 1
		}
		c.element(l, path, item, l.optionalElement(), rep, def+1, depth+1)
	}
}

func elementPath(l *layout, path string) string {
	if l.list.element != "" {
		path += "." + l.list.element
	}
	return path
}

func (c cells) element(l *layout, path string, v any, optional bool, rep, def, depth int) {
	if optional {
		if v == nil {
			c.nulls(l, path, rep, def)
			return
		}
		def++
	}
	if l.column.Kind == value.Record {
		for _, f := range l.fields {
			c.stripe(f, path+".", v.(map[string]any)[f.column.Name], rep, def, depth)
		}
		return
	}
	c[path] = append(c[path], l.physical.store(v).Level(rep, def, 0))
}

// nulls puts an entry without a value into every leaf below l.
func (c cells) nulls(l *layout, path string, rep, def int) {
	if l.column.Kind != value.Record {
		c[path] = append(c[path], parquet.NullValue().Level(rep, def, 0))
		return
	}
	for _, f := range l.fields {
		p := path + "." + f.column.Name
		if f.column.Repeated {
			if f.list.outer {
				p += "." + f.repeatedName()
			}
			p = elementPath(f, p)
		}
		c.nulls(f, p, rep, def)
	}
}

// physical is one way of storing a scalar.
type physical struct {
	node   parquet.Node
	random func(*rand.Rand) any
	store  func(any) parquet.Value
}

func storeBytes(v any) parquet.Value {
	if s, ok := v.(string); ok {
		return parquet.ByteArrayValue([]byte(s))
	}
	return parquet.ByteArrayValue(v.([]byte))
}
func storeInt32(v any) parquet.Value { return parquet.Int32Value(int32(v.(int64))) }
func storeInt64(v any) parquet.Value { return parquet.Int64Value(v.(int64)) }

func randomText(r *rand.Rand) any {
	switch r.IntN(8) {
	case 0:
		return ""
	case 1:
		return strings.Repeat("long ", r.IntN(200)) + fmt.Sprint(r.IntN(5))
	case 2:
		return "häßlich-日本語"
	}
	return fmt.Sprintf("text-%d", r.IntN(40))
}

func randomBytes(r *rand.Rand) any { return []byte{0xff, byte(r.IntN(256)), 0, byte(r.IntN(4))} }

func integers(least, most int64) func(*rand.Rand) any {
	return func(r *rand.Rand) any {
		switch r.IntN(6) {
		case 0:
			return least
		case 1:
			return most
		}
		return max(least, min(most, int64(r.IntN(100)-20)))
	}
}

func micros(unit int64) func(*rand.Rand) any {
	return func(r *rand.Rand) any { return (r.Int64N(4e15) - 1e15) / unit * unit }
}

// decimals are numbers of at most so many last digits, of which so many are after the point.
func decimals(most, scale int64) func(*rand.Rand) any {
	return func(r *rand.Rand) any {
		n := r.Int64N(most) >> r.IntN(60)
		if r.IntN(2) == 0 {
			n = -n
		}
		text := new(big.Rat).SetFrac(big.NewInt(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(scale), nil)).FloatString(int(scale))
		if scale > 0 {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		}
		return text
	}
}

// storeDecimal stores such a number as an integer, of the node's size, or as so many bytes.
func storeDecimal(scale, bytes int) func(any) parquet.Value {
	return func(v any) parquet.Value {
		n, _ := new(big.Rat).SetString(v.(string))
		n.Mul(n, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)))
		switch whole := n.Num().Int64(); {
		case bytes == 0 && scale == 2:
			return parquet.Int32Value(int32(whole))
		case bytes == 0:
			return parquet.Int64Value(whole)
		default:
			b := make([]byte, bytes)
			for i := range b {
				b[len(b)-1-i] = byte(whole >> min(8*i, 63))
			}
			if bytes == 9 { // a length of its own
				return parquet.ByteArrayValue(b)
			}
			return parquet.FixedLenByteArrayValue(b)
		}
	}
}

func leafOf(t parquet.Type) parquet.Node { return parquet.Leaf(t) }

var physicals = map[value.Kind][]*physical{
	value.String: {
		{parquet.String(), randomText, storeBytes},
		{leafOf(parquet.ByteArrayType), randomText, storeBytes},
		{parquet.Enum(), randomText, storeBytes},
		{parquet.JSON(), randomText, storeBytes},
	},
	value.Bytes: {
		{leafOf(parquet.ByteArrayType), randomBytes, storeBytes},
		{parquet.String(), randomBytes, storeBytes},
		{leafOf(parquet.FixedLenByteArrayType(4)), randomBytes,
			func(v any) parquet.Value { return parquet.FixedLenByteArrayValue(v.([]byte)) }},
	},
	value.Int64: {
		{parquet.Int(8), integers(-128, 127), storeInt32},
		{leafOf(parquet.Int32Type), integers(-1<<31, 1<<31-1), storeInt32},
		{leafOf(parquet.Int64Type), integers(-1<<63, 1<<63-1), storeInt64},
		{parquet.Int(64), integers(-1<<63, 1<<63-1), storeInt64},
		{parquet.Uint(32), integers(0, 1<<32-1), storeInt32},
		{parquet.Uint(64), integers(0, 1<<63-1), storeInt64},
	},
	value.Float64: {
		{leafOf(parquet.DoubleType), func(r *rand.Rand) any { return r.NormFloat64() },
			func(v any) parquet.Value { return parquet.DoubleValue(v.(float64)) }},
		{leafOf(parquet.FloatType), func(r *rand.Rand) any { return float64(float32(r.NormFloat64())) },
			func(v any) parquet.Value { return parquet.FloatValue(float32(v.(float64))) }},
		{leafOf(parquet.Int32Type), func(r *rand.Rand) any { return float64(r.IntN(9)) },
			func(v any) parquet.Value { return parquet.Int32Value(int32(v.(float64))) }},
	},
	value.Bool: {
		{leafOf(parquet.BooleanType), func(r *rand.Rand) any { return r.IntN(2) == 0 },
			func(v any) parquet.Value { return parquet.BooleanValue(v.(bool)) }},
	},
	value.Date: {
		{parquet.Date(), integers(firstDay, lastDay), storeInt32},
	},
	value.Timestamp: {
		{parquet.Timestamp(parquet.Millisecond), micros(1000),
			func(v any) parquet.Value { return parquet.Int64Value(v.(int64) / 1000) }},
		{parquet.Timestamp(parquet.Microsecond), micros(1), storeInt64},
		{parquet.TimestampAdjusted(parquet.Microsecond, false), micros(1), storeInt64},
		{parquet.Timestamp(parquet.Nanosecond), micros(1),
			func(v any) parquet.Value { return parquet.Int64Value(v.(int64) * 1000) }},
		{leafOf(parquet.Int96Type), micros(1), storeInt96},
		{parquet.String(), micros(1),
			func(v any) parquet.Value { return parquet.ByteArrayValue(fmt.Appendf(nil, "µs %d", v)) }},
	},
	value.Datetime: {
		{parquet.TimestampAdjusted(parquet.Millisecond, false), micros(1000),
			func(v any) parquet.Value { return parquet.Int64Value(v.(int64) / 1000) }},
		{parquet.TimestampAdjusted(parquet.Microsecond, false), micros(1), storeInt64},
		{parquet.TimestampAdjusted(parquet.Nanosecond, false), micros(1),
			func(v any) parquet.Value { return parquet.Int64Value(v.(int64) * 1000) }},
	},
	value.Numeric: {
		{parquet.Decimal(2, 9, parquet.Int32Type), decimals(1e9, 2), storeDecimal(2, 0)},
		{parquet.Decimal(9, 18, parquet.Int64Type), decimals(1e18, 9), storeDecimal(9, 0)},
		{parquet.Decimal(0, 18, parquet.Int64Type), decimals(1e18, 0), storeDecimal(0, 0)},
		{leafOf(parquet.Int64Type), decimals(1<<62, 0), storeDecimal(0, 0)},
		{parquet.Decimal(4, 18, parquet.FixedLenByteArrayType(8)), decimals(1e18, 4), storeDecimal(4, 8)},
		{parquet.Decimal(9, 38, parquet.FixedLenByteArrayType(16)), decimals(1<<62, 9), storeDecimal(9, 16)},
		{parquet.Decimal(3, 20, parquet.ByteArrayType), decimals(1<<62, 3), storeDecimal(3, 9)},
	},
}

// parseMicros reads what the physical "text" stores.
func parseMicros(text []byte) (n int64, ok bool) {
	_, err := fmt.Sscanf(string(text), "µs %d", &n)
	return n, err == nil
}

func storeInt96(v any) parquet.Value {
	const dayMicros = 86400_000_000
	day := floorDiv(v.(int64), dayMicros)
	var b [12]byte
	binary.LittleEndian.PutUint64(b[:], uint64(v.(int64)-day*dayMicros)*1000)
	binary.LittleEndian.PutUint32(b[8:], uint32(day+2440588))
	return parquet.Int96Value(deprecated.Int96{
		binary.LittleEndian.Uint32(b[:]), binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:])})
}
