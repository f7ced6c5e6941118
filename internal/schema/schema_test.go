package schema

import (
	"strings"
	"testing"

	"isobar/internal/value"
)

const nested = `[
	{"name": "site", "type": "BYTES", "description": "Who."},
	{"name": "nodes", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "arch", "type": "string"},
		{"name": "capacity", "type": "STRUCT", "mode": "repeated", "fields": [{"name": "value", "type": "INT64"}]}]},
	{"name": "load", "type": "FLOAT"}]`

func TestParseNumbersColumnsDepthFirst(t *testing.T) {
	for _, text := range []string{nested, `{"fields": ` + nested + `}`} {
		s, err := Parse("s.json", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for i, c := range s.All {
			if c.Index != i {
				t.Errorf("%s has index %d at %d", c.Path, c.Index, i)
			}
			if found, ok := s.Lookup(c.Path); !ok || found != c {
				t.Errorf("%s is not found", c.Path)
			}
			paths = append(paths, c.Path)
		}
		if got := strings.Join(paths, " "); got != "site nodes nodes.arch nodes.capacity nodes.capacity.value load" {
			t.Error(got)
		}
		v, _ := s.Lookup("nodes.capacity.value")
		if v.Kind != value.Int64 || v.Repeated || !v.Parent.Repeated || v.Parent.Parent.Name != "nodes" {
			t.Errorf("%+v", v)
		}
		if len(s.Columns) != 3 || s.Columns[0].Description != "Who." {
			t.Errorf("%d columns", len(s.Columns))
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		``:                             "not a BigQuery JSON schema",
		`[]`:                           "no columns",
		`{"columns": []}`:              "no columns",
		`[{"type": "STRING"}]`:         "has no name",
		`[{"name": "a", "type": "X"}]`: `field a: type "X" is not supported`,
		`[{"name": "a", "type": "STRING", "mode": "MANY"}]`:                                 `mode "MANY"`,
		`[{"name": "a", "type": "RECORD"}]`:                                                 "field a: a RECORD needs fields",
		`[{"name": "a", "type": "STRING", "fields": [{"name": "b", "type": "STRING"}]}]`:    "only a RECORD has fields",
		`[{"name": "a", "type": "STRING"}, {"name": "A", "type": "STRING"}]`:                "ignore case",
		`[{"name": "r", "type": "RECORD", "fields": [{"name": "x", "type": "GEOGRAPHY"}]}]`: "field r.x",
	} {
		if _, err := Parse("s.json", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), "s.json: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
