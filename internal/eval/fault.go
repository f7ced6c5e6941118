package eval

import "isobar/internal/value"

// Reason says why a computation on a report gave NULL, or was cut short, where GoogleSQL would have
// stopped the query: stopping would tell everybody that such a report exists.
type Reason string

// The reasons that Worker.Faults counts.
const (
	DivisionByZero Reason = "division by zero"
	Overflow       Reason = "number out of range"
	BadCast        Reason = "text that is not of the type cast to"
	BadArgument    Reason = "argument out of a function's domain"
	TooMuchText    Reason = "a site's computed texts exceed the limit"
	TooManyRows    Reason = "a site's rows exceed the limit"
	SeveralRows    Reason = "more than one row where one value is asked for"
)

// Fault is one kind of data-dependent error in one table.
type Fault struct {
	Table  string
	Reason Reason
}

type fault uint8

const (
	divisionByZero fault = iota
	overflow
	badCast
	badArgument
	tooMuchText
	tooManyRows
	severalRows
	faultKinds
)

var reasons = [faultKinds]Reason{DivisionByZero, Overflow, BadCast, BadArgument, TooMuchText, TooManyRows, SeveralRows}

// faulty is the kind of the value by which a function says that it failed. It never leaves the guard
// around the function.
const faulty value.Kind = 0xff

func failure(why fault) value.Value { return value.Value{Kind: faulty, Bits: uint64(why)} }

// guarded turns a function's failure into NULL, and counts it unless the call is safe.
func guarded(fn scalar, safe bool) scalar {
	if safe {
		return func(f *frame) value.Value {
			v := fn(f)
			if v.Kind == faulty {
				return null
			}
			return v
		}
	}
	return func(f *frame) value.Value {
		v := fn(f)
		if v.Kind == faulty {
			f.faults[v.Bits]++
			return null
		}
		return v
	}
}
