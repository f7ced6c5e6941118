package job_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// The naive calculation: every table of queries/dropsonde worked out once more, in the most obvious way,
// from the truth that the generated lines were rendered from. It shares no code with isobar and knows
// neither SQL nor JSON.

// truth is what one report says. A nil pointer is a NULL.
type truth struct {
	site, message string
	micros        int64
	environments  *int64
	modules       []module
	classes       []counted
	platforms     []platform
	unusedModules []*string
	unusedClasses []*string
	dependencies  []*string
	methods       []counted
}

type module struct{ slug, version *string }

type counted struct {
	name  *string
	count *int64
}

type platform struct {
	class, platform *string
	count           *int64
}

// latest keeps one report a site of those within the window.
func latest(reports []truth, from, to int64) []truth {
	best := map[string]truth{}
	for _, r := range reports {
		if r.micros < from || r.micros >= to {
			continue
		}
		b, seen := best[r.site]
		if !seen || r.micros > b.micros || r.micros == b.micros && r.message > b.message {
			best[r.site] = r
		}
	}
	return slices.Collect(maps.Values(best))
}

// sitesBy counts, for each key, the sites that give it at least once.
type sitesBy map[string]map[string]bool

func (s sitesBy) add(site string, key ...string) {
	k := strings.Join(key, "\x00")
	if s[k] == nil {
		s[k] = map[string]bool{}
	}
	s[k][site] = true
}

// rows gives key and number of sites for keys of at least k sites, sorted.
func (s sitesBy) rows(k int) []string {
	var rows []string
	for key, sites := range s {
		if len(sites) >= k {
			rows = append(rows, fmt.Sprintf("%s\x00%d", key, len(sites)))
		}
	}
	return rows
}

// sumsBy adds what sites contribute to each key, each site clamped to ±bound.
type sumsBy map[string]map[string]int64

func (s sumsBy) add(site string, n int64, key string) {
	if s[key] == nil {
		s[key] = map[string]int64{}
	}
	s[key][site] += n
}

// text is the sum for a key, or "" where fewer than k sites contribute something.
func (s sumsBy) text(key string, k int, bound int64) string {
	sum, contributing := int64(0), 0
	for _, n := range s[key] {
		if n = max(min(n, bound), -bound); n != 0 {
			sum, contributing = sum+n, contributing+1
		}
	}
	if contributing < k {
		return ""
	}
	return fmt.Sprint(sum)
}

// naive gives the rows of every table, columns joined by NUL, sorted.
func naive(reports []truth, from, to int64, k, kTriples int) map[string][]string {
	kept := latest(reports, from, to)
	by := map[string]sitesBy{}
	for _, table := range []string{"module_usage", "module_versions", "module_pairs", "module_triples", "class_usage", "platforms", "class_platforms",
		"modules_per_site", "environments", "unused_modules", "unused_classes", "dependencies", "puppetfile_methods"} {
		by[table] = sitesBy{}
	}
	nodes, uses := sumsBy{}, sumsBy{}
	for _, r := range kept {
		slugs := map[string]bool{}
		for _, m := range r.modules {
			if m.slug == nil {
				continue
			}
			slugs[*m.slug] = true
			by["module_usage"].add(r.site, *m.slug)
			if m.version != nil {
				by["module_versions"].add(r.site, *m.slug, *m.version)
			}
		}
		distinct := slices.Sorted(maps.Keys(slugs))
		for i, a := range distinct {
			for j, b := range distinct[i+1:] {
				by["module_pairs"].add(r.site, a, b)
				for _, c := range distinct[i+1+j+1:] {
					by["module_triples"].add(r.site, a, b, c)
				}
			}
		}
		for _, c := range r.classes {
			if c.name != nil {
				by["class_usage"].add(r.site, *c.name)
				if c.count != nil {
					nodes.add(r.site, *c.count, *c.name)
				}
			}
		}
		for _, p := range r.platforms {
			if p.platform != nil {
				by["platforms"].add(r.site, *p.platform)
				if p.class != nil {
					by["class_platforms"].add(r.site, *p.class, *p.platform)
				}
			}
		}
		by["modules_per_site"].add(r.site, fmt.Sprint(min(len(r.modules)/10*10, 200)))
		if n := r.environments; n != nil && *n >= 0 {
			by["environments"].add(r.site, fmt.Sprint(step(*n)))
		}
		for _, name := range r.unusedModules {
			if name != nil {
				by["unused_modules"].add(r.site, *name)
			}
		}
		for _, name := range r.unusedClasses {
			if name != nil {
				by["unused_classes"].add(r.site, *name)
			}
		}
		for _, name := range r.dependencies {
			if name != nil {
				by["dependencies"].add(r.site, strings.ReplaceAll(*name, "/", "-"))
			}
		}
		for _, m := range r.methods {
			if m.name != nil && m.count != nil && *m.count > 0 {
				by["puppetfile_methods"].add(r.site, *m.name)
				uses.add(r.site, *m.count, *m.name)
			}
		}
	}
	tables := map[string][]string{}
	for table, sites := range by {
		threshold := k
		if table == "module_triples" {
			threshold = kTriples
		}
		tables[table] = sites.rows(threshold)
	}
	tables["module_versions"] = by["module_versions"].climb(k, `^(\d+\.\d+)\.`, `^(\d+)\.`)
	withSum(tables["class_usage"], nodes, k, 100)
	withSum(tables["puppetfile_methods"], uses, k, 100)
	if len(kept) >= k {
		tables["totals"] = []string{fmt.Sprintf("%d\x00%d", len(kept), len(tables["module_usage"]))}
	}
	for _, rows := range tables {
		sort.Strings(rows)
	}
	return tables
}

// climb gives the rows of a table in which the last column's values become coarser: as a pattern takes something out
// of them, and at last (other).
func (s sitesBy) climb(k int, patterns ...string) (rows []string) {
	left := maps.Clone(s)
	for level := range len(patterns) + 2 {
		row := func(key string) string { // that the key counts in; none for ""
			i := strings.LastIndexByte(key, 0) + 1
			switch {
			case level == len(patterns)+1:
				return key[:i] + "(other)"
			case strings.HasSuffix(key, "(other)"):
				return ""
			case level == 0:
				return key
			}
			m := regexp.MustCompile(patterns[level-1]).FindStringSubmatch(key[i:])
			if m == nil {
				return ""
			}
			return key[:i] + m[1] + " (other)"
		}
		coarser := sitesBy{}
		for key, sites := range left {
			for site := range sites {
				coarser.add(site, row(key))
			}
		}
		delete(coarser, "")
		rows = append(rows, coarser.rows(k)...)
		maps.DeleteFunc(left, func(key string, _ map[string]bool) bool { return len(coarser[row(key)]) >= k })
	}
	return rows
}

func withSum(rows []string, sums sumsBy, k int, bound int64) {
	for i, row := range rows {
		key, _, _ := strings.Cut(row, "\x00")
		rows[i] += "\x00" + sums.text(key, k, bound)
	}
}

// step is the histogram of environments: single numbers to 9, then from 10, 20, 50, 100.
func step(n int64) int64 {
	for _, from := range []int64{100, 50, 20, 10} {
		if n >= from {
			return from
		}
	}
	return n
}
