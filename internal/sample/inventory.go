package sample

// inventory is what one site has at one time. It is reused from site to site.
type inventory struct {
	site     site
	puppetDB bool
	nodes    int
	platform int // first platform
	second   int // second platform, or -1

	environments int
	lag          int32 // days from a release to its adoption here
	slash        bool  // dependencies as author/name
	submitted    bool  // form of the reports

	modules []int32 // in the catalogue; distinct

	// marks has, for each name of a module, the site that last picked it: a set that empties itself.
	marks []uint32
	mark  uint32
}

// A site's number of modules changes by one at a time, up and down, after so many weeks.
const changeWeeks = 12

// load makes the inventory of a site in a week. variant tells apart what a site sent at the same time.
func (inv *inventory) load(c *catalogue, s site, w week, variant int) {
	var r random
	r.seed(forState, s.key)
	inv.site = s
	inv.puppetDB = !r.hit(c.withoutPuppetDB)
	inv.nodes = int(c.nodes.draw(r.word()))
	inv.platform = c.platform.draw(r.word())
	inv.second = -1
	if r.hit(c.secondPlatform) {
		if other := c.platform.draw(r.word()); other != inv.platform {
			inv.second = other
		}
	}
	inv.environments = 1 + r.geometric(c.furtherEnvironment, 2000) + variant
	inv.lag = c.lag.draw(r.word())
	if r.hit(c.stuck) {
		inv.lag *= 6
	}
	inv.slash = r.hit(c.slash)
	inv.submitted = r.hit(c.submitted)
	size := int(c.size.draw(r.word()))
	if r.hit(c.withoutModules) {
		inv.modules = inv.modules[:0]
		return
	}
	change := (int(w-s.birth)+r.below(changeWeeks))/changeWeeks%3 - 1
	inv.pick(c, &r, size+1)
	inv.modules = inv.modules[:max(min(len(inv.modules), size+change-variant%2), 0)]
}

// pick installs n modules, one by one or in stacks. That the modules of a larger inventory begin with
// those of a smaller one is what makes a site's changes small.
func (inv *inventory) pick(c *catalogue, r *random, n int) {
	if len(inv.marks) != c.names || inv.mark+1 == 0 {
		inv.marks, inv.mark = make([]uint32, c.names), 0
	}
	inv.mark++
	inv.modules = inv.modules[:0]
	for tries := 0; len(inv.modules) < n && tries < 50*n; tries++ {
		if !r.hit(c.stackShare) {
			inv.add(c, int32(c.popular.draw(r.word())))
			continue
		}
		stack := &c.stacks[c.stackOf.draw(r.word())]
		if stack.platform >= 0 && stack.platform != inv.platform {
			continue
		}
		for _, m := range stack.modules {
			if r.hit(c.stackMember) {
				inv.add(c, m)
			}
		}
	}
}

// add installs a module, unless one of its name is there, perhaps by another author: Puppet loads
// modules by name.
func (inv *inventory) add(c *catalogue, m int32) {
	if name := c.modules[m].nameID; inv.marks[name] != inv.mark {
		inv.marks[name] = inv.mark
		inv.modules = append(inv.modules, m)
	}
}

// release returns the index of the release of a module that the site has on a day. A site adopts
// different modules at different times, around its own lag.
func (inv *inventory) release(c *catalogue, module, day int32) int {
	word := hash(forVersions, inv.site.key, uint64(module))
	return c.modules[module].at(day - inv.lag/2 - int32(below(word, int(inv.lag)+1)))
}
