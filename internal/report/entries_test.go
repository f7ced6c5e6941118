package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// limitedConfig reads reports with room for n entries, and for texts as they are.
func limitedConfig(t testing.TB, s *schema.Schema, decoder string, n int) *Config {
	cfg := config(t, s, decoder)
	cfg.Limits.Entries = n
	return planned(cfg)
}

// decoded is a report in a record, with what the limits kept out.
func decoded(cfg *Config, line string, change func(*layout)) (*record.Record, Limited) {
	s := shredder{layout: newLayout(cfg, cfg.Columns)}
	if change != nil {
		change(s.layout)
	}
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	_, limited := s.decode([]byte(line), rec)
	return rec, limited
}

// sortedEntries is dump with the entries of each list in an order of its own.
func sortedEntries(columns []*schema.Column, rec *record.Record, i int) string {
	var out strings.Builder
	for _, c := range columns {
		lo, hi := i, i+1
		if c.Repeated {
			lo, hi = rec.Range(c.Index, i)
		}
		var all []string
		for k := lo; k < hi; k++ {
			var one strings.Builder
			if v := rec.At(c.Index, k); v.Kind == value.Record {
				one.WriteString("{" + sortedEntries(c.Fields, rec, k) + "}")
			} else if !v.IsNull() {
				dumpValue(&one, c, rec, k)
			}
			all = append(all, one.String())
		}
		slices.Sort(all)
		fmt.Fprintf(&out, "%s:%q ", c.Name, all)
	}
	return out.String()
}

// shuffled is a report with the entries of all lists in another order.
func shuffled(r *rand.Rand, v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = shuffled(r, x)
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, i := range r.Perm(len(v)) {
			out = append(out, shuffled(r, v[i]))
		}
		return out
	}
	return v
}

// crowded is a report with lists of up to most entries, many of which say the same.
func crowded(r *rand.Rand, s *schema.Schema, most int) map[string]any {
	var object func(columns []*schema.Column, most int) map[string]any
	object = func(columns []*schema.Column, most int) map[string]any {
		out := map[string]any{}
		for _, c := range columns {
			one := func() any {
				if c.Kind == value.Record {
					return object(c.Fields, most/2)
				}
				return randomValue(r, c, 0)
			}
			switch {
			case r.IntN(6) == 0:
			case c.Repeated:
				list := []any{}
				for range r.IntN(most + 1) {
					list = append(list, one())
				}
				out[c.Name] = list
			default:
				out[c.Name] = one()
			}
		}
		return out
	}
	report := object(s.Columns, most)
	report["site_id"], report["timestamp"], report["message_id"] = "abc", "2026-11-09 18:04:08 UTC", "m"
	return report
}

// TestEntryLimit checks, on random reports: no column keeps more than the limit; without an excess nothing changes;
// what stays was sent; what goes is counted; the order of entries does not matter; and to cut a list while it
// is read comes to the same as to cut it in the end.
func TestEntryLimit(t *testing.T) {
	s := parseSchema(t, wideSchema)
	r := rand.New(rand.NewPCG(70, 1))
	cuts := 0
	for round := range 400 {
		decoder := []string{"json", "dropsonde"}[round%2]
		most := 1 + r.IntN(8)
		report := crowded(r, s, 2+r.IntN(30))
		line := encode(r, report)
		all, none := decoded(limitedConfig(t, s, decoder, 0), line, nil)
		cfg := limitedConfig(t, s, decoder, most)
		rec, limited := decoded(cfg, line, nil)
		checkRecord(t, s, rec)
		excess := false
		for _, c := range s.All {
			if !c.Repeated {
				continue
			}
			n := len(rec.Vectors[c.Index].Vals)
			if n > most {
				t.Fatalf("%s: %d entries, %d are allowed", c.Path, n, most)
			}
			sent := len(all.Vectors[c.Index].Vals)
			if sent > most {
				excess = true
				if c.Parent == nil && n != most {
					t.Fatalf("%s: %d of %d entries are left, %d are allowed", c.Path, n, sent, most)
				}
			}
			if c.Parent == nil && !contained(texts(c, rec), texts(c, all)) && !hasLists(c) {
				t.Fatalf("%s: entries that were not sent", c.Path)
			}
		}
		if none != (Limited{}) || excess != (limited.Entries > 0) {
			t.Fatalf("%v with no limit, %v with %d; excess %v", none, limited, most, excess)
		}
		got := sortedEntries(s.Columns, rec, 0)
		if !excess && got != sortedEntries(s.Columns, all, 0) {
			t.Fatalf("a report within the limit changed:\n%s", line)
		}
		if excess {
			cuts++
		}
		again, same := decoded(cfg, encode(r, shuffled(r, report)), nil)
		if other := sortedEntries(s.Columns, again, 0); other != got || same != limited {
			t.Fatalf("limit %d, %s\n%s\nin another order:\n%s\n%v, %v", most, decoder, got, other, limited, same)
		}
		late, same := decoded(cfg, line, func(l *layout) {
			for _, n := range l.repeated {
				n.top = false
			}
		})
		if dump(s, late) != dump(s, rec) || same != limited {
			t.Fatalf("limit %d, %s: cut while it is read\n%s\nand in the end\n%s\n%v, %v", most, line, dump(s, rec), dump(s, late), limited, same)
		}
	}
	if cuts < 100 {
		t.Errorf("only %d reports had too many entries", cuts)
	}
}

