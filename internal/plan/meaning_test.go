package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"isobar/internal/value"
)

// meaningCase is a line of testdata/meaning.jsonl: a query and the plan that package gsql makes of it. Cases
// whose names agree up to the slash count the same thing.
type meaningCase struct {
	Name, SQL string
	Plan      json.RawMessage
	query     *Query
}

func (c meaningCase) class() string {
	class, _, _ := strings.Cut(c.Name, "/")
	return class
}

func meaningCases(t *testing.T) []meaningCase {
	t.Helper()
	data, err := os.ReadFile("testdata/meaning.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var cases []meaningCase
	for line := range bytes.Lines(data) {
		var c meaningCase
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		if c.query, err = Unmarshal(c.Plan); err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		cases = append(cases, c)
	}
	return cases
}

// cellKey is all of a meaning that tells what cells are, in whatever order the keys are.
func cellKey(attributes []Attribute, given []Given, conditions []string) string {
	var all []string
	for _, at := range attributes {
		if !at.Implied {
			all = append(all, at.Name)
		}
	}
	slices.Sort(all)
	for _, g := range given {
		all = append(all, g.String())
	}
	return strings.Join(append(all, conditions...), "\n")
}

func TestOneMeaningWhateverTheWords(t *testing.T) {
	classOf, keyOf, n := map[string]string{}, map[string]string{}, 0
	for _, c := range meaningCases(t) {
		if strings.HasPrefix(c.Name, "measures of") {
			continue
		}
		n++
		g := c.query.Groups[0]
		m := g.Meaning()
		key := cellKey(m.Attributes, m.Given, m.Conditions)
		if want, seen := keyOf[c.class()]; seen && key != want {
			t.Errorf("%s: %s\nmeans\n%s\nbut the others mean\n%s", c.Name, c.SQL, key, want)
		}
		keyOf[c.class()] = key
		if class, seen := classOf[key]; seen && class != c.class() {
			t.Errorf("%s and %s mean the same: %s", c.Name, class, key)
		}
		classOf[key] = c.class()
		if g.Itemset != nil && (!m.Sets || len(m.Where) > 0) {
			t.Errorf("%s: an item set is %+v", c.Name, m)
		}
		if m.Sets != (c.class() == "pairs" || c.class() == "triples") {
			t.Errorf("%s: sets: %v", c.Name, m.Sets)
		}
		for i, mm := range m.Measures {
			if mm.Name != "sites" || len(mm.Beside) > 0 || mm.PerSite != 1 || cellKey(mm.Attributes, mm.Given, mm.Conditions) != key {
				t.Errorf("%s: measure %d is %s", c.Name, i, mm)
			}
		}
	}
	if n < 80 {
		t.Errorf("only %d cases", n)
	}
}

// What a meaning says, in full, for the forms that matter most.
func TestMeaningInWords(t *testing.T) {
	want := map[string]string{
		"all/2":                  `[] where []`,
		"some module/0":          `[] where ["exists modules"]`,
		"slug/6":                 `[modules.slug@1 upper(modules.slug)@1! "module"*!] where []`,
		"os apt/1":               `[host.os*] where ["modules.slug = \"apt\""]`,
		"slug version/0":         `[modules.slug@1 modules.version@1] where []`,
		"slug and version/2":     `[modules[1].slug@1 modules[2].version@2] where []`,
		"pairs/0":                `[modules.slug@1 modules.slug@2] where []`,
		"pairs of one version/0": `[modules[1].slug@1 modules[2].slug@2] where ["modules[1].version = modules[2].version"]`,
		"busy slug/2":            `[modules.slug@1] where ["FLOAT64 '1' < load"]`,
		"arch and resource/1":    `[nodes[2].arch@1 nodes.capacity.resource@2] where ["nodes.capacity of nodes[1]"]`,
		"modules per site/0":     `[array_length(modules)*] where []`,
		"tags counted/1":         `[group by (TRUE) {from report, tags}.(rows())*] where []`,
		"slug or tag/1":          `[union_all {from report, modules; from report, tags}.(modules.slug | tags)@1] where []`,
		"outer with condition/0": `[modules.slug IS NULL@1] where ["outer modules on host.os = modules.version"]`,
	}
	for _, c := range meaningCases(t) {
		w, ok := want[c.Name]
		if !ok {
			continue
		}
		delete(want, c.Name)
		m := c.query.Groups[0].Meaning()
		var attributes []string
		for _, at := range m.Attributes {
			s := at.Name
			if at.Element > 0 {
				s += fmt.Sprintf("@%d", at.Element)
			}
			if at.Single {
				s += "*"
			}
			if at.Implied {
				s += "!"
			}
			attributes = append(attributes, s)
		}
		if got := fmt.Sprintf("[%s] where %q", strings.Join(attributes, " "), m.Where); got != w {
			t.Errorf("%s: %s\nwant %s", c.Name, got, w)
		}
	}
	if len(want) > 0 {
		t.Errorf("no cases %v", want)
	}
}

func TestMeasuresInWords(t *testing.T) {
	want := map[string][]string{
		"measures of measures": {"sites 1", "rows 0", "rows where NOT (modules.version IS NULL) 0", `rows where modules.slug = "apt" 0`, "values(modules.slug) 1",
			"sum(environment_count) 1000", "avg(environment_count) 1000", `sites where modules.slug = "apt" 1`, "sites where FLOAT64 '1' < load 1"},
		"measures of pivot":      {`sites where modules.slug = "apt" 1`, `rows where modules.slug = "apt" 0`, `sites where modules.slug = "ntp" 1`, `rows where modules.slug = "ntp" 0`},
		"measures of one row":    {"sites 1", "sites where NOT (load IS NULL) 1", "sites where FLOAT64 '1' < load 1", "sum(environment_count) 1000"},
		"measures of nested sum": {"rows 0", "sum(nodes.capacity.value) 64", "avg(nodes.capacity.value) 64"},
		"measures of totals":     {"sites 1", "values(modules.slug) 1", "rows 0", "rows where NOT (modules.version IS NULL) 0"},
	}
	byName := map[string]Meaning{}
	for _, c := range meaningCases(t) {
		m := c.query.Groups[0].Meaning()
		byName[c.Name] = m
		if w, ok := want[c.Name]; ok {
			var got []string
			for _, mm := range m.Measures {
				got = append(got, fmt.Sprint(mm, " ", mm.PerSite))
			}
			if !slices.Equal(got, w) {
				t.Errorf("%s: %q\nwant %q", c.Name, got, w)
			}
			// Bounded to one row a site, counts of rows are counts of sites.
			for i, mm := range c.query.BoundRows(1).Groups[0].Meaning().Measures {
				if old := m.Measures[i]; old.Name == "rows" && (mm.Name != "sites" || mm.PerSite != 1) || old.Name != "rows" && old.String() != mm.String() {
					t.Errorf("%s: of one row a site, %s is %s of %d", c.Name, old, mm, mm.PerSite)
				}
			}
		}
	}
	// A measure under a condition counts the cell of a query with that condition.
	apt, pivot, os := byName["measures of measures"].Measures[7], byName["measures of pivot"].Measures[0], byName["os apt/0"]
	for _, mm := range []MeasureMeaning{apt, pivot} {
		if cellKey(mm.Attributes, mm.Given, mm.Conditions) != cellKey(os.Attributes, os.Given, os.Conditions) {
			t.Errorf("%+v is not %+v", mm, os)
		}
	}
}

// What the numbers of slots are makes no difference.
func TestMeaningIgnoresSlots(t *testing.T) {
	slots := regexp.MustCompile(`("count":\d+,)?"(slot|of|elem|offset|public)":(\d+)`)
	for _, c := range meaningCases(t) {
		moved := slots.ReplaceAllFunc(c.Plan, func(match []byte) []byte {
			if bytes.HasPrefix(match, []byte(`"count"`)) { // of LIMIT
				return match
			}
			name, number, _ := bytes.Cut(match, []byte(":"))
			n, err := strconv.Atoi(string(number))
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Appendf(nil, "%s:%d", name, 40-n)
		})
		moved = regexp.MustCompile(`"slots":\d+`).ReplaceAll(moved, []byte(`"slots":41`))
		q, err := Unmarshal(moved)
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		words := func(q *Query) string {
			m := q.Groups[0].Meaning()
			return fmt.Sprint(m.Attributes, m.Where, m.Sets, m.Measures)
		}
		if want, got := words(c.query), words(q); want != got {
			t.Errorf("%s: %s\nwith other slots %s", c.Name, want, got)
		}
	}
}

// Columns computed of columns that are computed double at each step; their texts must not.
func TestMeaningOfDoublingColumns(t *testing.T) {
	var op Op = &Report{}
	var e Expr = &Field{Column: "host.os", Of: Root, Type: value.String}
	var cond Expr = &Call{Fn: "$is_null", Args: []Expr{e}, Type: value.Bool}
	for i := range Slot(60) {
		op = &Project{Input: op, Columns: []Column{{Slot: 2 * i, Expr: &Call{Fn: "concat", Args: []Expr{e, e}, Type: value.String}},
			{Slot: 2*i + 1, Expr: &Call{Fn: "$and", Args: []Expr{cond, cond}, Type: value.Bool}}}}
		e, cond = &Ref{Slot: 2 * i, Type: value.String}, &Ref{Slot: 2*i + 1, Type: value.Bool}
	}
	g := &Group{Slots: 120, Input: &Filter{Input: op, Cond: cond}, Keys: []Key{{Expr: e}}, Measures: []Measure{{Fn: SiteCount, Kind: value.Int64}}}
	m := g.Meaning()
	if len(m.Attributes[0].Name) > 2*maxText || len(m.Where) != 1 || m.Where[0] != "host.os IS NULL" {
		t.Errorf("%+v", m)
	}
}

func TestShown(t *testing.T) {
	n := func(s Slot) *Ref { return &Ref{Slot: s, Type: value.Int64} }
	cells := func() Op { return &Cells{} }
	for name, c := range map[string]struct {
		public Op
		with   []Op
		output []Slot
		want   string
	}{
		"cells":      {cells(), nil, []Slot{0, 1, 2}, "key 0, measure 0, measure 1"},
		"in order":   {&Limit{Input: &Sort{Input: &Filter{Input: cells(), Cond: n(1)}, By: []SortBy{{Slot: 1}}}, Count: 3}, nil, []Slot{2, 0}, "measure 1, key 0"},
		"renamed":    {&Project{Input: cells(), Columns: []Column{{3, n(1)}, {4, &Call{Fn: "$add", Args: []Expr{n(1), n(1)}}}}}, nil, []Slot{3, 4, 1}, "measure 0, -, measure 0"},
		"twice":      {&Project{Input: &Project{Input: cells(), Columns: []Column{{3, n(1)}}}, Columns: []Column{{4, n(3)}}}, nil, []Slot{4}, "measure 0"},
		"shared":     {&Shared{Index: 0, Columns: []Rename{{From: 1, To: 5}, {From: 3, To: 6}}}, []Op{&Project{Input: cells(), Columns: []Column{{3, n(2)}}}}, []Slot{5, 6, 1}, "measure 0, measure 1, -"},
		"window":     {&Window{Input: cells(), Calls: []WindowCall{{Measure: Measure{Fn: RowNumber, Public: 3}}}}, nil, []Slot{0, 3}, "key 0, -"},
		"grouped":    {&GroupBy{Input: cells(), Keys: []Column{{0, n(0)}}, Measures: []Measure{{Fn: Sum, Arg: n(1), Public: 3}}}, nil, []Slot{0, 3}, "-, -"},
		"joined":     {&Join{Left: cells(), Right: &Single{}, Kind: InnerJoin}, nil, []Slot{0, 1}, "-, -"},
		"no such":    {&Cells{Group: 7}, nil, []Slot{0}, "-"},
		"later with": {&Shared{Index: 0, Columns: []Rename{{From: 1, To: 1}}}, []Op{&Shared{Index: 0, Columns: []Rename{{From: 1, To: 1}}}}, []Slot{1}, "-"},
	} {
		q := &Query{Groups: []*Group{{Keys: []Key{{Public: 0}}, Measures: []Measure{{Public: 1}, {Public: 2}}}}, Public: c.public, With: c.with}
		for _, slot := range c.output {
			q.Output = append(q.Output, Output{Slot: slot})
		}
		var got []string
		for _, s := range q.Shown() {
			switch {
			case !s.OK:
				got = append(got, "-")
			case s.Key >= 0:
				got = append(got, fmt.Sprintf("key %d", s.Key))
			default:
				got = append(got, fmt.Sprintf("measure %d", s.Measure))
			}
		}
		if all := strings.Join(got, ", "); all != c.want {
			t.Errorf("%s: %s, want %s", name, all, c.want)
		}
	}
}
