package eval

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// buildExtract makes EXTRACT(part FROM x [AT TIME ZONE zone]).
func buildExtract(call *plan.Call, args []scalar) (scalar, error) {
	kind := call.Args[0].Kind()
	p, err := partOf(call, 1, kind)
	if err != nil {
		return nil, err
	}
	if kind == value.Timestamp {
		return inZone(call, args, 2, func(_ *frame, a value.Value, z zone) value.Value {
			return intOf(p.extract(z.clock(a.Int64())))
		})
	}
	return strict1(args[0], func(_ *frame, a value.Value) value.Value { return intOf(p.extract(clockOf(a))) }), nil
}

// buildMove makes DATE_ADD and DATE_SUB, and their like of other types: x moved by n units. A TIMESTAMP moves by units
// of one length only, of which a day has 24 hours.
func buildMove(move func(p part, clock, n int64) (int64, bool)) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		possible := isStep
		if call.Type == value.Timestamp {
			possible = isExact
		}
		p, err := partFor(call, 2, call.Type, possible)
		if err != nil {
			return nil, err
		}
		kind := call.Type
		return strict2(args[0], args[1], func(_ *frame, a, b value.Value) value.Value {
			clock, ok := move(p, clockOf(a), b.Int64())
			if !ok {
				return failure(overflow)
			}
			return ofClock(kind, clock)
		}), nil
	}
}

// buildDiff makes DATE_DIFF and its like: the beginnings of the part between two wall clocks, or the whole units
// between two TIMESTAMPs.
func buildDiff(call *plan.Call, args []scalar) (scalar, error) {
	kind := common(call.Args[:2])
	possible, count := isSpan, part.diff
	if kind == value.Timestamp {
		possible, count = isExact, part.elapsed
	}
	p, err := partFor(call, 2, kind, possible)
	if err != nil {
		return nil, err
	}
	return strict2(args[0], args[1], func(_ *frame, a, b value.Value) value.Value {
		return intOf(count(p, clockOf(a), clockOf(b)))
	}), nil
}

// buildTruncTime makes DATE_TRUNC and its like, of a TIMESTAMP in a time zone.
func buildTruncTime(call *plan.Call, args []scalar) (scalar, error) {
	kind := call.Type
	p, err := partFor(call, 1, kind, isSpan)
	if err != nil {
		return nil, err
	}
	if kind == value.Timestamp {
		return inZone(call, args, 2, func(_ *frame, a value.Value, z zone) value.Value {
			return ofClock(value.Timestamp, p.truncInstant(a.Int64(), z))
		})
	}
	return strict1(args[0], func(_ *frame, a value.Value) value.Value {
		return ofClock(kind, p.trunc(clockOf(a)))
	}), nil
}

// truncInstant cuts what the zone's clock shows at an instant. An hour or less is taken from the instant itself, since
// the clock may have been put back meanwhile.
func (p part) truncInstant(instant int64, z zone) int64 {
	clock := z.clock(instant)
	if p.unit <= days {
		return z.instant(p.trunc(clock))
	}
	return instant - (clock - p.trunc(clock))
}

// buildLastDay makes LAST_DAY(x [, part]), of the month if there is no part.
func buildLastDay(call *plan.Call, args []scalar) (scalar, error) {
	p := part{unit: months}
	if len(args) > 1 {
		var err error
		if p, err = partFor(call, 1, value.Date, isSpan); err != nil {
			return nil, err
		}
	}
	return strict1(args[0], func(_ *frame, a value.Value) value.Value {
		day := p.last(floorDiv(clockOf(a), microsOfDay))
		if !validDate(day) {
			return failure(overflow)
		}
		return value.OfDate(day)
	}), nil
}
