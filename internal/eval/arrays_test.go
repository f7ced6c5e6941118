package eval

import (
	"fmt"
	"math"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

type (
	array     []any // of a computed array's elements
	structure []any // of a struct
)

// compound makes an expression of a Go value, as lit does, or of an array, a struct, or an expression.
func compound(v any) plan.Expr {
	parts := func(vs []any) (es []plan.Expr) {
		for _, v := range vs {
			es = append(es, compound(v))
		}
		return es
	}
	switch v := v.(type) {
	case array:
		return &plan.Call{Fn: "$make_array", Args: parts(v), Type: value.Array}
	case structure:
		return &plan.Call{Fn: "$make_struct", Args: parts(v), Type: value.Struct}
	case plan.Expr:
		return v
	}
	return lit(v)
}

type compoundCase struct {
	fn   string
	args []any
	want string
	kind value.Kind // of the result, where the arguments do not say it
}

var (
	na = nullOf(value.Array)
	nk = nullOf(value.Struct)
)

var compoundCases = []compoundCase{
	{"$make_struct", a(1, "x", ns), `(1 "x" NULL)`, 0}, {"$make_struct", nil, `()`, 0}, {"$make_struct", a(array{1, ni}, structure{true}), `([1 NULL] (true))`, 0},
	{"$field", a(structure{1, "x"}, 1), `"x"`, value.String}, {"$field", a(structure{1, "x"}, 0), `1`, value.Int64}, {"$field", a(nk, 0), "NULL", value.Int64},
	{"$field", a(structure{1, "x"}, 2), `NULL`, value.Int64}, {"$field", a(structure{1, "x"}, 0), `NULL`, value.String}, {"$field", a(structure{array{1}, structure{2, "y"}}, 1), `(2 "y")`, value.Struct},
	{"$field", a(structure{array{1}}, 0), `[1]`, value.Array}, {"$field", a(structure{nan}, 0), `NaN`, value.Float64},
	{"$make_array", nil, `[]`, 0}, {"$make_array", a(1, ni, 3), `[1 NULL 3]`, 0}, {"$make_array", a(structure{1}, structure{2}), `[(1) (2)]`, 0}, {"$make_array", a(nullOf(value.Null)), `[NULL]`, 0},
	{"$make_array", a("", "é", "日本"), `["" "é" "日本"]`, 0}, {"$make_array", a(math.Copysign(0, -1), numeric("-1.5"), nf), "compile", 0}, {"$make_array", a(array{1}), "compile", 0},
	{"$make_array", a(numeric("-1.5"), numeric("7")), "[-1.5 7]", 0}, {"$make_array", a(datetime(0), date(3)), "compile", 0}, {"$make_array", a([]byte("\xff")), `[b"\xff"]`, 0},
	{"$array_at_offset", a(array{"a", "b"}, 0), `"a"`, value.String}, {"$array_at_offset", a(array{"a", "b"}, 1), `"b"`, value.String}, {"$array_at_offset", a(array{"a", "b"}, 2), failed, value.String},
	{"$array_at_offset", a(array{"a"}, -1), failed, value.String}, {"$array_at_offset", a(array{}, 0), failed, value.String}, {"$array_at_offset", a(na, 0), "NULL", value.String}, {"$array_at_offset", a(array{"a"}, ni), "NULL", value.String},
	{"$array_at_offset", a(array{"a"}, 0), "NULL", value.Int64}, {"$array_at_offset", a(array{ns}, 0), "NULL", value.String}, {"$array_at_offset", a(array{structure{1}}, 0), "(1)", value.Struct}, {"$array_at_offset", a(array{1}, math.MaxInt64), failed, value.Int64},
	{"$array_at_offset", a(array{1}, 0), "compile", value.Array}, {"$array_at_offset", a(array{1}, 0), "compile", value.Record},
	{"$array_at_ordinal", a(array{"a", "b"}, 1), `"a"`, value.String}, {"$array_at_ordinal", a(array{"a", "b"}, 2), `"b"`, value.String}, {"$array_at_ordinal", a(array{"a", "b"}, 0), failed, value.String}, {"$array_at_ordinal", a(array{1}, math.MinInt64), failed, value.Int64},
	{"$safe_array_at_offset", a(array{"a", "b"}, 1), `"b"`, value.String}, {"$safe_array_at_offset", a(array{"a", "b"}, 5), `NULL`, value.String}, {"$safe_array_at_offset", a(array{1}, -1), `NULL`, value.Int64},
	{"$safe_array_at_ordinal", a(array{"a", "b"}, 1), `"a"`, value.String}, {"$safe_array_at_ordinal", a(array{"a", "b"}, 0), `NULL`, value.String},
	{"$in_array", a(1, array{2, 1}), "true", 0}, {"$in_array", a(1, array{2, 3}), "false", 0}, {"$in_array", a(1, array{2, ni}), "NULL", 0}, {"$in_array", a(1, array{ni, 1}), "true", 0}, {"$in_array", a(ni, array{1}), "NULL", 0},
	{"$in_array", a(ni, array{}), "false", 0}, {"$in_array", a(1, na), "false", 0}, {"$in_array", a(ni, na), "false", 0}, {"$in_array", a(nan, array{nan}), "false", 0}, {"$in_array", a("b", array{"a", "b"}), "true", 0},
	{"array_length", a(array{}), "0", 0}, {"array_length", a(array{1, ni, 3}), "3", 0}, {"array_length", a(na), "NULL", 0}, {"array_length", a(array{"abc", "", structure{1, "x"}}), "compile", 0}, {"array_length", a(array{structure{1, "x"}, nk}), "2", 0},
	{"array_first", a(array{3, 4}), "3", value.Int64}, {"array_first", a(array{}), failed, value.Int64}, {"array_first", a(na), "NULL", value.Int64}, {"array_first", a(array{ni, 4}), "NULL", value.Int64},
	{"array_last", a(array{3, 4}), "4", value.Int64}, {"array_last", a(array{}), failed, value.Int64}, {"array_last", a(array{"x", "yz"}), `"yz"`, value.String},
	{"array_concat", a(array{1}, array{}, array{2, ni}), "[1 2 NULL]", 0}, {"array_concat", a(array{1}, na), "NULL", 0}, {"array_concat", a(array{"x"}), `["x"]`, 0},
	{"array_reverse", a(array{1, ni, 3}), "[3 NULL 1]", 0}, {"array_reverse", a(array{}), "[]", 0}, {"array_reverse", a(na), "NULL", 0}, {"array_reverse", a(array{structure{1, "x"}, structure{2, "y"}}), `[(2 "y") (1 "x")]`, 0},
	{"array_slice", a(array{1, 2, 3, 4, 5}, 1, 3), "[2 3 4]", 0}, {"array_slice", a(array{1, 2, 3, 4, 5}, -1, 3), "[]", 0}, {"array_slice", a(array{1, 2, 3, 4, 5}, 1, -3), "[2 3]", 0}, {"array_slice", a(array{1, 2, 3, 4, 5}, -3, -1), "[3 4 5]", 0},
	{"array_slice", a(array{1, 2, 3, 4, 5}, 3, 3), "[4]", 0}, {"array_slice", a(array{1, 2, 3, 4, 5}, 1, 30), "[2 3 4 5]", 0}, {"array_slice", a(array{1, 2, 3, 4, 5}, 1, -30), "[]", 0}, {"array_slice", a(array{1, 2, 3, 4, 5}, -30, 30), "[1 2 3 4 5]", 0},
	{"array_slice", a(array{1, 2}, 5, 30), "[]", 0}, {"array_slice", a(array{}, 0, 0), "[]", 0}, {"array_slice", a(array{1}, ni, 3), "NULL", 0}, {"array_slice", a(array{1}, math.MinInt64, math.MaxInt64), "[1]", 0}, {"array_slice", a(na, 1, 1), "NULL", 0},
	{"array_includes", a(array{1, 2}, 2), "true", 0}, {"array_includes", a(array{1, ni}, 2), "false", 0}, {"array_includes", a(array{1}, ni), "NULL", 0}, {"array_includes", a(na, 1), "NULL", 0}, {"array_includes", a(array{}, 1), "false", 0},
	{"array_to_string", a(array{"a", ns, "b"}, "--"), `"a--b"`, 0}, {"array_to_string", a(array{"a", ns, "b"}, ",", "?"), `"a,?,b"`, 0}, {"array_to_string", a(array{}, ","), `""`, 0}, {"array_to_string", a(na, ","), `NULL`, 0}, {"array_to_string", a(array{"a"}, ns), `NULL`, 0},
	{"array_to_string", a(array{ns, "", "b"}, ","), `",b"`, 0}, {"array_to_string", a(array{ns, "b"}, ",", ns), `NULL`, 0}, {"array_to_string", a(array{[]byte("a"), []byte{0xff}}, []byte("-")), `b"a-\xff"`, 0},
	{"generate_array", a(1, 5), "[1 2 3 4 5]", 0}, {"generate_array", a(0, 10, 3), "[0 3 6 9]", 0}, {"generate_array", a(10, 0, -3), "[10 7 4 1]", 0}, {"generate_array", a(10, 0, 3), "[]", 0}, {"generate_array", a(4, 4, 10), "[4]", 0}, {"generate_array", a(1, 5, 0), failed, 0}, {"generate_array", a(1, ni), "NULL", 0},
	{"generate_array", a(math.MaxInt64-1, math.MaxInt64), "[9223372036854775806 9223372036854775807]", 0}, {"generate_array", a(math.MinInt64+1, math.MinInt64, -1), "[-9223372036854775807 -9223372036854775808]", 0}, {"generate_array", a(0, math.MinInt64, math.MinInt64), "[0 -9223372036854775808]", 0},
	{"generate_array", a(0, 1<<40), failed, 0}, {"generate_array", a(0.0, 1.0, 0.25), "[0.0 0.25 0.5 0.75 1.0]", 0}, {"generate_array", a(0.0, 1.0, 0.1), "[0.0 0.1 0.2 0.30000000000000004 0.4 0.5 0.6000000000000001 0.7000000000000001 0.8 0.9 1.0]", 0},
	{"generate_array", a(1.5, 3.0), "[1.5 2.5]", 0}, {"generate_array", a(0.0, 1.0, -1.0), "[]", 0}, {"generate_array", a(0.0, nan, 1.0), failed, 0}, {"generate_array", a(0.0, inf, 1.0), failed, 0}, {"generate_array", a(inf, inf, 1.0), "[+Inf]", 0}, {"generate_array", a(0.0, 1.0, 0.0), failed, 0}, {"generate_array", a(0.0, 1.0, inf), failed, 0}, {"generate_array", a(0.0, 1.0, 1e-300), failed, 0},
	{"generate_array", a(numeric("0"), numeric("1"), numeric("0.4")), "[0 0.4 0.8]", 0}, {"generate_array", a(numeric("2"), numeric("0.5"), numeric("-1")), "[2 1]", 0}, {"generate_array", a(numeric("1.5"), numeric("3")), "[1.5 2.5]", 0}, {"generate_array", a(numeric("1.5"), numeric("3"), numeric("0")), failed, 0},
	{"generate_date_array", a(date(0), date(2)), "[1970-01-01 1970-01-02 1970-01-03]", 0}, {"generate_date_array", a(date(0), date(20), 1, "WEEK"), "[1970-01-01 1970-01-08 1970-01-15]", 0}, {"generate_date_array", a(date(0), date(60), 1, "MONTH"), "[1970-01-01 1970-02-01 1970-03-01]", 0},
	{"generate_date_array", a(date(30), date(100), 1, "MONTH"), "[1970-01-31 1970-02-28 1970-03-28]", 0}, {"generate_date_array", a(date(2), date(0), -1, "DAY"), "[1970-01-03 1970-01-02 1970-01-01]", 0}, {"generate_date_array", a(date(2), date(0)), "[]", 0}, {"generate_date_array", a(date(0), date(2), 0, "DAY"), failed, 0},
	{"generate_date_array", a(date(maxDate-1), date(maxDate)), "[9999-12-30 9999-12-31]", 0}, {"generate_date_array", a(date(0), date(maxDate), math.MaxInt64, "YEAR"), "[1970-01-01]", 0}, {"generate_date_array", a(nd, date(maxDate)), "NULL", 0}, {"generate_date_array", a(date(0), date(1), 1, "HOUR"), "compile", 0},
	{"generate_timestamp_array", a(timestamp(0), timestamp(2_000_000), 1, "SECOND"), "[1970-01-01 00:00:00+00 1970-01-01 00:00:01+00 1970-01-01 00:00:02+00]", 0}, {"generate_timestamp_array", a(timestamp(0), timestamp(2), 1, "MONTH"), "compile", 0}, {"generate_timestamp_array", a(timestamp(0), timestamp(2), 0, "DAY"), failed, 0},

	{"$is_null", a(na), "true", 0}, {"$is_null", a(array{}), "false", 0}, {"$is_null", a(structure{ni}), "false", 0}, {"$is_null", a(nk), "true", 0},
	{"if", a(true, array{1}, array{}), "[1]", 0}, {"if", a(false, structure{1}, nk), "NULL", 0}, {"ifnull", a(na, array{2}), "[2]", 0}, {"coalesce", a(nk, nk, structure{3}), "(3)", 0}, {"$case_no_value", a(false, array{1}, true, array{2}), "[2]", 0},
	{"$case_with_value", a(2, 1, structure{1}, 2, structure{2}, nk), "(2)", 0}, {"nullif", a(array{1}, array{1}), "compile", 0}, {"if", a(true, array{1}, structure{1}), "compile", 0}, {"$less", a(structure{1}, structure{2}), "compile", 0},
	{"$equal", a(structure{1, "x"}, structure{1, "x"}), "true", 0}, {"$equal", a(structure{1, "x"}, structure{1, "y"}), "false", 0}, {"$equal", a(structure{1, ns}, structure{1, "y"}), "NULL", 0}, {"$equal", a(structure{1, ns}, structure{2, ns}), "false", 0}, {"$equal", a(structure{ns, 2}, structure{ns, 3}), "false", 0}, {"$equal", a(nk, structure{1}), "NULL", 0},
	{"$equal", a(structure{nan}, structure{nan}), "false", 0}, {"$equal", a(structure{structure{1, ni}}, structure{structure{1, 2}}), "NULL", 0}, {"$equal", a(structure{structure{1, ni}}, structure{structure{2, 2}}), "false", 0}, {"$equal", a(structure{}, structure{}), "true", 0}, {"$equal", a(structure{1}, structure{1, 2}), "false", 0}, {"$equal", a(structure{1}, structure{"1"}), "false", 0},
	{"$not_equal", a(structure{1, "x"}, structure{1, "y"}), "true", 0}, {"$not_equal", a(structure{1}, structure{1}), "false", 0}, {"$not_equal", a(structure{ni}, structure{1}), "NULL", 0},
	{"$in", a(structure{1}, structure{2}, structure{1}), "true", 0}, {"$in", a(structure{1}, structure{2}, structure{3}), "false", 0}, {"$in", a(structure{1}, structure{2}, nk), "NULL", 0}, {"$in", a(structure{1}, structure{ni}, structure{2}), "NULL", 0}, {"$in", a(nk, structure{1}), "NULL", 0},
	{"$is_distinct_from", a(structure{ni}, structure{ni}), "false", 0}, {"$is_not_distinct_from", a(array{1}, array{1}), "true", 0}, {"$is_distinct_from", a(na, array{}), "true", 0},
}

// TestCompoundFunctions evaluates each case with arguments that are computed, and that stand in slots.
func TestCompoundFunctions(t *testing.T) {
	for _, c := range compoundCases {
		name := fmt.Sprintf("%s%v", c.fn, c.args)
		want, wantFaults := c.want, int64(0)
		if want == failed {
			want, wantFaults = "NULL", 1
		}
		call := &plan.Call{Fn: c.fn, Type: c.kind}
		for _, arg := range c.args {
			call.Args = append(call.Args, compound(arg))
		}
		result, ok := resultOf(c.fn, kindsOf(call.Args))
		if c.kind == value.Null {
			call.Type = result
		}
		b := newBench()
		if _, err := b.compiler.scalar(call); (err != nil || !ok) != (want == "compile") {
			t.Errorf("%s: %v", name, err)
			continue
		} else if err != nil {
			continue
		}
		s := b.compile(t, call)
		if v := s(b.frame); show(b.frame.dict, v) != want || b.faultCount() != wantFaults || len(b.frame.stack) != 0 {
			t.Errorf("%s: %s with %d faults, want %s with %d", name, show(b.frame.dict, v), b.faultCount(), want, wantFaults)
		}

		ofSlots := &plan.Call{Fn: c.fn, Type: call.Type}
		for i, arg := range call.Args {
			_, isConst := arg.(*plan.Const)
			if isConst && (c.fn == "$field" || i == 3) {
				ofSlots.Args = append(ofSlots.Args, arg)
				continue
			}
			v := b.compile(t, arg)(b.frame)
			slot := plan.Slot(len(b.frame.columns))
			b.frame.columns = append(b.frame.columns, []value.Value{v})
			b.compiler.slots = append(b.compiler.slots, slotType{kind: arg.Kind(), columnar: true})
			if arg.Kind() == value.Null {
				ofSlots.Args = append(ofSlots.Args, arg)
				continue
			}
			ofSlots.Args = append(ofSlots.Args, &plan.Ref{Slot: slot, Type: arg.Kind()})
		}
		s = b.compile(t, ofSlots)
		b.frame.faults = [faultKinds]int64{}
		b.frame.text = maxSiteText
		if v := s(b.frame); show(b.frame.dict, v) != want || b.faultCount() != wantFaults {
			t.Errorf("%s of slots: %s with %d faults, want %s with %d", name, show(b.frame.dict, v), b.faultCount(), want, wantFaults)
		}
	}
}

// TestArraysAreText: what arrays hold is charged as text is, and they end when there is no more.
func TestArraysAreText(t *testing.T) {
	const room = 100
	long := compound(array{1, 2, 3, 4, 5, 6}) // 54 bytes
	for _, c := range []struct {
		e     plan.Expr
		costs int64 // -1 if it is too much
	}{
		{fnCall("generate_array", lit(1), lit(11)), 99}, {fnCall("generate_array", lit(1), lit(12)), -1}, {fnCall("generate_array", lit(1), lit(math.MaxInt64)), -1},
		{long, 54}, {fnCall("array_concat", long, compound(array{})), 54 + 54}, {fnCall("array_reverse", compound(array{1})), 18}, {fnCall("array_slice", long, lit(0), lit(1)), 54 + 18},
		{compound(structure{"0123456789"}), 12}, {fnCall("array_to_string", compound(array{"ab", "cd"}), lit("-")), 8 + 5},
	} {
		b := newBench()
		s := b.compile(t, c.e)
		b.frame.text = room
		v := s(b.frame)
		if c.costs < 0 || c.costs > room {
			if !v.IsNull() || b.frame.faults[tooMuchText] != 1 || b.frame.text >= 0 {
				t.Errorf("%s: %s, %d left", describe(c.e), show(b.frame.dict, v), b.frame.text)
			}
		} else if v.IsNull() || room-b.frame.text != c.costs {
			t.Errorf("%s costs %d, want %d", describe(c.e), room-b.frame.text, c.costs)
		}
	}
}

// TestDamagedArrays: no text makes the functions of arrays panic.
func TestDamagedArrays(t *testing.T) {
	good := newBench()
	v := good.compile(t, compound(array{"abc", "d", ns, "efg"}))(good.frame)
	text := good.frame.dict.String(v.Code())
	for cut := range len(text) {
		for _, c := range compoundCases {
			if len(c.args) == 0 || c.want == "compile" {
				continue
			}
			call := &plan.Call{Fn: c.fn, Type: c.kind}
			b := newBench()
			for _, arg := range c.args {
				e := compound(arg)
				if k := e.Kind(); k == value.Array || k == value.Struct {
					slot := plan.Slot(len(b.frame.columns))
					damaged := []byte(text[:cut])
					if cut > 0 {
						damaged[cut-1] ^= byte(cut * 37)
					}
					b.frame.columns = append(b.frame.columns, []value.Value{{Kind: k, Bits: uint64(b.frame.dict.Code(damaged))}})
					b.compiler.slots = append(b.compiler.slots, slotType{kind: k, columnar: true})
					e = &plan.Ref{Slot: slot, Type: k}
				}
				call.Args = append(call.Args, e)
			}
			if result, _ := resultOf(c.fn, kindsOf(call.Args)); c.kind == value.Null {
				call.Type = result
			}
			b.frame.text = 1000
			s := b.compile(t, call)
			s(b.frame)
		}
	}
}
