package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

// dropsondeSchema is the schema that Dropsonde's probe prints.
func dropsondeSchema(t testing.TB) *schema.Schema {
	t.Helper()
	data, err := os.ReadFile("testdata/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return parseSchema(t, string(data))
}

func parseSchema(t testing.TB, text string) *schema.Schema {
	t.Helper()
	s, err := schema.Parse("schema.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wideSchema has every type at every place, and the columns that the dropsonde decoder treats apart.
const wideSchema = `[
 {"name":"site_id","type":"BYTES"}, {"name":"message_id","type":"STRING"}, {"name":"timestamp","type":"TIMESTAMP"},
 {"name":"i","type":"INTEGER"}, {"name":"f","type":"FLOAT"}, {"name":"b","type":"BOOLEAN"}, {"name":"d","type":"DATE"},
 {"name":"clock","type":"DATETIME"}, {"name":"price","type":"NUMERIC"}, {"name":"prices","type":"NUMERIC","mode":"REPEATED"},
 {"name":"t","type":"TIMESTAMP"}, {"name":"s","type":"STRING"}, {"name":"tags","type":"STRING","mode":"REPEATED"},
 {"name":"numbers","type":"INTEGER","mode":"REPEATED"},
 {"name":"one","type":"RECORD","fields":[{"name":"name","type":"STRING"},{"name":"n","type":"INTEGER"},
   {"name":"deep","type":"RECORD","fields":[{"name":"x","type":"FLOAT"},{"name":"ys","type":"DATE","mode":"REPEATED"}]}]},
 {"name":"nodes","type":"RECORD","mode":"REPEATED","fields":[{"name":"id","type":"STRING"},{"name":"up","type":"BOOLEAN"},
   {"name":"capacity","type":"RECORD","mode":"REPEATED","fields":[{"name":"resource","type":"STRING"},{"name":"value","type":"INTEGER"},
     {"name":"seen","type":"TIMESTAMP","mode":"REPEATED"}]},
   {"name":"os","type":"RECORD","fields":[{"name":"name","type":"STRING"},{"name":"flags","type":"INTEGER","mode":"REPEATED"}]}]},
 {"name":"class_platforms","type":"RECORD","mode":"REPEATED","fields":[{"name":"name","type":"STRING"},{"name":"platform","type":"STRING"},{"name":"count","type":"INTEGER"}]},
 {"name":"dependencies","type":"RECORD","mode":"REPEATED","fields":[{"name":"name","type":"STRING"},{"name":"version_requirement","type":"STRING"}]}
]`

// config reads reports of s in the week of 2026-11-09.
func config(t testing.TB, s *schema.Schema, decoder string) *Config {
	t.Helper()
	w, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	return &Config{Schema: s, Decoder: decoder, Unit: "site_id", Timestamp: "timestamp", MessageID: "message_id", Window: w}
}

// planned is cfg for the second pass, with the columns of the paths, or all.
func planned(cfg *Config, paths ...string) *Config {
	out := *cfg
	out.Columns = make([]bool, len(cfg.Schema.All))
	for _, c := range cfg.Schema.All {
		out.Columns[c.Index] = len(paths) == 0
	}
	for _, path := range paths {
		c, ok := cfg.Schema.Lookup(path)
		if !ok {
			panic(path)
		}
		out.Columns[c.Index] = true
	}
	return &out
}

func writeFile(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func find(t testing.TB, split int64, inputs ...string) []Shard {
	t.Helper()
	shards, err := Find(t.Context(), inputs, split)
	if err != nil {
		t.Fatal(err)
	}
	return shards
}

// one runs a report through both passes: its header or reason, and its record.
func one(t testing.TB, cfg *Config, line string, paths ...string) (Header, Reason, *record.Record, int) {
	t.Helper()
	line = strings.ReplaceAll(line, "\n", " ")
	file := writeFile(t, t.TempDir(), "one.jsonl", []byte(line))
	var h Header
	open := func(cfg *Config) Source {
		src, err := Open(t.Context(), find(t, 0, file)[0], cfg, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !src.Next() {
			t.Fatalf("no report in %q: %v", line, src.Err())
		}
		return src
	}
	first := open(cfg)
	defer first.Close()
	reason := first.Header(&h)
	h.MessageID = bytes.Clone(h.MessageID)
	if first.Next() {
		t.Fatalf("more than one report in %q", line)
	}
	second := open(planned(cfg, paths...))
	defer second.Close()
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	skipped, _ := second.Decode(rec)
	checkRecord(t, cfg.Schema, rec)
	return h, reason, rec, skipped
}

// checkRecord checks what package record promises: one instance of every column for each of its parent's.
func checkRecord(t testing.TB, s *schema.Schema, rec *record.Record) {
	t.Helper()
	for _, c := range s.All {
		v := rec.Vectors[c.Index]
		if len(v.Off) == 0 && len(v.Vals) == 0 {
			continue // not planned
		}
		parents := 1
		if c.Parent != nil {
			parents = len(rec.Vectors[c.Parent.Index].Vals)
		}
		if !c.Repeated {
			if len(v.Vals) != parents || len(v.Off) != 0 {
				t.Fatalf("column %s: %d values and %d offsets for %d instances of its parent", c.Path, len(v.Vals), len(v.Off), parents)
			}
		} else {
			if len(v.Off) != parents+1 || v.Off[0] != 0 || int(v.Off[parents]) != len(v.Vals) {
				t.Fatalf("column %s: offsets %v, %d values, %d parents", c.Path, v.Off, len(v.Vals), parents)
			}
			for i := range parents {
				if v.Off[i] > v.Off[i+1] {
					t.Fatalf("column %s: offsets %v", c.Path, v.Off)
				}
			}
		}
		for i, x := range v.Vals {
			if c.Repeated && x.IsNull() || !x.IsNull() && x.Kind != c.Kind || x.Kind == value.Record && x.Index() != i {
				t.Fatalf("column %s: value %d is %v", c.Path, i, x)
			}
		}
	}
}

// dump writes the record's columns as nested text, NULLs and empty lists left out.
func dump(s *schema.Schema, rec *record.Record) string {
	var out strings.Builder
	dumpFields(&out, s.Columns, rec, 0)
	return out.String()
}

func dumpFields(out *strings.Builder, columns []*schema.Column, rec *record.Record, i int) {
	out.WriteByte('{')
	for _, c := range columns {
		if c.Repeated {
			lo, hi := rec.Range(c.Index, i)
			if lo == hi {
				continue
			}
			fmt.Fprintf(out, " %s:[", c.Name)
			for k := lo; k < hi; k++ {
				dumpValue(out, c, rec, k)
			}
			out.WriteByte(']')
		} else if v := rec.At(c.Index, i); !v.IsNull() {
			fmt.Fprintf(out, " %s:", c.Name)
			dumpValue(out, c, rec, i)
		}
	}
	out.WriteString(" }")
}

func dumpValue(out *strings.Builder, c *schema.Column, rec *record.Record, i int) {
	switch v := rec.At(c.Index, i); v.Kind {
	case value.Record:
		dumpFields(out, c.Fields, rec, i)
	case value.String, value.Bytes:
		fmt.Fprintf(out, "%q ", rec.Dict.String(v.Code()))
	case value.Numeric:
		fmt.Fprintf(out, "%s ", value.NumericString(rec.Dict.Text(v.Code())))
	case value.Float64:
		fmt.Fprintf(out, "%v ", v.Float64())
	case value.Bool:
		fmt.Fprintf(out, "%v ", v.Bool())
	default:
		fmt.Fprintf(out, "%d ", v.Int64())
	}
}
