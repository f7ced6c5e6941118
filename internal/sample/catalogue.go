package sample

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// catalogue is the world that all sites live in: what modules, classes and platforms there are, how
// popular they are, and which versions are out. It is made once from the profile and only read then.
type catalogue struct {
	profile *Profile

	modules []module // most popular first
	names   int      // distinct names of modules
	popular chooser  // of modules
	stacks  []stack
	stackOf chooser // of stacks

	size, nodes, lag table
	platforms        []string // JSON strings
	platform         chooser
	methods          []weightedJSON

	// The profile's shares, as odds.
	withoutPuppetDB, withoutModules, secondPlatform, furtherEnvironment odds
	submitted                                                           odds
	stackShare, stackMember, twice, stuck                               odds
	used, further, onPlatforms, unused                                  odds
	furtherDependency, slash                                            odds
	missing, null, odd                                                  odds
}

type weightedJSON struct {
	name string // JSON string
	odds odds
}

type module struct {
	slug, author, name     string // author-name
	quotedSlug, quotedName string // JSON strings
	nameID                 int32  // equal for equal names

	releases []release // newest first; at least one
	classes  []string  // JSON strings; the first is the module's main class
}

// release is one version of a module and the day it came out.
type release struct {
	day    int32  // since 1970-01-01
	quoted string // the version, as a JSON string
	major  int
}

type stack struct {
	platform int // index, or -1 for everywhere
	modules  []int32
}

// longestInventory bounds the modules of a site.
const longestInventory = 1000

func newCatalogue(p *Profile, until week) (*catalogue, error) {
	c := &catalogue{
		profile: p,
		size:    makeTable(logNormalOf(p.Modules.Mean, p.Modules.Deviation), 1, int32(min(longestInventory, len(p.Names)/2))),
		nodes:   makeTable(logNormal(p.Sites.Nodes.Median, p.Sites.Nodes.Scale), 1, 1_000_000),
		lag:     makeTable(logistic(7*p.Lag.Median, 7*p.Lag.Scale), 0, 10_000), // days

		withoutPuppetDB: oddsOf(p.Sites.WithoutPuppetDB), withoutModules: oddsOf(p.Sites.WithoutModules),
		secondPlatform: oddsOf(p.Sites.SecondPlatform), furtherEnvironment: continuing(p.Sites.Environments - 1),
		submitted:  oddsOf(p.Reports.Submitted),
		stackShare: oddsOf(p.Modules.StackShare), stackMember: oddsOf(p.Modules.StackMember),
		twice: oddsOf(p.Modules.Twice), stuck: oddsOf(p.Stuck),
		used: oddsOf(p.Classes.Used), further: oddsOf(p.Classes.Further),
		onPlatforms: oddsOf(p.Classes.OnPlatforms), unused: oddsOf(p.Classes.Unused),
		furtherDependency: continuing(p.Dependencies.Mean), slash: oddsOf(p.Dependencies.Slash),
		missing: oddsOf(p.Flaws.Missing), null: oddsOf(p.Flaws.Null), odd: oddsOf(p.Flaws.Odd),
	}
	c.addModules(until)
	weights := make([]float64, len(p.Platforms))
	for i, platform := range p.Platforms {
		c.platforms = append(c.platforms, quote(platform.Name))
		weights[i] = platform.Weight
	}
	c.platform = newChooser(weights)
	for _, m := range p.Methods {
		c.methods = append(c.methods, weightedJSON{quote(m.Name), oddsOf(m.Weight)})
	}
	return c, c.addStacks()
}

// continuing is the odds of each further one of a geometric number with that mean.
func continuing(mean float64) odds { return oddsOf(max(mean, 0) / (1 + max(mean, 0))) }

// quote writes a text as a JSON string.
func quote(text string) string {
	b, err := json.Marshal(text)
	if err != nil { // no text is without a JSON form
		return `""`
	}
	return string(b)
}

