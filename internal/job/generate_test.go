package job_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// A generated week: reports with everything that real input has been seen to do, or could do, as truth
// for the naive calculation and as lines for isobar.

var names = []string{
	"puppetlabs-stdlib", "puppetlabs-apt", "puppet-nginx", "saz-sudo", "Ünïcode-möd", "日本-モジュール", "emoji-🦆", "=cmd()", "+plus", "-minus", "@at",
	"with,comma", "with \"quote\"", "tab\tinside", "back\\slash", " leading", "trailing ", "NULL", "\u202eoverride", "a", "A", "zero-\u0000-byte",
}

type generator struct {
	r        *rand.Rand
	from, to int64
}

func ptr[T any](v T) *T { return &v }

// maybe is NULL now and then.
func (g *generator) maybe(v string) *string {
	if g.r.IntN(15) == 0 {
		return nil
	}
	return &v
}

// name has a long tail, so that some names reach the threshold and some do not.
func (g *generator) name() string {
	return names[int(float64(len(names))*g.r.Float64()*g.r.Float64())]
}

func (g *generator) count() *int64 {
	switch g.r.IntN(12) {
	case 0:
		return nil
	case 1:
		return ptr(int64(0))
	case 2:
		return ptr(int64(50000)) // above the bound
	}
	return ptr(g.r.Int64N(300))
}

func (g *generator) report(site int) truth {
	r := truth{site: fmt.Sprintf("%0128x", site), message: fmt.Sprintf("message-%08d", g.r.IntN(1e8)), micros: g.from + g.r.Int64N(g.to-g.from)}
	switch g.r.IntN(20) {
	case 0:
		r.micros = g.from // the first microsecond of the week
	case 1:
		r.micros = g.to // the first that is not of the week
	case 2:
		r.micros = g.from - 1
	case 3:
		r.micros = g.to - 1
	}
	if g.r.IntN(10) > 0 {
		r.environments = ptr(g.r.Int64N(120) - 2)
	}
	for range g.r.IntN(14) {
		r.modules = append(r.modules, module{g.maybe(g.name()), g.maybe(fmt.Sprintf("%d.0", g.r.IntN(3)))})
	}
	for range g.r.IntN(8) {
		r.classes = append(r.classes, counted{g.maybe(g.name()), g.count()})
		r.platforms = append(r.platforms, platform{g.maybe(g.name()), g.maybe([]string{"Debian", "RedHat", "windows"}[g.r.IntN(3)]), g.count()})
		r.unusedModules = append(r.unusedModules, ptr(g.name()))
		r.unusedClasses = append(r.unusedClasses, ptr(g.name()))
		r.dependencies = append(r.dependencies, ptr(strings.Replace(g.name(), "-", []string{"-", "/"}[g.r.IntN(2)], 1)))
		r.methods = append(r.methods, counted{ptr([]string{"each", "puts", "read"}[g.r.IntN(3)]), g.count()})
	}
	return r
}

// week makes reports of up to sites sites, some of which report several times, and their lines, mixed
// with bad ones, of which it gives the number.
func (g *generator) week(sites int) (reports []truth, lines []string, bad int) {
	for site := range sites {
		for range 1 + g.r.IntN(2)*g.r.IntN(3) {
			r := g.report(site)
			reports = append(reports, r)
			lines = append(lines, g.render(r))
			if g.r.IntN(10) == 0 {
				lines = append(lines, lines[len(lines)-1]) // delivered twice
			}
		}
	}
	for i := range len(lines) / 50 {
		lines = append(lines, badLines[i%len(badLines)])
		bad++
	}
	g.r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return reports, lines, bad
}

var badLines = []string{
	`{"site_id":"ffff","timestamp":"2026-11-10 00:00:00 UTC"`, `not JSON at all`, `[]`, `{"timestamp":"2026-11-10 00:00:00 UTC"}`,
	`{"site_id":"ffff"}`, `{"site_id":"ffff","timestamp":"yesterday"}`, `{"site_id":"","timestamp":"2026-11-10 00:00:00 UTC"}`,
	`{"site_id":"ffff","timestamp":"2026-11-10 00:00:00 UTC","modules":7}`, `{"site_id":["ffff"],"timestamp":"2026-11-10 00:00:00 UTC"}`,
}

