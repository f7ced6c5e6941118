package eval

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// Three-valued logic: TRUE, FALSE and NULL, which is "unknown". AND and OR look at their arguments from
// the left and stop at the first that decides.

func buildAnd(_ *plan.Call, args []scalar) (scalar, error) { return decidedBy(false, args), nil }

func buildOr(_ *plan.Call, args []scalar) (scalar, error) { return decidedBy(true, args), nil }

// decidedBy is OR for true, AND for false: one such argument decides, an unknown one makes the rest
// unknown.
func decidedBy(deciding bool, args []scalar) scalar {
	decided, otherwise := boolOf(deciding), boolOf(!deciding)
	if len(args) == 2 {
		x, y := args[0], args[1]
		return func(f *frame) value.Value {
			a := x(f)
			if a == decided {
				return decided
			}
			b := y(f)
			if a.IsNull() && b != decided {
				return null
			}
			return b
		}
	}
	return func(f *frame) value.Value {
		result := otherwise
		for _, arg := range args {
			switch v := arg(f); v {
			case decided:
				return decided
			case null:
				result = null
			}
		}
		return result
	}
}

func not(_ *frame, a value.Value) value.Value { return boolOf(!a.Bool()) }

func buildIsNull(_ *plan.Call, args []scalar) (scalar, error) {
	x := args[0]
	return func(f *frame) value.Value { return boolOf(x(f).IsNull()) }, nil
}

func buildIs(want value.Value) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) {
		x := args[0]
		return func(f *frame) value.Value { return boolOf(x(f) == want) }, nil
	}
}

// buildIf makes IF(condition, then, else); only the branch that is taken is computed.
func buildIf(_ *plan.Call, args []scalar) (scalar, error) {
	cond, then, otherwise := args[0], args[1], args[2]
	return func(f *frame) value.Value {
		if cond(f).Bool() {
			return then(f)
		}
		return otherwise(f)
	}, nil
}

// buildCase makes CASE WHEN c1 THEN r1 … [ELSE r] END.
func buildCase(_ *plan.Call, args []scalar) (scalar, error) {
	otherwise := scalar(func(*frame) value.Value { return null })
	if len(args)%2 == 1 {
		otherwise, args = args[len(args)-1], args[:len(args)-1]
	}
	return func(f *frame) value.Value {
		for i := 0; i < len(args); i += 2 {
			if args[i](f).Bool() {
				return args[i+1](f)
			}
		}
		return otherwise(f)
	}, nil
}

// buildCaseValue makes CASE x WHEN v1 THEN r1 … [ELSE r] END. A NULL equals nothing.
func buildCaseValue(call *plan.Call, args []scalar) (scalar, error) {
	subject, args := args[0], args[1:]
	otherwise := scalar(func(*frame) value.Value { return null })
	if len(args)%2 == 1 {
		otherwise, args = args[len(args)-1], args[:len(args)-1]
	}
	equal := equality(call.Args[0].Kind())
	return func(f *frame) value.Value {
		if v := subject(f); !v.IsNull() {
			for i := 0; i < len(args); i += 2 {
				if w := args[i](f); !w.IsNull() && equal(v, w) {
					return args[i+1](f)
				}
			}
		}
		return otherwise(f)
	}, nil
}

// buildCoalesce makes IFNULL and COALESCE; arguments after the first that is not NULL are not computed.
func buildCoalesce(_ *plan.Call, args []scalar) (scalar, error) {
	return func(f *frame) value.Value {
		for _, arg := range args {
			if v := arg(f); !v.IsNull() {
				return v
			}
		}
		return null
	}, nil
}

func buildNullIf(call *plan.Call, args []scalar) (scalar, error) {
	x, y := args[0], args[1]
	equal := equality(call.Args[0].Kind())
	return func(f *frame) value.Value {
		a := x(f)
		if a.IsNull() {
			return null
		}
		if b := y(f); !b.IsNull() && equal(a, b) {
			return null
		}
		return a
	}, nil
}

// buildIfError makes IFERROR(x, otherwise): an error in x, or in anything that it is computed from, counts
// no longer.
func buildIfError(_ *plan.Call, args []scalar) (scalar, error) {
	x, otherwise := args[0], args[1]
	return func(f *frame) value.Value {
		if v, failed := f.try(x); !failed {
			return v
		}
		return otherwise(f)
	}, nil
}

func buildIsError(_ *plan.Call, args []scalar) (scalar, error) {
	x := args[0]
	return func(f *frame) value.Value {
		_, failed := f.try(x)
		return boolOf(failed)
	}, nil
}

// try computes x and takes back the faults that it counts. What exceeds a limit is no such fault: it stays,
// and the value with it.
func (f *frame) try(x scalar) (v value.Value, failed bool) {
	before := f.faults
	v = x(f)
	if f.faults == before {
		return v, false
	}
	if f.faults[tooMuchText] != before[tooMuchText] || f.faults[tooManyRows] != before[tooManyRows] {
		return v, false
	}
	f.faults = before
	return null, true
}
