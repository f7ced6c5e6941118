package sample

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"isobar/internal/dataset/yamldoc"
)

// Template describes the reports of a system, value by value, in the form in which the system sends them.
// docs/adding-a-system.md tells its language.
type Template struct {
	variants []string // names, of words; each site is of one of them
	variant  chooser  // of variants
	report   form
	bad      []badReport // what is rejected in this system alone
}

type badReport struct {
	reason string
	report form
}

// form makes one JSON value.
type form interface {
	// write appends the value for the site and report that w writes, drawing from r. If it appends nothing,
	// the member or entry is not there.
	write(w *templateWriter, r *random)
}

// part is a value that is there with some odds, drawn for the site or for each report anew.
type part struct {
	name   string // of a member of an object
	form   form
	always bool
	there  odds
	fresh  bool // drawn for each report
}

// readTemplate reads the whole of a profile of this kind.
func (p *Profile) readTemplate(root *yamldoc.Map) {
	number(section(root, "sites"), "churn", &p.Sites.Churn, share)
	p.readHabits(section(root, "reports"))
	p.Template = &Template{}
	t := templateReader{p.Template}
	weights := []float64{}
	if root.Has("variants") {
		for _, v := range weighted(root, "variants", "weight", positive) {
			t.variants = append(t.variants, v.Name)
			weights = append(weights, v.Weight)
		}
		t.variant = newChooser(weights)
	}
	t.report = t.form(section(root, "report"), "report")
	for _, m := range root.Maps("bad") {
		b := badReport{}
		m.Require("reason", "why it is rejected")
		m.Text("reason", &b.reason)
		b.report = t.form(m, "bad")
		t.bad = append(t.bad, b)
	}
}

// templateReader reads the forms of a template.
type templateReader struct{ *Template }

// form reads the one key of m that says what a value is. what names m in problems.
func (t *templateReader) form(m *yamldoc.Map, what string) form {
	kinds := map[string]func(*yamldoc.Map, string) form{
		"text": t.text, "number": t.number, "true_in": t.truth, "time": t.clock, "id": t.identifier,
		"one_of": t.choice, "some_of": t.several, "list": t.list, "object": t.object, "json_text": t.jsonText,
	}
	var made form
	if m == nil {
		return nothing{}
	}
	for _, kind := range []string{"text", "number", "true_in", "time", "id", "one_of", "some_of", "list", "object", "json_text"} {
		if !m.Has(kind) {
			continue
		}
		if made != nil {
			m.FailKey(kind, "a value is of one kind, and this is its second")
		}
		made = kinds[kind](m, kind)
	}
	if made == nil {
		m.Require("text", "what the value of "+what+" is: text, number, true_in, time, id, one_of, some_of, list, object or json_text")
		return nothing{}
	}
	return made
}

// part reads a member of an object or an entry of some_of.
func (t *templateReader) part(m *yamldoc.Map, what string) part {
	p := part{form: t.form(m, what)}
	there := 1.0
	m.Float("share", &there, share)
	p.always, p.there = there == 1, oddsOf(there)
	if m.Has("each") {
		m.Text("each", new(string), oneOf("report"))
		p.fresh = true
	}
	return p
}

func (t *templateReader) text(m *yamldoc.Map, kind string) form {
	text := ""
	m.Text(kind, &text)
	return constant(quote(text))
}

func (t *templateReader) truth(m *yamldoc.Map, kind string) form {
	of := 0.0
	m.Float(kind, &of, share)
	return truth(oddsOf(of))
}

func (t *templateReader) number(m *yamldoc.Map, kind string) form {
	n := spread(m.Map(kind))
	suffix := ""
	m.Text("suffix", &suffix)
	return quantity{n, suffix, m.Has("suffix")}
}

// spread reads a log-normal distribution of whole numbers.
func spread(m *yamldoc.Map) table {
	median, width := 1.0, 1.0
	least, most := int64(0), int64(0)
	number(m, "median", &median, func(f float64) error {
		if f <= 0 || f > 1e9 {
			return fmt.Errorf("%v is not above 0 and at most a billion", f)
		}
		return nil
	})
	number(m, "spread", &width, positive)
	whole := func(n int64) error {
		if n < 0 || n > 1<<31-1 {
			return fmt.Errorf("%d is not from 0 to %d", n, 1<<31-1)
		}
		return nil
	}
	for key, to := range map[string]*int64{"least": &least, "most": &most} {
		m.Require(key, "a whole number")
		m.Int(key, to, whole)
	}
	if most < least {
		m.Fail("most", "it is below least")
	}
	return makeTable(logNormal(median, width), int32(least), int32(most))
}

func (t *templateReader) clock(m *yamldoc.Map, kind string) form {
	c := clock{}
	m.Text(kind, &c.form, oneOf("rfc3339", "utc", "seconds", "micros"))
	if n, given := m.Node("quoted"); given {
		ok := false
		if c.quoted, ok = n.Bool(); !ok {
			m.Fail("quoted", "give true or false")
		}
	}
	return c
}

func (t *templateReader) identifier(m *yamldoc.Map, kind string) form {
	of := ""
	m.Text(kind, &of, oneOf("site", "report", "entry"))
	return identifier(of)
}

func (t *templateReader) choice(m *yamldoc.Map, kind string) form {
	c := choice{}
	options := m.Maps(kind)
	var weights []float64
	var only [][]string
	for _, o := range options {
		weight, in := 0.0, []string(nil)
		number(o, "weight", &weight, positive)
		o.Texts("in", &in, func(word string) error {
			if !slices.ContainsFunc(t.variants, func(v string) bool { return hasWord(v, []string{word}) }) {
				return fmt.Errorf("%s is in the name of no variant", word)
			}
			return nil
		})
		c.options = append(c.options, t.form(o, kind))
		weights, only = append(weights, weight), append(only, in)
	}
	for v := range max(1, len(t.variants)) {
		var possible []float64
		var which []int
		for i, in := range only {
			if len(in) == 0 || hasWord(t.variants[v], in) {
				possible, which = append(possible, weights[i]), append(which, i)
			}
		}
		if len(which) == 0 {
			c.which, c.by = append(c.which, nil), append(c.by, chooser{})
			continue
		}
		c.which, c.by = append(c.which, which), append(c.by, newChooser(possible))
	}
	return c
}

// hasWord says whether a variant's name has one of the words.
func hasWord(name string, words []string) bool {
	return slices.ContainsFunc(strings.Fields(name), func(w string) bool { return slices.Contains(words, w) })
}

func (t *templateReader) several(m *yamldoc.Map, kind string) form {
	var s several
	for _, entry := range m.Maps(kind) {
		entry.Require("share", "how likely the entry is")
		s = append(s, t.part(entry, kind))
	}
	return s
}

func (t *templateReader) list(m *yamldoc.Map, kind string) form {
	inner := m.Map(kind)
	l := list{count: spread(inner)}
	inner.Require("of", "what the entries are")
	l.of = t.part(inner.Map("of"), "of")
	return l
}

func (t *templateReader) object(m *yamldoc.Map, kind string) form {
	var o object
	for _, member := range m.Maps(kind) {
		member.Require("name", "the member's name")
		name := ""
		member.Text("name", &name)
		p := t.part(member, name)
		p.name = quote(name)
		o = append(o, p)
	}
	return o
}

func (t *templateReader) jsonText(m *yamldoc.Map, kind string) form {
	return jsonText{t.form(m.Map(kind), kind)}
}

func oneOf(words ...string) func(string) error {
	return func(word string) error {
		if !slices.Contains(words, word) {
			return errors.New("give one of " + fmt.Sprint(words))
		}
		return nil
	}
}
