package sample

import "strconv"

// The columns of a report, in the order in which probes write them.

// declared calls yield with each class of the site's modules, whether the site declares it and on how
// many nodes. Several columns are made from the same answers.
func (a *author) declared(yield func(class string, nodes int, main bool)) {
	c := a.catalogue
	var r random
	r.seed(forClasses, a.inv.site.key)
	for _, m := range a.inv.modules {
		used := r.hit(c.used)
		for i, class := range c.modules[m].classes {
			nodes := 0
			if used && (i == 0 || r.hit(c.further)) {
				nodes = 1 + r.below(a.inv.nodes)*r.below(1024)/1024
			}
			yield(class, nodes, i == 0)
		}
	}
}

// classPlatforms repeats entries with the total already in count, as PuppetDB's answer makes probes do.
// Without PuppetDB there is no such column at all.
func (a *author) classPlatforms() {
	c := a.catalogue
	if !a.inv.puppetDB {
		return
	}
	a.list("class_platforms")
	var r random
	r.seed(forClasses, a.inv.site.key, 1)
	a.declared(func(class string, nodes int, _ bool) {
		if nodes == 0 || !r.hit(c.onPlatforms) {
			return
		}
		second := 0
		if a.inv.second >= 0 {
			second = r.below(nodes + 1)
		}
		a.onPlatform(&r, class, a.inv.platform, nodes-second)
		a.onPlatform(&r, class, a.inv.second, second)
	})
	a.endList()
}

func (a *author) onPlatform(r *random, class string, platform, nodes int) {
	if nodes == 0 {
		return
	}
	count := strconv.Itoa(nodes)
	for range min(nodes, 1+r.below(int(a.catalogue.profile.Classes.Repeats))) {
		a.entry("name", class, "platform", a.catalogue.platforms[platform], "count", count)
	}
}

func (a *author) environmentCount() {
	switch a.rand.below(200) {
	case 0:
		return
	case 1:
		a.column("environment_count")
		a.text("null")
	default:
		a.column("environment_count")
		a.line = strconv.AppendInt(a.line, int64(a.inv.environments), 10)
	}
	a.end()
}

func (a *author) methods() {
	a.list("puppetfile_ruby_methods")
	var r random
	r.seed(forState, a.inv.site.key, 1)
	for _, m := range a.catalogue.methods {
		if r.hit(m.odds) {
			a.entry("name", m.name, "count", strconv.Itoa(r.geometric(oddsOf(0.8), 1000)))
		}
	}
	a.endList()
}

func (a *author) dependencies() {
	c := a.catalogue
	a.list("dependencies")
	var r random
	r.seed(forState, a.inv.site.key, 2)
	written := int32(a.inv.site.birth.start() / (24 * 3600)) // when its modules' metadata were
	for range r.geometric(c.furtherDependency, 500) {
		m := &c.modules[c.popular.draw(r.word())]
		if len(a.inv.modules) > 0 && r.below(10) < 8 {
			m = &c.modules[a.inv.modules[r.below(len(a.inv.modules))]]
		}
		joint := "-"
		if a.inv.slash {
			joint = "/"
		}
		major := m.releases[m.at(written-int32(r.below(1500)))].major
		a.entry("name", `"`+m.author+joint+m.name+`"`,
			"version_requirement", `">= `+strconv.Itoa(major)+`.0.0 < `+strconv.Itoa(major+2)+`.0.0"`)
	}
	a.endList()
}

func (a *author) modules(day int32) {
	a.list("modules")
	for _, m := range a.inv.modules {
		module := &a.catalogue.modules[m]
		newest := a.inv.release(a.catalogue, m, day)
		a.module(module, newest)
		if newest+1 < len(module.releases) && a.rand.hit(a.catalogue.twice) {
			a.module(module, newest+1)
		}
	}
	a.endList()
}

func (a *author) module(m *module, release int) {
	a.entry("name", m.quotedName, "slug", m.quotedSlug, "version", m.releases[release].quoted)
}

// withoutPuppetDB appends an empty list the way some probe or receiver does. It reports whether the
// site has no PuppetDB.
func (a *author) withoutPuppetDB(name string) bool {
	if a.inv.puppetDB {
		return false
	}
	switch a.inv.site.key % 8 {
	case 0:
	case 1:
		a.column(name)
		a.text("null")
		a.end()
	default:
		a.list(name)
		a.endList()
	}
	return true
}

func (a *author) classes() {
	if a.withoutPuppetDB("classes") {
		return
	}
	a.list("classes")
	a.declared(func(class string, nodes int, _ bool) {
		if nodes > 0 {
			a.entry("name", class, "count", strconv.Itoa(nodes))
		}
	})
	a.endList()
}

// unusedModules and unusedClasses are plain texts, whatever the schema says.
func (a *author) unusedModules() {
	if a.withoutPuppetDB("unused_modules") {
		return
	}
	a.list("unused_modules")
	i := -1
	a.declared(func(_ string, nodes int, main bool) {
		if main {
			i++
			if nodes == 0 {
				a.scalar(a.catalogue.modules[a.inv.modules[i]].quotedName)
			}
		}
	})
	a.endList()
}

func (a *author) unusedClasses() {
	if a.withoutPuppetDB("unused_classes") {
		return
	}
	a.list("unused_classes")
	var r random
	r.seed(forClasses, a.inv.site.key, 2)
	a.declared(func(class string, nodes int, _ bool) {
		if nodes == 0 && r.hit(a.catalogue.unused) {
			a.scalar(class)
		}
	})
	a.endList()
}
