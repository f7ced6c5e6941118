package sample

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"isobar/sampledata"
)

// templates are the committed profiles of that kind, by dataset.
func templates(t *testing.T) map[string]*Profile {
	t.Helper()
	found, err := fs.Glob(sampledata.Profiles, "*/"+ProfileFile)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*Profile{}
	for _, file := range found {
		p, err := ProfileOf(path.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		if p.Template != nil {
			all[path.Dir(file)] = p
		}
	}
	if len(all) < 3 {
		t.Fatalf("only %d templates", len(all))
	}
	return all
}

// Every line of every committed template is a JSON object; the same options give the same bytes, on one
// goroutine or many, and another seed gives others.
func TestTemplates(t *testing.T) {
	for name, p := range templates(t) {
		t.Run(name, func(t *testing.T) {
			with := func(seed uint64, files int) []byte {
				return contents(t, generate(t, 200, func(o *Options) { o.Profile, o.Seed, o.FilesPerWeek = p, seed, files }))
			}
			first := with(1, 1)
			for _, line := range lines(first) {
				var object map[string]any
				if err := json.Unmarshal([]byte(line), &object); err != nil || len(object) == 0 {
					t.Fatalf("%v: %s", err, line)
				}
			}
			if string(with(1, 1)) != string(first) || string(with(1, 7)) != string(first) {
				t.Error("the same options give other bytes")
			}
			if string(with(2, 1)) == string(first) {
				t.Error("another seed gives the same bytes")
			}
		})
	}
}

// tiny is a template in which every kind of value occurs, with a variant of its own for some.
const tiny = `kind: template
sites: {churn: 0.1}
reports: {repeated: 0.5, same_time: 0.1, redelivered: 0.1, edge: 0}
variants: [{name: red big, weight: 3}, {name: red small, weight: 1}, {name: blue big, weight: 1}]
report:
  object:
    - {name: id, id: site}
    - {name: report, id: report}
    - {name: at, time: rfc3339}
    - {name: seconds, time: seconds, quoted: true}
    - {name: micros, time: micros}
    - {name: utc, time: utc}
    - {name: color, one_of: [{text: red, weight: 1, in: [red]}, {text: blue, weight: 1, in: [blue]}]}
    - {name: size, one_of: [{weight: 1, in: [big], number: {median: 100, spread: 0.1, least: 50, most: 200}, suffix: Ki}]}
    - {name: half, share: 0.5, text: "there"}
    - {name: changes, each: report, number: {median: 1000, spread: 2, least: 0, most: 100000}}
    - {name: tags, some_of: [{share: 1, text: always}, {share: 0.2, true_in: 0.5}]}
    - {name: list, list: {median: 3, spread: 0.5, least: 1, most: 9, of: {object: [{name: n, id: entry}]}}}
    - {name: inner, json_text: {object: [{name: quote, text: 'a "b"'}]}}
bad: [{reason: odd, object: [{name: odd, text: very}]}]
`

func readTiny(t *testing.T, text string) (*Profile, error) {
	t.Helper()
	return ReadProfile(fstest.MapFS{ProfileFile: {Data: []byte(text)}})
}

// What a template says of its values holds of the reports; what belongs to a site stays, from report to
// report and week to week; and a week has exactly as many sites as were asked for.
func TestTemplateValues(t *testing.T) {
	p, err := readTiny(t, tiny)
	if err != nil {
		t.Fatal(err)
	}
	const sites = 400
	made := generate(t, sites, func(o *Options) { o.Profile, o.Weeks = p, 3 })
	kept := map[string]string{} // what belongs to a site
	changes := map[string]map[any]bool{}
	colors := map[any]int{}
	for _, file := range made.Files {
		seen := map[string]bool{}
		for _, line := range lines(content(t, file)) {
			var r map[string]any
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatal(err)
			}
			id := r["id"].(string)
			seen[id] = true
			at, err := time.Parse(time.RFC3339, r["at"].(string))
			if err != nil || r["seconds"] != fmt.Sprint(at.Unix()) || int64(r["micros"].(float64))/1e6 != at.Unix() || r["utc"] != at.UTC().Format("2006-01-02 15:04:05 UTC") {
				t.Fatalf("times: %v", r)
			}
			size, _ := r["size"].(string)
			if size != "" && (!strings.HasSuffix(size, "Ki") || len(size) < 4) || r["color"] == "blue" && size == "" {
				t.Fatalf("size: %v", r)
			}
			if tags := r["tags"].([]any); tags[0] != "always" || len(r["list"].([]any)) < 1 || r["inner"] != `{"quote":"a \"b\""}` {
				t.Fatalf("%v", r)
			}
			own := fmt.Sprint(r["color"], r["size"], r["half"], r["tags"], r["list"])
			if kept[id] != "" && kept[id] != own {
				t.Fatalf("a site has %s and %s", kept[id], own)
			}
			if kept[id] == "" {
				colors[r["color"]]++
			}
			kept[id] = own
			if changes[id] == nil {
				changes[id] = map[any]bool{}
			}
			changes[id][r["changes"]] = true
		}
		if len(seen) != sites {
			t.Errorf("%d sites in a week, want %d", len(seen), sites)
		}
	}
	several := 0
	for _, values := range changes {
		several += min(len(values)-1, 1)
	}
	if several < sites/4 {
		t.Errorf("%d sites have values that change", several)
	}
	within(t, "share of red sites", float64(colors["red"])/float64(colors["red"]+colors["blue"]), 0.7, 0.9)
}

// Bad lines are of all kinds, the template's own among them.
func TestTemplateBadLines(t *testing.T) {
	p, err := readTiny(t, tiny)
	if err != nil {
		t.Fatal(err)
	}
	made := generate(t, 300, func(o *Options) { o.Profile, o.Dirty = p, 0.2 })
	if got, want := slices.Sorted(maps.Keys(made.Bad)), []string{"line too long", "no site id", "not JSON", "not UTF-8", "odd", "wrong type"}; !slices.Equal(got, want) {
		t.Errorf("reasons %v, want %v", got, want)
	}
}

func TestTemplateProblems(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"kind: template", "kind: other", "profile.yaml:1:7: kind: only dropsonde and template are known"},
		{"time: rfc3339", "time: noon", "give one of [rfc3339 utc seconds micros]"},
		{"id: site}", "id: site, text: x}", "a value is of one kind, and this is its second"},
		{"text: always", "txt: always", "what the value of some_of is"},
		{"in: [blue]", "in: [green]", "green is in the name of no variant"},
		{"least: 50, most: 200", "least: 50, most: 20", "it is below least"},
		{"least: 50, ", "", "least is missing"},
		{"share: 0.5", "share: 5", "5 is no share"},
		{"name: half, ", "", "name is missing: give the member's name"},
		{"quoted: true", "quoted: maybe", "quoted: give true or false"},
		{"each: report", "each: day", "give one of [report]"},
		{"reason: odd, ", "", "reason is missing"},
		{"share: 1, text", "text", "share is missing"},
	} {
		text := strings.Replace(tiny, c.from, c.to, 1)
		if text == tiny {
			t.Fatalf("%s is not in the template", c.from)
		}
		if _, err := readTiny(t, text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.to, err, c.want)
		}
	}
}
