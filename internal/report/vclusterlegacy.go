package report

// legacyColumns are the properties of an instance that are handed on, with the columns that they become.
var legacyColumns = map[string]string{
	"uid": "instance_id", "instanceCreator": "creator", "arch": "arch", "os": "os", "syncerVersion": "version",
	"vclusterServiceType": "service_type",
}

// legacyProperties reads instanceProperties.
func (g *generation) legacyProperties() {
	r := g.r
	r.members(func(name []byte) {
		switch string(name) {
		case "virtualKubernetesVersion":
			r.key("virtual_kubernetes")
			r.write(g.kubernetes())
		case "hostKubernetesVersion":
			r.key("host_kubernetes")
			r.write(g.kubernetes())
		case "syncerFlags":
			g.syncerFlags()
		default:
			if column := legacyColumns[string(name)]; column != "" {
				r.copy(column)
			} else {
				r.skip()
			}
		}
	})
}

// kubernetes reads the version of a cluster and returns it as JSON, with gitVersion under a column's name.
// It was a text in the first releases.
func (g *generation) kubernetes() []byte {
	r := g.r
	start := len(r.out)
	switch r.peek() {
	case '"':
		r.open('{')
		r.copy("git_version")
		r.close('}')
	case '{':
		r.open('{')
		r.members(func(name []byte) {
			switch string(name) {
			case "major", "minor":
				r.copy(string(name))
			case "gitVersion":
				r.copy("git_version")
			default:
				r.skip()
			}
		})
		r.close('}')
	default:
		r.write(r.raw())
	}
	json := append([]byte(nil), r.out[start:]...)
	r.out = r.out[:start]
	return json
}

// syncerFlags reads the names of the flags that are set and of the controllers that run, from JSON in a
// string. A string that is no JSON says neither.
func (g *generation) syncerFlags() {
	r := g.r
	r.inside(func() {
		r.members(func(name []byte) {
			switch string(name) {
			case "setFlags":
				r.key("flags")
				r.open('[')
				r.members(func(flag []byte) {
					name := append([]byte(nil), flag...)
					if string(r.raw()) == "true" {
						r.item()
						r.named(name)
					}
				})
				r.close(']')
			case "controllers":
				r.key("controllers")
				r.open('[')
				r.elements(func() {
					if name, ok := r.string(); ok {
						r.item()
						r.named(name)
					}
				})
				r.close(']')
			default:
				r.skip()
			}
		})
	})
}

// named writes an entry of a list of names.
func (r *reshaper) named(name []byte) {
	r.open('{')
	r.key("name")
	r.quote(name)
	r.close('}')
}

// legacyEvents reads events. The sender leaves out what is false and zero.
func (g *generation) legacyEvents() {
	r := g.r
	r.key("events")
	if r.peek() != '[' {
		r.write(r.raw())
		return
	}
	r.open('[')
	r.elements(func() {
		r.item()
		if r.peek() != '{' {
			r.write(r.raw())
			return
		}
		success := []byte("false")
		r.open('{')
		r.members(func(name []byte) {
			switch string(name) {
			case "type", "group", "version", "kind":
				r.copy(string(name))
			case "processingTime":
				r.copy("processing_micros")
			case "success":
				success = r.raw()
			case "time":
				raw := r.raw()
				r.key("time")
				if t, ok := g.happened(raw, 1); ok {
					r.writeTime(t)
				} else {
					r.misfit()
				}
			default:
				r.skip()
			}
		})
		r.key("success")
		r.write(success)
		r.close('}')
	})
	r.close(']')
}
