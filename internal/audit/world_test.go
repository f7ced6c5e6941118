package audit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// site is one site of a made-up world.
type site struct {
	one     map[string]string // attributes with one value; absent for NULL
	modules [][2]string       // slug and version
	classes []string
	active  bool
}

// world is private reports, of which releases are made and against which findings are checked.
type world []site

var singles = []string{"os", "county", "plan"}

func newWorld(rng *rand.Rand, sites int) world {
	w := make(world, sites)
	for i := range w {
		s := site{one: map[string]string{}, active: rng.IntN(4) > 0}
		for n, name := range singles {
			if v := rng.IntN(4 + n); v > 0 {
				s.one[name] = strings.ToUpper(name[:1]) + strconv.Itoa(min(v, 1+rng.IntN(4+n)))
			}
		}
		for m := range 6 {
			// The first modules are nearly everywhere, and the second comes with the first.
			if rng.IntN(10) < 9-m || m == 1 && len(s.modules) > 0 && rng.IntN(10) > 0 {
				s.modules = append(s.modules, [2]string{"m" + strconv.Itoa(m), "v" + strconv.Itoa(rng.IntN(2))})
				if rng.IntN(5) == 0 {
					s.modules = append(s.modules, [2]string{"m" + strconv.Itoa(m), "v2"})
				}
			}
		}
		for c := range 3 {
			if rng.IntN(3) > c {
				s.classes = append(s.classes, "c"+strconv.Itoa(c))
			}
		}
		w[i] = s
	}
	return w
}

// values gives the values of an attribute, NULL among them.
func (s *site) values(attribute string) []string {
	var all []string
	switch attribute {
	case "modules.slug":
		for _, m := range s.modules {
			all = append(all, m[0])
		}
	case "modules.version":
		for _, m := range s.modules {
			all = append(all, m[1])
		}
	case "classes.name":
		all = slices.Clone(s.classes)
	default:
		v, ok := s.one[attribute]
		if !ok {
			v = "NULL"
		}
		return []string{v}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (s *site) has(a Attribute) bool {
	value := a.Value
	if a.Null {
		value = "NULL"
	}
	return slices.Contains(s.values(a.Name), value)
}

// Sites implements Truth.
func (w world) Sites(where []string, has, hasNot []Attribute) (int64, bool) {
	var n int64
	for i := range w {
		s := &w[i]
		if len(where) > 0 && !s.active || slices.ContainsFunc(has, func(a Attribute) bool { return !s.has(a) }) || slices.ContainsFunc(hasNot, s.has) {
			continue
		}
		n++
	}
	return n, true
}

// protection is how a made-up release protects its numbers.
type protection struct {
	k, step int64
	seed    uint64
}

// shown gives a cell's number as published; ok is false if it is withheld. meaning decides the rounding.
func (p protection) shown(n int64, meaning string) (int64, bool) {
	if p.step <= 1 {
		return n, n >= p.k
	}
	var h uint64 = p.seed + 14695981039346656037
	for _, c := range []byte(meaning) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 29
	u := int64(h%uint64(p.step)+uint64(p.step)) % p.step
	return (n + u) / p.step * p.step, n >= p.k+u
}

// table counts sites by attributes, each of which is of an element of its own, or, if linked, of the same
// element of modules.
func (w world) table(name string, p protection, attributes []string, active bool) givenTable {
	t := givenTable{name: name, step: p.step}
	if active {
		t.where = []string{"active"}
	}
	linked := slices.Contains(attributes, "modules.version")
	t.sets = len(attributes) > 1 && attributes[0] == attributes[1]
	for _, a := range attributes {
		if slices.Contains(singles, a) {
			a += "!"
		}
		t.columns = append(t.columns, a)
	}
	counts := map[string]int64{}
	for i := range w {
		s := &w[i]
		if active && !s.active {
			continue
		}
		seen := map[string]bool{}
		if linked {
			for _, m := range s.modules {
				seen[m[0]+" "+m[1]] = true
			}
		} else {
			var row func(at int, values []string)
			row = func(at int, values []string) {
				if at == len(attributes) {
					seen[strings.Join(values, " ")] = true
					return
				}
				for _, v := range s.values(attributes[at]) {
					if !t.sets || at == 0 || v > values[at-1] {
						row(at+1, append(values[:at:at], v))
					}
				}
			}
			row(0, nil)
		}
		for key := range seen {
			counts[key]++
		}
	}
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		fields := strings.Fields(key)
		meaning := fmt.Sprint(t.where, attributes, fields)
		if n, ok := p.shown(counts[key], meaning); ok {
			t.rows = append(t.rows, append(fields, strconv.FormatInt(n, 10)))
		}
	}
	return t
}

func (w world) release(p protection) given {
	n, _ := p.shown(int64(len(w)), "all")
	g := given{k: int(p.k), step: p.step, sites: n}
	for name, attributes := range map[string][]string{
		"os": {"os"}, "county": {"county"}, "plan": {"plan"}, "os_county": {"os", "county"}, "os_plan": {"os", "plan"},
		"modules": {"modules.slug"}, "pairs": {"modules.slug", "modules.slug"}, "modules_os": {"modules.slug", "os"},
		"modules_os_county": {"modules.slug", "os", "county"}, "versions": {"modules.slug", "modules.version"},
		"classes": {"classes.name"}, "modules_classes": {"modules.slug", "classes.name"},
	} {
		g.tables = append(g.tables, w.table(name, p, attributes, false))
	}
	g.tables = append(g.tables, w.table("active_modules", p, []string{"modules.slug"}, true))
	if p.seed%2 == 0 {
		g.tables = append(g.tables, w.table("triples", p, []string{"modules.slug", "modules.slug", "modules.slug"}, false))
	}
	slices.SortFunc(g.tables, func(a, b givenTable) int { return strings.Compare(a.name, b.name) })
	return g
}

// Whatever is published of random sites by a threshold, with exact and with rounded numbers, each finding's
// group has as many sites as the finding says.
func TestFindingsAreTrue(t *testing.T) {
	checked := map[string]int{}
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(rng, 20+rng.IntN(60))
		p := protection{k: 2 + rng.Int64N(5), step: 1, seed: seed}
		if seed%3 == 2 {
			p.step = 2 + rng.Int64N(3)
		}
		r := audited(t, Options{Truth: func(_, _ string) Truth { return w }}, w.release(p))
		for i := range r.Findings {
			f := &r.Findings[i]
			if f.True == nil {
				continue
			}
			checked[f.Attack+" "+f.Kind+" "+f.Assumes]++
			if n := *f.True; n < f.Lo || n > f.Hi {
				t.Fatalf("seed %d, %+v: %s: there are %d", seed, p, f.short(), n)
			}
			if !f.Likely && (f.Lo < 1 || f.Hi >= p.k) {
				t.Fatalf("seed %d, %+v: %s is no small group", seed, p, f.short())
			}
		}
		if len(r.Limits) > 0 {
			t.Fatalf("seed %d: %q", seed, r.Limits)
		}
	}
	t.Log(checked)
	for _, attack := range []string{"A1", "A2", "A3", "A4", "A5"} {
		n := 0
		for what, m := range checked {
			if strings.HasPrefix(what, attack) {
				n += m
			}
		}
		if n < 20 {
			t.Errorf("%d findings of %s were checked", n, attack)
		}
	}
}
