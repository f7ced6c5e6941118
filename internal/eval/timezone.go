package eval

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // the zones of a machine that has none of its own

	"isobar/internal/plan"
	"isobar/internal/value"
)

// zone is a time zone: a fixed offset from UTC, or the rules of an IANA name. Its zero value is UTC.
type zone struct {
	offset int64 // microseconds east of UTC, where there are no rules
	rules  *time.Location
}

// offsetAt is how many microseconds the zone's clocks are ahead of UTC at an instant.
func (z zone) offsetAt(instant int64) int64 {
	if z.rules == nil {
		return z.offset
	}
	_, seconds := time.UnixMicro(instant).In(z.rules).Zone()
	return int64(seconds) * microsOfSecond
}

// clock is the wall clock at an instant.
func (z zone) clock(instant int64) int64 { return instant + z.offsetAt(instant) }

// instant is when the wall clock shows this. Where it does so twice, the first time; where it skips this,
// the time as if it had not yet been put forward.
func (z zone) instant(clock int64) int64 {
	if z.rules == nil {
		return clock - z.offset
	}
	at := clock - microsOfDay // no zone is a day away from UTC
	for offset := z.offsetAt(at); ; {
		change, ok := z.change(at)
		if !ok || clock-offset < change {
			return clock - offset
		}
		after := z.offsetAt(change)
		if clock-after < change {
			return clock - offset
		}
		at, offset = change, after
	}
}

// change is the next instant at which the zone may set its clocks; ok is false if it never will. For years that rules
// are computed for, Go takes the 365th day for the end, even of a leap year: then there is no change till the next day.
func (z zone) change(after int64) (instant int64, ok bool) {
	_, end := time.UnixMicro(after).In(z.rules).ZoneBounds()
	if instant = end.UnixMicro(); instant <= after {
		instant = after + microsOfDay
	}
	return instant, !end.IsZero()
}

// parseZone reads the name of a time zone: [UTC]±[H]H[[:]M[M]] or one of IANA's, with capitals as IANA writes it.
func parseZone(name []byte) (zone, bool) {
	s := scanner{text: name}
	if len(name) > 3 && string(name[:3]) == "UTC" {
		s.text = name[3:]
	}
	if len(s.text) > 0 && (s.text[0] == '+' || s.text[0] == '-') {
		offset, ok := s.offset()
		return zone{offset: offset}, ok && len(s.text) == 0
	}
	switch string(name) {
	case "UTC", "Z", "z":
		return zone{}, true
	}
	return namedZone(string(name))
}

// zones are the zones loaded so far, by name.
var zones sync.Map

// namedZone loads a zone by IANA's name. Such names begin with a capital; "Local" is no name of theirs, and other
// names that some machines have files for would mean something there alone.
func namedZone(name string) (zone, bool) {
	if name == "" || name[0] < 'A' || name[0] > 'Z' || name == "Local" || len(name) > maxZoneName {
		return zone{}, false
	}
	if rules, ok := zones.Load(name); ok {
		return zone{rules: rules.(*time.Location)}, true
	}
	rules, err := time.LoadLocation(name)
	if err != nil {
		return zone{}, false
	}
	zones.Store(name, rules)
	return zone{rules: rules}, true
}

const maxZoneName = 64

// zoneArgument is an argument that names a time zone, made ready: of a literal once, of others for each row.
// If ok is false, v is what the function gives: NULL, or a failure.
type zoneArgument func(f *frame) (z zone, v value.Value, ok bool)

// zoneOf makes ready the argument of a call at a place, which is optional: none is UTC.
func zoneOf(call *plan.Call, args []scalar, at int) (zoneArgument, error) {
	if at >= len(args) {
		return func(*frame) (zone, value.Value, bool) { return zone{}, null, true }, nil
	}
	if name, ok := constant(call.Args[at]); ok {
		z, ok := parseZone(name)
		if !ok && !call.Safe {
			return nil, fmt.Errorf("%s: there is no time zone %q", call.Fn, name)
		}
		return func(*frame) (zone, value.Value, bool) { return z, failure(badArgument), ok }, nil
	}
	name := args[at]
	return func(f *frame) (zone, value.Value, bool) {
		v := name(f)
		if v.IsNull() {
			return zone{}, null, false
		}
		z, ok := parseZone(f.read(v))
		return z, failure(badArgument), ok
	}, nil
}

// inZone makes a function of the first argument, in the time zone of the optional one at a place.
func inZone(call *plan.Call, args []scalar, at int, fn func(f *frame, a value.Value, z zone) value.Value) (scalar, error) {
	z, err := zoneOf(call, args, at)
	if err != nil {
		return nil, err
	}
	x := args[0]
	return func(f *frame) value.Value {
		a := x(f)
		if a.IsNull() {
			return null
		}
		z, v, ok := z(f)
		if !ok {
			return v
		}
		return fn(f, a, z)
	}, nil
}
