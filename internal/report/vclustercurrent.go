package report

import (
	"bytes"
	"strconv"
)

// current reads data: a list of events, each with what else was known when it happened.
func (g *generation) current() {
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
		r.open('{')
		g.happening()
		r.close('}')
	})
	r.close(']')
}

// happening reads one of data. The time that facts need may stand behind them, so it is looked for first.
func (g *generation) happening() {
	r := g.r
	here := r.cursor
	at, timed := int64(0), false
	r.members(func(name []byte) {
		if string(name) != "event" {
			r.skip()
			return
		}
		r.members(func(name []byte) {
			if string(name) == "timestamp" {
				at, timed = g.happened(r.raw(), microsPerSecond)
			} else {
				r.skip()
			}
		})
	})
	r.cursor = here
	r.members(func(name []byte) {
		switch string(name) {
		case "event":
			g.event(at, timed)
		case "user", "vcluster_instance":
			r.members(func(name []byte) {
				if string(name) == "properties" {
					g.properties(at)
				} else {
					r.skip()
				}
			})
		default:
			r.skip()
		}
	})
}

// event reads the member event. A command line is a success if it has no error.
func (g *generation) event(at int64, timed bool) {
	r := g.r
	command, failed := false, false
	r.members(func(name []byte) {
		switch string(name) {
		case "type":
			kind := r.raw()
			command = string(kind) == `"vcluster_cli"`
			r.key("type")
			r.write(kind)
		case "machine_id":
			id := r.raw()
			switch {
			case g.site == nil:
				g.site = append([]byte(nil), id...)
			case !bytes.Equal(g.site, id):
				g.severalSites = true
			}
		case "timestamp":
			r.skip()
			if r.key("time"); timed {
				r.writeTime(at)
			} else {
				r.misfit()
			}
		case "properties":
			failed = g.properties(at)
		default:
			r.skip()
		}
	})
	if command {
		r.key("success")
		r.out = strconv.AppendBool(r.out, !failed)
	}
}

// facts are the properties of events, users and instances that are handed on, with their columns.
var facts = map[string]string{
	"version": "version", "vcluster_version": "version", "creation_method": "creator", "os_name": "os",
}

// properties reads JSON in a string, and says whether it tells of an error. A string that is no JSON says
// nothing.
func (g *generation) properties(at int64) (failed bool) {
	r := g.r
	r.inside(func() {
		r.members(func(name []byte) {
			switch string(name) {
			case "os_arch":
				g.platform(at)
			case "vcluster_k8s_distro_version":
				g.learn("virtual_kubernetes", g.kubernetes(), at)
			case "host_cluster_k8s_version":
				g.learn("host_kubernetes", g.kubernetes(), at)
			case "error":
				failed = string(r.raw()) != "null" || failed
			case "pods", "namespaces":
				column := string(name)
				g.learn(column, r.raw(), at)
			default:
				if column := facts[string(name)]; column != "" {
					g.learn(column, r.raw(), at)
				} else {
					r.skip()
				}
			}
		})
	})
	return failed
}

// platform reads os_arch: of instances "linux/amd64", of users the architecture alone.
func (g *generation) platform(at int64) {
	text, ok := g.r.string()
	if !ok {
		return
	}
	os, arch, both := bytes.Cut(text, []byte{'/'})
	if !both {
		arch = os
	} else {
		g.learn("os", appendQuoted(nil, os), at)
	}
	g.learn("arch", appendQuoted(nil, arch), at)
}