func (c *catalogue) addModules(until week) {
	p := c.profile
	rank := map[string]int{}
	for i, slug := range p.Modules.Popular {
		rank[slug] = i
	}
	slugs := slices.Clone(p.Names)
	byHash(forRank, slugs)
	slices.SortStableFunc(slugs, func(a, b string) int {
		ra, aKnown := rank[a]
		rb, bKnown := rank[b]
		if !aKnown {
			ra = len(slugs)
		}
		if !bKnown {
			rb = len(slugs)
		}
		return cmp.Compare(ra, rb)
	})
	weights := make([]float64, len(slugs))
	ids := map[string]int32{}
	for i, slug := range slugs {
		author, name, _ := strings.Cut(slug, "-")
		if _, known := ids[name]; !known {
			ids[name] = int32(len(ids))
		}
		c.modules = append(c.modules, module{
			slug: slug, author: author, name: name, nameID: ids[name], quotedSlug: quote(slug), quotedName: quote(name),
			releases: releasesOf(slug, i, until), classes: classesOf(slug, name, p.Classes.Suffixes),
		})
		weights[i] = math.Pow(float64(i)+1+p.Modules.Offset, -p.Modules.Exponent)
	}
	c.names = len(ids)
	c.popular = newChooser(weights)
}

func (c *catalogue) addStacks() error {
	index := make(map[string]int32, len(c.modules))
	for i, m := range c.modules {
		index[m.slug] = int32(i)
	}
	var weights []float64
	everywhere := false
	for _, s := range c.profile.Stacks {
		made := stack{platform: -1}
		if s.Platform != "" {
			made.platform = slices.IndexFunc(c.profile.Platforms, func(p Weighted) bool { return p.Name == s.Platform })
			if made.platform < 0 {
				return fmt.Errorf("%s: stack %s: %s is not one of the platforms", ProfileFile, s.Name, s.Platform)
			}
		}
		for _, slug := range s.Modules {
			made.modules = append(made.modules, index[slug])
		}
		everywhere = everywhere || made.platform < 0
		c.stacks = append(c.stacks, made)
		weights = append(weights, s.Weight)
	}
	if !everywhere {
		return fmt.Errorf("%s: at least one stack must be for every platform", ProfileFile)
	}
	c.stackOf = newChooser(weights)
	return nil
}

// firstDay is when the oldest modules came out: 2012-01-01.
const firstDay = 15340

// releasesOf makes a module's history up to the end of a week: popular modules release every two or
// three months and go on, the others rarely, and many stop.
func releasesOf(slug string, rank int, until week) []release {
	var r random
	r.seed(forReleases, hashText(forReleases, slug))
	last := int32((until + 1).start() / (24 * 3600))
	day := int32(firstDay + r.below(1500))
	pace := 50 + r.below(60) + min(rank, 600)/2 // mean days between two releases
	most := math.MaxInt
	if rank > 300 && r.below(10) < 6 {
		most = 1 + r.below(8)
	}
	major, minor, patch := r.below(2), 1+r.below(3), 0
	var all []release
	for {
		all = append(all, release{day, quote(fmt.Sprintf("%d.%d.%d", major, minor, patch)), major})
		day += int32(pace/2 + r.below(pace))
		if day > last || len(all) >= most {
			break
		}
		switch kind := r.below(100); {
		case kind < 12:
			major, minor, patch = major+1, 0, 0
		case kind < 55:
			minor, patch = minor+1, 0
		default:
			patch++
		}
	}
	slices.Reverse(all)
	return all
}

// classesOf names a module's classes as PuppetDB does: Apache, Apache::Service.
func classesOf(slug, name string, suffixes []string) []string {
	var r random
	r.seed(forClasses, hashText(forClasses, slug))
	main := strings.ToUpper(name[:1]) + name[1:]
	classes := []string{quote(main)}
	start := r.below(len(suffixes))
	for i := range min(r.geometric(continuing(1.6), 12), len(suffixes)) {
		classes = append(classes, quote(main+"::"+suffixes[(start+i)%len(suffixes)]))
	}
	return classes
}

// at returns the index of the newest release that was out on a day, or of the oldest.
func (m *module) at(day int32) int {
	for i := range m.releases {
		if m.releases[i].day <= day {
			return i
		}
	}
	return len(m.releases) - 1
}
