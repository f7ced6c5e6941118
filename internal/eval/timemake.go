package eval

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// clockOf is the wall clock of a DATE, at midnight, of a DATETIME, or of a TIMESTAMP in UTC.
func clockOf(v value.Value) int64 {
	if v.Kind == value.Date {
		return v.Int64() * microsOfDay
	}
	return v.Int64()
}

// ofClock makes a DATE, DATETIME or TIMESTAMP of a wall clock, or fails outside the years 1 to 9999.
func ofClock(kind value.Kind, clock int64) value.Value {
	switch {
	case !validClock(clock):
		return failure(overflow)
	case kind == value.Date:
		return value.OfDate(floorDiv(clock, microsOfDay))
	}
	return value.Value{Kind: kind, Bits: uint64(clock)}
}

// buildMake makes DATE(…), DATETIME(…) and what EXTRACT gives of these types: of numbers, of a text, of a TIMESTAMP
// in a time zone, or of one another.
func buildMake(kind value.Kind, ofText fn1) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		switch call.Args[0].Kind() {
		case value.Int64:
			return ofNumbers(kind, args), nil
		case value.String:
			return strict1(args[0], ofText), nil
		case value.Timestamp:
			return inZone(call, args, 1, func(_ *frame, a value.Value, z zone) value.Value {
				return ofClock(kind, z.clock(a.Int64()))
			})
		}
		return strict1(args[0], func(_ *frame, a value.Value) value.Value { return ofClock(kind, clockOf(a)) }), nil
	}
}

// ofNumbers makes DATE(year, month, day) and DATETIME(year, month, day, hour, minute, second). The second 60 is the
// next minute's first.
func ofNumbers(kind value.Kind, args []scalar) scalar {
	return func(f *frame) value.Value {
		var numbers [6]int64
		for i, arg := range args {
			v := arg(f)
			if v.IsNull() {
				return null
			}
			numbers[i] = v.Int64()
		}
		day, ok := isDay(numbers[0], numbers[1], numbers[2])
		hour, minute, second := numbers[3], numbers[4], numbers[5]
		if !ok || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 {
			return failure(badArgument)
		}
		return ofClock(kind, day*microsOfDay+((hour*60+minute)*60+second)*microsOfSecond)
	}
}

// buildTimestamp makes TIMESTAMP(x [, zone]). A text that names a zone itself must not be given another.
func buildTimestamp(call *plan.Call, args []scalar) (scalar, error) {
	own := len(args) == 1
	return inZone(call, args, 1, func(f *frame, a value.Value, z zone) value.Value {
		switch a.Kind {
		case value.Timestamp:
			return a
		case value.String:
			return readTimestamp(f.read(a), z, own)
		}
		return ofClock(value.Timestamp, z.instant(clockOf(a)))
	})
}

// buildString makes STRING(x), and STRING(timestamp, zone).
func buildString(call *plan.Call, args []scalar) (scalar, error) {
	return inZone(call, args, 1, func(f *frame, a value.Value, z zone) value.Value {
		switch a.Kind {
		case value.Date:
			return dateToText(f, a)
		case value.Datetime:
			return datetimeToText(f, a)
		}
		f.buf = appendTimestamp(f.buf[:0], a.Int64(), z)
		return f.textOf(value.String, f.buf)
	})
}

// sinceEpoch makes UNIX_SECONDS and its like: the units of so many microseconds since 1970, rounded down.
func sinceEpoch(width int64) builder {
	return unary(func(_ *frame, a value.Value) value.Value { return intOf(floorDiv(clockOf(a), width)) })
}

// fromEpoch is the inverse of sinceEpoch.
func fromEpoch(kind value.Kind, width int64) builder {
	return unary(func(_ *frame, a value.Value) value.Value {
		if a.Kind == kind { // TIMESTAMP_FROM_UNIX_SECONDS takes a TIMESTAMP as well
			return a
		}
		if n := a.Int64(); n < minTimestamp/width-1 || n > maxTimestamp/width {
			return failure(overflow)
		}
		return ofClock(kind, a.Int64()*width)
	})
}
