package sample

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
)

const populationSize = 4000

var common struct {
	once    sync.Once
	summary Summary
	lines   []string
	reports []parsed
}

// commonSample is one week of populationSize sites, for the tests that only look.
func commonSample(t *testing.T) (Summary, []parsed) {
	common.once.Do(func() {
		common.summary = generate(t, populationSize, nil)
		data := contents(t, common.summary)
		common.lines, common.reports = lines(data), parseAll(t, data)
	})
	if len(common.reports) == 0 {
		t.Fatal("there is no sample to look at")
	}
	return common.summary, common.reports
}

// within fails unless got is in the range.
func within(t *testing.T, what string, got, least, most float64) {
	t.Helper()
	if !(got >= least && got <= most) {
		t.Errorf("%s: %.4g is not within %g and %g", what, got, least, most)
	}
}

// TestStatistics holds a week of 4,000 sites to what makes it a fair stand-in: sizes, popularity, and
// how often each quirk of real reports comes. A share p of n reports has a deviation of √(p(1−p)/n);
// the ranges are at least four of them wide.
func TestStatistics(t *testing.T) {
	const sites = populationSize
	made, reports := commonSample(t)
	n := float64(len(reports))
	if int64(len(reports)) != made.Reports {
		t.Errorf("%d lines, %d reports in the summary", len(reports), made.Reports)
	}
	within(t, "bytes a report", float64(made.Bytes)/n, 5000, 5600)
	within(t, "megabytes of 100,000 sites", float64(made.Bytes)/sites*100_000/1e6, 520, 570)

	share := func(of func(parsed) bool) float64 {
		hits := 0
		for _, r := range reports {
			if of(r) {
				hits++
			}
		}
		return float64(hits) / n
	}
	within(t, "submitted", share(func(r parsed) bool { return r.submitted }), 0.08, 0.12)
	within(t, "without classes", share(func(r parsed) bool { return len(r.list("classes")) == 0 }), 0.22, 0.30)
	within(t, "without class_platforms", share(func(r parsed) bool { _, ok := r.columns["class_platforms"]; return !ok }), 0.22, 0.28)
	within(t, "classes null", share(func(r parsed) bool { c, ok := r.columns["classes"]; return ok && c == nil }), 0.01, 0.06)
	within(t, "no classes at all", share(func(r parsed) bool { _, ok := r.columns["classes"]; return !ok }), 0.01, 0.06)
	within(t, "without modules", share(func(r parsed) bool { return len(r.list("modules")) == 0 }), 0.004, 0.017)
	within(t, "environment_count null", share(func(r parsed) bool { e, ok := r.columns["environment_count"]; return ok && e == nil }), 0.001, 0.01)
	within(t, "no environment_count", share(func(r parsed) bool { _, ok := r.columns["environment_count"]; return !ok }), 0.001, 0.01)

	var modules, pairs float64
	for _, r := range reports {
		size := float64(len(r.list("modules")))
		modules += size
		pairs += size * (size - 1) / 2
	}
	within(t, "modules a site", modules/n, 39.5, 44.5)
	within(t, "million module pairs of 100,000 sites", pairs/n*100_000/1e6, 120, 155)
}

// TestPopularity: a few modules are nearly everywhere, and most of the list is rare: the number of
// sites falls about as one over the rank.
func TestPopularity(t *testing.T) {
	_, reports := commonSample(t)
	count := map[string]float64{}
	for _, r := range reports {
		seen := map[string]bool{}
		for _, m := range r.list("modules") {
			if slug := field(m, "slug"); slug != "" && !seen[slug] {
				seen[slug] = true
				count[slug] += 1 / float64(len(reports))
			}
		}
	}
	var ranked []string
	for slug := range count {
		ranked = append(ranked, slug)
	}
	slices.SortFunc(ranked, func(a, b string) int { return cmp.Or(-cmp.Compare(count[a], count[b]), cmp.Compare(a, b)) })
	if ranked[0] != "puppetlabs-stdlib" {
		t.Errorf("the most popular module is %s", ranked[0])
	}
	within(t, "share of the 1st", count[ranked[0]], 0.8, 0.95)
	within(t, "share of the 10th", count[ranked[9]], 0.3, 0.6)
	within(t, "share of the 100th", count[ranked[99]], 0.05, 0.13)
	within(t, "share of the 1000th", count[ranked[999]], 0.002, 0.008)
	within(t, "modules seen at all", float64(len(ranked)), 6000, 6351)
	within(t, "share of rank r times r, 200th to 2000th",
		count[ranked[199]]*200/(count[ranked[1999]]*2000), 0.7, 2.2)
}

