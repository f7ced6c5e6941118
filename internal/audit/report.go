package audit

import (
	"cmp"
	"slices"
)

// Report is what an audit found.
type Report struct {
	Releases []Release `json:"releases"` // that were read, by dataset and week
	// Findings are the first few of each attack and kind; Counts has how many there are.
	Findings []Finding `json:"findings"`
	Counts   []Count   `json:"counts"`
	// Warnings are facts about every site of a group (A11). They are no findings: nothing short of
	// hiding the group removes them.
	Warnings      []Finding `json:"warnings"`
	WarningCounts []Count   `json:"warning_counts"`
	// Limits say in sentences what was not searched.
	Limits []string `json:"limits"`
	// Forced are the cells of Options.Withheld that the numbers show to have more sites than a missing row may.
	Forced []Forced `json:"-"`
	// Incomplete is true if the time ran out: what was not searched may have findings.
	Incomplete bool `json:"incomplete"`
}

// Release is one release that was read.
type Release struct {
	Dataset string `json:"dataset"`
	Week    string `json:"week"`
	Mode    string `json:"mode"`
	K       int64  `json:"k"`
	Tables  int    `json:"tables"` // that count sites
	Rows    int64  `json:"rows"`
	Cells   int64  `json:"cells"`  // rows that mean the same are one cell
	Judged  bool   `json:"judged"` // false if it was read only to compare its neighbour with it
}

// Count is the number of findings of one kind.
type Count struct {
	Attack  string `json:"attack"`
	Kind    string `json:"kind"`
	Certain int64  `json:"certain"`
	Likely  int64  `json:"likely"`
}

// Finding is a group of sites that published numbers tell apart and that is certain to have from 1 to
// k-1 sites; or, if Likely, a sign of one.
type Finding struct {
	Attack  string `json:"attack"` // "A3", as the threat model numbers them
	Kind    string `json:"kind"`   // what of the attack: "difference"
	Likely  bool   `json:"likely,omitempty"`
	Dataset string `json:"dataset"`
	// Weeks are one week, or the two that were compared.
	Weeks  []string `json:"weeks"`
	Tables []string `json:"tables"` // whose numbers were used
	// Group says in words which sites it is about.
	Group string `json:"group"`
	Lo    int64  `json:"lo"` // least number of sites of the group
	Hi    int64  `json:"hi"` // greatest number of sites
	// Evidence is the numbers that lead to it.
	Evidence []string `json:"evidence"`
	// Assumes is what has to hold besides the numbers, or "".
	Assumes string `json:"assumes,omitempty"`
	// Where, Has and HasNot describe the group to programs, if it can be described that way.
	Where  []string    `json:"where,omitempty"`
	Has    []Attribute `json:"has,omitempty"`
	HasNot []Attribute `json:"has_not,omitempty"`
	// HasNotMore is how many further attributes HasNot would have.
	HasNotMore int `json:"has_not_more,omitempty"`
	// Rows are published rows of the one week whose numbers lead to it, some if they are many. nil if they are not
	// known.
	Rows []Row `json:"-"`
	// True is the number of sites in the private reports, if they were given. It is private.
	True *int64 `json:"true,omitempty"`

	hasNot  []Attribute // all
	askable bool        // Where, Has and hasNot are exactly the group
}

// Attribute is a value that a site has, or one of the values.
type Attribute struct {
	Name  string `json:"name"` // "modules.slug"
	Value string `json:"value,omitempty"`
	Null  bool   `json:"null,omitempty"`
}

// Truth counts sites in private reports, to see whether findings are right. It is for the operator: what
// it says is not public.
type Truth interface {
	// Sites counts the sites of the week that meet the conditions and have all attributes of has and
	// none of hasNot. ok is false if it cannot tell.
	Sites(where []string, has, hasNot []Attribute) (sites int64, ok bool)
}

// Certain is the number of findings, listed or not, that are certain.
func (r *Report) Certain() (n int64) {
	for _, c := range r.Counts {
		n += c.Certain
	}
	return n
}

// Likely is the number of findings, listed or not, that are only likely.
func (r *Report) Likely() (n int64) {
	for _, c := range r.Counts {
		n += c.Likely
	}
	return n
}

// Passed says that the search came to its end and found nothing certain.
func (r *Report) Passed() bool { return !r.Incomplete && r.Certain() == 0 }

// The attacks, by their numbers in the threat model.
const (
	rollUp      = "A1"
	linkedCells = "A2"
	subtraction = "A3"
	triangle    = "A4"
	pinning     = "A5"
	averaging   = "A6"
	weekly      = "A8"
	threshold   = "A9"
	homogeneous = "A11"
)

// hiddenIsFew is what findings assume that use the absence of a row.
const hiddenIsFew = "a row that is not published has too few sites"

// kindOf names what is counted and listed together.
type kindOf struct {
	attack, kind string
	likely       bool
}

// collector counts findings and keeps the first of each kind. Collectors of parts of a search, merged in
// the order of the parts, hold what one collector of the whole would.
type collector struct {
	most   int // kept of each kind; negative for all
	counts map[kindOf]int64
	kept   map[kindOf][]Finding
}

func newCollector(most int) *collector {
	return &collector{most: most, counts: map[kindOf]int64{}, kept: map[kindOf][]Finding{}}
}

// add counts a finding; make is called if it is to be kept.
func (c *collector) add(kind kindOf, make func() Finding) {
	c.counts[kind]++
	if c.most >= 0 && len(c.kept[kind]) >= c.most {
		return
	}
	f := make()
	f.Attack, f.Kind, f.Likely = kind.attack, kind.kind, kind.likely
	c.kept[kind] = append(c.kept[kind], f)
}

func (c *collector) merge(other *collector) {
	for kind, n := range other.counts {
		c.counts[kind] += n
	}
	for kind, found := range other.kept {
		if room := c.most - len(c.kept[kind]); c.most >= 0 && len(found) > room {
			found = found[:room]
		}
		c.kept[kind] = append(c.kept[kind], found...)
	}
}

// findings gives what was kept, by attack and kind, the certain ones first.
func (c *collector) findings() []Finding {
	all := []Finding{}
	for _, kind := range c.kinds() {
		all = append(all, c.kept[kind]...)
	}
	return all
}

func (c *collector) tally() []Count {
	counts := []Count{}
	for _, kind := range c.kinds() {
		last := len(counts) - 1
		if last < 0 || counts[last].Attack != kind.attack || counts[last].Kind != kind.kind {
			counts = append(counts, Count{Attack: kind.attack, Kind: kind.kind})
			last++
		}
		if kind.likely {
			counts[last].Likely += c.counts[kind]
		} else {
			counts[last].Certain += c.counts[kind]
		}
	}
	return counts
}

func (c *collector) kinds() []kindOf {
	kinds := make([]kindOf, 0, len(c.counts))
	for kind := range c.counts {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, func(a, b kindOf) int {
		// A11 comes after A9.
		return cmp.Or(cmp.Compare(len(a.attack), len(b.attack)), cmp.Compare(a.attack, b.attack),
			cmp.Compare(a.kind, b.kind), order(a.likely, b.likely))
	})
	return kinds
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
