package report

// SeveralSites rejects a report that speaks for more than one site.
const SeveralSites Reason = "several site ids"

// vcluster sends reports in two generations. What leaves is the same flat object for both, and nothing
// but what this file writes: no token, no command line, no arguments, no error text, no values of flags,
// no names of users, no Helm values.
//
// The legacy one has the instance's properties, and events with times in microseconds:
//
//	{"instanceProperties": {"uid": …, "syncerFlags": "{\"setFlags\": …}", …}, "events": […], "token": …}
//
// The current one has events with times in seconds, whose properties are JSON in a string:
//
//	{"data": [{"event": {"type": …, "machine_id": …, "properties": "{…}"}, "user": {…}}, …]}
//
// The time of a report is that of its latest event; where several events say something about the
// instance, the latest that says it holds.
// (https://github.com/loft-sh/vcluster/tree/v0.16.4/pkg/telemetry/types,
// https://github.com/loft-sh/vcluster/tree/main/pkg/telemetry)
var vcluster = decoder{name: "vcluster", reshape: (*reshaper).vcluster}

func (r *reshaper) vcluster() Reason {
	g := generation{r: r}
	r.open('{')
	r.members(func(name []byte) {
		switch string(name) {
		case "instanceProperties":
			g.name = "legacy"
			g.legacyProperties()
		case "events":
			g.legacyEvents()
		case "data":
			g.name = "current"
			g.current()
		default:
			r.skip()
		}
	})
	g.finish()
	r.close('}')
	if g.severalSites {
		return SeveralSites
	}
	return ""
}

// generation is a report of either generation while it is rewritten.
type generation struct {
	r            *reshaper
	name         string // legacy or current
	site         []byte // the first machine_id, as JSON
	severalSites bool
	time         int64 // of the latest event, in microseconds
	timed        bool
	facts        []fact
}

// fact is what the latest event that says it says of a column. The columns are few.
type fact struct {
	column string
	value  []byte // JSON
	time   int64
}

// finish writes what only the whole report says.
func (g *generation) finish() {
	r := g.r
	if g.name != "" {
		r.key("generation")
		r.quote([]byte(g.name))
	}
	if g.site != nil {
		r.key("instance_id")
		r.write(g.site)
	}
	for _, f := range g.facts {
		r.key(f.column)
		r.write(f.value)
	}
	if g.timed {
		r.key("timestamp")
		r.writeTime(g.time)
	}
}

// learn takes a value, JSON, as that of a column at an event's time. null says nothing.
func (g *generation) learn(column string, value []byte, time int64) {
	if string(value) == "null" {
		return
	}
	for i := range g.facts {
		if f := &g.facts[i]; f.column == column {
			if time >= f.time {
				f.value, f.time = append(f.value[:0], value...), time
			}
			return
		}
	}
	g.facts = append(g.facts, fact{column, append([]byte(nil), value...), time})
}

// happened takes raw, a time in units of so many microseconds, as an event's.
func (g *generation) happened(raw []byte, unit int64) (micros int64, ok bool) {
	micros, ok = unixMicrosOf(raw, unit)
	if ok && (!g.timed || micros > g.time) {
		g.time, g.timed = micros, true
	}
	return micros, ok
}