// TestStacks: modules of a stack come together more often than their popularity alone explains, and
// those of Windows where Windows is.
func TestStacks(t *testing.T) {
	_, reports := commonSample(t)
	lift := func(a, b func(parsed) bool) float64 {
		var nA, nB, both float64
		for _, r := range reports {
			isA, isB := a(r), b(r)
			if isA {
				nA++
			}
			if isB {
				nB++
			}
			if isA && isB {
				both++
			}
		}
		return both * float64(len(reports)) / (nA * nB)
	}
	has := func(slug string) func(parsed) bool {
		return func(r parsed) bool {
			return slices.ContainsFunc(r.list("modules"), func(m any) bool { return field(m, "slug") == slug })
		}
	}
	windows := func(r parsed) bool {
		return slices.ContainsFunc(r.list("class_platforms"), func(c any) bool { return field(c, "platform") == "windows" })
	}
	within(t, "openstack-nova and openstack-heat", lift(has("openstack-nova"), has("openstack-heat")), 8, 100)
	within(t, "icinga-icinga2 and icinga-icingaweb2", lift(has("icinga-icinga2"), has("icinga-icingaweb2")), 2.5, 20)
	within(t, "puppet-windows_env and Windows", lift(has("puppet-windows_env"), windows), 2, 20)
}

// TestQuirks: every oddity of real reports is there, so that a reader that is tried on samples meets it.
func TestQuirks(t *testing.T) {
	_, reports := commonSample(t)
	seen := map[string]int{}
	note := func(quirk string, is bool) {
		if is {
			seen[quirk]++
		}
	}
	for _, r := range reports {
		for _, name := range []string{"unused_modules", "unused_classes"} {
			for _, entry := range r.list(name) {
				if _, isText := entry.(string); !isText {
					t.Fatalf("%s holds %T", name, entry)
				}
				seen[name]++
			}
		}
		for _, d := range r.list("dependencies") {
			note("dependency author/name", strings.Contains(field(d, "name"), "/"))
			note("dependency author-name", strings.Contains(field(d, "name"), "-") && !strings.Contains(field(d, "name"), "/"))
		}
		platforms := map[string]float64{}
		for _, c := range r.list("class_platforms") {
			key := field(c, "name") + " " + field(c, "platform")
			count, isNumber := countOf(c)
			before, again := platforms[key]
			note("class_platforms repeated", again)
			if again && isNumber && !math.IsNaN(before) && before != count {
				t.Fatalf("repeats of one entry of class_platforms say %v and %v", before, count)
			}
			platforms[key] = count
		}
		versions := map[string]string{}
		for _, m := range r.list("modules") {
			entry, isObject := m.(map[string]any)
			note("entry that is no object", !isObject)
			if !isObject {
				continue
			}
			version, ok := entry["version"]
			note("missing field", !ok)
			note("null field", ok && version == nil)
			_, isText := version.(string)
			note("field of another type", ok && version != nil && !isText)
			if slug := field(m, "slug"); slug != "" && isText {
				before, again := versions[slug]
				note("module in two versions", again && before != version)
				versions[slug] = version.(string)
			}
		}
	}
	for _, quirk := range []string{
		"unused_modules", "unused_classes", "dependency author/name", "dependency author-name", "class_platforms repeated",
		"entry that is no object", "missing field", "null field", "field of another type", "module in two versions",
	} {
		if seen[quirk] < 5 {
			t.Errorf("%s: %d times", quirk, seen[quirk])
		}
	}
}

// countOf is the count of an entry, NaN if it is flawed.
func countOf(entry any) (float64, bool) {
	m, _ := entry.(map[string]any)
	n, ok := m["count"].(float64)
	if !ok || field(entry, "name") == "" || field(entry, "platform") == "" {
		return math.NaN(), false
	}
	return n, true
}