func hasLists(c *schema.Column) bool {
	return slices.ContainsFunc(c.Fields, func(f *schema.Column) bool { return f.Repeated || hasLists(f) })
}

// texts are the entries of a column at the top level.
func texts(c *schema.Column, rec *record.Record) map[string]int {
	lo, hi := rec.Range(c.Index, 0)
	counts := map[string]int{}
	for i := lo; i < hi; i++ {
		var one strings.Builder
		dumpValue(&one, c, rec, i)
		counts[one.String()]++
	}
	return counts
}

// contained says whether there is nothing in a that is not as often in b.
func contained(a, b map[string]int) bool {
	for text, n := range a {
		if n > b[text] {
			return false
		}
	}
	return true
}

// TestEntryChoice computes by hand which entries of a list of texts stay.
func TestEntryChoice(t *testing.T) {
	s := parseSchema(t, wideSchema)
	r := rand.New(rand.NewPCG(71, 1))
	for range 50 {
		var sent []string
		for range 60 {
			sent = append(sent, fmt.Sprint("tag ", r.IntN(20)))
		}
		type ranked struct{ order, text string }
		var all []ranked
		seen := map[string]uint64{}
		for _, text := range sent {
			first := sha256.Sum256(append([]byte{byte(value.String), byte(len(text))}, text...))
			order := first[:16]
			if rank := seen[text]; rank > 0 {
				next := sha256.Sum256(binary.BigEndian.AppendUint64(order, rank))
				order = next[:16]
			}
			seen[text]++
			all = append(all, ranked{string(order), text})
		}
		slices.SortFunc(all, func(a, b ranked) int { return strings.Compare(a.order, b.order) })
		const most = 7
		want := map[string]int{}
		for _, one := range all[:most] {
			want[fmt.Sprintf("%q ", one.text)]++
		}
		list, _ := json.Marshal(sent)
		rec, limited := decoded(limitedConfig(t, s, "json", most), `{"tags":`+string(list)+`}`, nil)
		tags, _ := s.Lookup("tags")
		if got := texts(tags, rec); !contained(got, want) || !contained(want, got) || limited.Entries != 60-most {
			t.Fatalf("%v, want %v; %v", got, want, limited)
		}
	}
}

// Of entries that are often repeated a share stays that is about theirs.
func TestEntryChoiceIsFair(t *testing.T) {
	s := parseSchema(t, wideSchema)
	line := `{"tags":[` + strings.Repeat(`"often","often","often","rare",`, 5000) + `"once"]}`
	rec, _ := decoded(limitedConfig(t, s, "json", 1000), line, nil)
	tags, _ := s.Lookup("tags")
	if n := texts(tags, rec)[`"often" `]; n < 700 || n > 800 {
		t.Errorf("%d of 1,000, want about 750", n)
	}
}

// TestLimitsOfParquet: a row of a Parquet file is limited as the same report in JSON lines is.
func TestLimitsOfParquet(t *testing.T) {
	r := rand.New(rand.NewPCG(72, 1))
	rows := dropsondeRows(t, 60)
	slug := func() *string {
		text := fmt.Sprint("a-m", r.IntN(9), []string{"", "\u202e", "\x1b", "\n", strings.Repeat("y", 20)}[r.IntN(5)])
		return &text
	}
	for i := range rows {
		for range r.IntN(12) {
			rows[i].Modules = append(rows[i].Modules, parquetModule{slug(), slug()})
			rows[i].ClassPlatforms = append(rows[i].ClassPlatforms, parquetRepeat{fmt.Sprint("C", r.IntN(9)), "RedHat", int64(r.IntN(2))})
			rows[i].Dependencies = append(rows[i].Dependencies, parquetDepends{fmt.Sprint([]string{"a/b", "a-b"}[r.IntN(2)], r.IntN(4))})
		}
	}
	var lines bytes.Buffer
	for _, row := range rows {
		lines.WriteString(row.json(t) + "\n")
	}
	dir := t.TempDir()
	fromLines, limited := visited(t, writeFile(t, dir, "a.jsonl", lines.Bytes()))
	fromRows, same := visited(t, writeFile(t, dir, "a.parquet", parquetBytes(t, rows, 25)))
	if fromLines != fromRows || limited != same {
		t.Errorf("JSON lines %v:\n%s\nParquet %v:\n%s", limited, fromLines, same, fromRows)
	}
	if limited.Entries < 20 || limited.Long < 20 || limited.Control < 20 || limited.Direction < 10 {
		t.Errorf("only %+v to see", limited)
	}
}

// visited is what both passes make of a file, with room for 5 entries and texts of 12 bytes.
func visited(t *testing.T, file string) (string, Limited) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	cfg.Limits = Limits{Entries: 5, TextBytes: 12}
	shard := find(t, 0, file)[0]
	index := NewIndex(1)
	if _, err := Scan(t.Context(), shard, cfg, index, nil, nil); err != nil {
		t.Fatal(err)
	}
	cfg = planned(cfg, "modules.name", "modules.slug", "class_platforms.name", "dependencies.name", "environment_count")
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	var all []string
	stats, err := Visit(t.Context(), shard, cfg, index.Kept().Picks(0), rec, func() error {
		checkRecord(t, cfg.Schema, rec)
		all = append(all, dump(cfg.Schema, rec))
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return strings.Join(all, "\n"), stats.Limited
}
