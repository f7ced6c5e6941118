// Package value holds the scalar values that queries compute on.
//
// A value is sixteen bytes: a kind and a machine word. Strings and bytes are dictionary codes (see
// Dict), so that comparing two of them for equality, hashing one, or using one as a group key never
// touches their text. A value is meaningful only together with the dictionary that made its code.
//
// The package imports nothing of isobar: it is the vocabulary that every later stage shares.
package value

import (
	"math"
	"time"
)

// Kind says how the word of a Value is to be read.
type Kind uint8

// The kinds of values, in the terms of GoogleSQL's types. Null is the kind of the zero Value.
const (
	Null      Kind = iota
	Bool           // 0 or 1
	Int64          // two's complement
	Float64        // IEEE 754 bits
	String         // code in a Dict
	Bytes          // code in a Dict
	Date           // days since 1970-01-01, two's complement
	Timestamp      // microseconds since 1970-01-01T00:00:00Z, two's complement
	Datetime       // microseconds since 1970-01-01T00:00:00 of no time zone, two's complement
	Numeric        // code in a Dict of the number's sixteen bytes (see NumericText)
	Array          // code in a Dict of its elements (see AppendTo)
	Struct         // code in a Dict of its fields (see AppendTo)
	Record         // index of one instance of a record column (see package record)
	List           // a repeated column of a record; never stored in a Value
)

var kindNames = [...]string{"NULL", "BOOL", "INT64", "FLOAT64", "STRING", "BYTES", "DATE", "TIMESTAMP", "DATETIME", "NUMERIC",
	"ARRAY", "STRUCT", "RECORD", "REPEATED"}

// Coded says that the word of such a value is a code in a Dict.
func (k Kind) Coded() bool {
	return k == String || k == Bytes || k == Numeric || k == Array || k == Struct
}

// Scalar says that such a value, or NULL, can be compared, grouped by and published.
func (k Kind) Scalar() bool { return k <= Numeric }

// String gives GoogleSQL's name of the type; RECORD and REPEATED are columns of a report's schema.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "INVALID"
}

// KindOf is the inverse of Kind.String; ok is false for a name that is no kind's.
func KindOf(name string) (k Kind, ok bool) {
	for i, n := range kindNames {
		if n == name {
			return Kind(i), true
		}
	}
	return Null, false
}

// MarshalText writes the kind's GoogleSQL name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (k *Kind) UnmarshalText(text []byte) error {
	kind, ok := KindOf(string(text))
	if !ok {
		return &UnknownKindError{Name: string(text)}
	}
	*k = kind
	return nil
}

// UnknownKindError reports a type name that this package does not know.
type UnknownKindError struct{ Name string }

func (e *UnknownKindError) Error() string { return "unknown type " + e.Name }

// Value is one scalar, or NULL. The zero Value is NULL. Two values of one dictionary are equal as
// group keys exactly when they are equal in Go, provided floats went through OfFloat64.
type Value struct {
	Kind Kind
	Bits uint64
}

// OfBool makes a BOOL.
func OfBool(b bool) Value {
	if b {
		return Value{Bool, 1}
	}
	return Value{Bool, 0}
}

// OfInt64 makes an INT64.
func OfInt64(n int64) Value { return Value{Int64, uint64(n)} }

// OfFloat64 makes a FLOAT64. Every NaN becomes the same NaN and negative zero becomes zero, because
// GoogleSQL groups and compares them as one; the sign of a zero is not observable in a release.
func OfFloat64(f float64) Value {
	switch {
	case f != f:
		f = math.NaN()
	case f == 0:
		f = 0
	}
	return Value{Float64, math.Float64bits(f)}
}

// OfString makes a STRING from the code of its text.
func OfString(c Code) Value { return Value{String, uint64(c)} }

// OfBytes makes a BYTES from the code of its content.
func OfBytes(c Code) Value { return Value{Bytes, uint64(c)} }

// OfDate makes a DATE from days since 1970-01-01.
func OfDate(days int64) Value { return Value{Date, uint64(days)} }

// OfTimestamp makes a TIMESTAMP from microseconds since 1970-01-01T00:00:00Z.
func OfTimestamp(micros int64) Value { return Value{Timestamp, uint64(micros)} }

// OfDatetime makes a DATETIME from microseconds since 1970-01-01T00:00:00.
func OfDatetime(micros int64) Value { return Value{Datetime, uint64(micros)} }

// OfRecord makes a reference to instance i of a record column.
func OfRecord(i int) Value { return Value{Record, uint64(i)} }

// IsNull says whether v is NULL.
func (v Value) IsNull() bool { return v.Kind == Null }

// Bool is true exactly for a BOOL that is TRUE; NULL is not.
func (v Value) Bool() bool { return v.Kind == Bool && v.Bits == 1 }

// Int64 reads the word of an INT64, DATE (days), TIMESTAMP or DATETIME (microseconds).
func (v Value) Int64() int64 { return int64(v.Bits) }

// Float64 reads a FLOAT64.
func (v Value) Float64() float64 { return math.Float64frombits(v.Bits) }

// Code reads the dictionary code of a value whose kind is Coded.
func (v Value) Code() Code { return Code(v.Bits) }

// Index reads the instance number of a RECORD.
func (v Value) Index() int { return int(v.Bits) }

// DateString writes days since 1970-01-01 as YYYY-MM-DD.
func DateString(days int64) string {
	return time.Unix(days*86400, 0).UTC().Format("2006-01-02")
}

// TimestampString writes microseconds since the epoch as BigQuery prints a TIMESTAMP in UTC:
// "2026-11-09 00:00:00+00", with three or six digits of fraction when there is one.
func TimestampString(micros int64) string {
	return wallClock(micros, "2006-01-02 15:04:05") + "+00"
}

// DatetimeString writes microseconds since 1970-01-01T00:00:00 as BigQuery prints a DATETIME:
// "2026-11-09T00:00:00", with three or six digits of fraction when there is one.
func DatetimeString(micros int64) string { return wallClock(micros, "2006-01-02T15:04:05") }

func wallClock(micros int64, layout string) string {
	switch {
	case micros%1_000_000 == 0:
	case micros%1_000 == 0:
		layout += ".000"
	default:
		layout += ".000000"
	}
	return time.UnixMicro(micros).UTC().Format(layout)
}