// render writes the report as a line, in one of the forms in which it may arrive.
func (g *generator) render(r truth) string {
	t := time.UnixMicro(r.micros).UTC()
	object := map[string]any{"product": "popularity-module", "version": "1.0.0", "site_id": r.site, "message_id": r.message, "ip": "192.0.2.1",
		"timestamp": t.Format([]string{"2006-01-02 15:04:05.000000 UTC", "2006-01-02T15:04:05.000000Z", "2006-01-02T15:04:05.000000+00:00"}[g.r.IntN(3)])}
	columns := map[string]any{}
	if r.environments != nil || g.r.IntN(2) == 0 {
		columns["environment_count"] = r.environments
	}
	columns["modules"] = list(r.modules, func(m module) any { return g.record("slug", m.slug, "version", m.version) }, g.misfit)
	columns["classes"] = list(r.classes, func(c counted) any { return g.record("name", c.name, "count", c.count) }, g.misfit)
	columns["class_platforms"] = list(r.platforms, func(p platform) any {
		return g.record("name", p.class, "platform", p.platform, "count", p.count)
	}, g.repeat)
	columns["unused_modules"] = list(r.unusedModules, g.named, nil)
	columns["unused_classes"] = list(r.unusedClasses, g.named, nil)
	columns["dependencies"] = list(r.dependencies, func(name *string) any { return g.record("name", name, "version_requirement", ptr(">= 1.0.0")) }, g.misfit)
	columns["puppetfile_ruby_methods"] = list(r.methods, func(c counted) any { return g.record("name", c.name, "count", c.count) }, nil)
	if g.r.IntN(3) == 0 { // the form in which the probe submits it
		snapshots := map[string]any{}
		for column, v := range columns {
			snapshots[column] = map[string]any{"value": v, "timestamp": "2026-11-10T00:00:00Z"}
		}
		object["self-service-analytics"] = map[string]any{"snapshots": snapshots}
	} else {
		for column, v := range columns {
			object[column] = v
		}
	}
	if g.r.IntN(8) == 0 {
		object["new_column"] = map[string]any{"of": []any{"a", "later", "probe"}}
	}
	line, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return string(line)
}

func list[T any](entries []T, render func(T) any, extra func([]any) []any) any {
	rendered := []any{}
	for _, e := range entries {
		rendered = append(rendered, render(e))
	}
	if extra != nil {
		rendered = extra(rendered)
	}
	return rendered
}

// record leaves out a NULL field or writes null.
func (g *generator) record(fields ...any) any {
	object := map[string]any{}
	for i := 0; i < len(fields); i += 2 {
		switch v := fields[i+1].(type) {
		case *string:
			if v != nil || g.r.IntN(2) == 0 {
				object[fields[i].(string)] = v
			}
		case *int64:
			if v != nil || g.r.IntN(2) == 0 {
				object[fields[i].(string)] = v
			}
		}
	}
	return object
}

// named is a record of which only the name arrives, as a plain string, as the probe does it.
func (g *generator) named(name *string) any {
	if g.r.IntN(4) == 0 {
		return map[string]any{"name": name}
	}
	return *name
}

// misfit adds an entry that does not fit the schema now and then; it must vanish alone.
func (g *generator) misfit(entries []any) []any {
	if g.r.IntN(6) > 0 {
		return entries
	}
	return append(entries, []any{map[string]any{"name": 7.5}, 12, nil, []any{"list"}, map[string]any{"name": map[string]any{}}}[g.r.IntN(5)])
}

// repeat repeats entries, as the probe does once for each node.
func (g *generator) repeat(entries []any) []any {
	for _, e := range entries {
		for range g.r.IntN(3) {
			entries = append(entries, e)
		}
	}
	return entries
}
