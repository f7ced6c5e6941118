package report

import (
	"fmt"
	"strings"
	"testing"

	"isobar/internal/record"
	"isobar/internal/value"
)

// BenchmarkTooManyEntries is the second pass over one report of 500,000 entries, of which 10,000 are kept.
func BenchmarkTooManyEntries(b *testing.B) {
	s := parseSchema(b, `[{"name":"site_id","type":"STRING"},{"name":"timestamp","type":"TIMESTAMP"},{"name":"message_id","type":"STRING"},
		{"name":"tags","type":"STRING","mode":"REPEATED"}]`)
	cfg := config(b, s, "json")
	cfg.Limits = Limits{Entries: 10_000, TextBytes: 1024}
	var line strings.Builder
	line.WriteString(`{"tags":["x"`)
	for i := range 500_000 {
		fmt.Fprintf(&line, `,"m%d"`, i)
	}
	line.WriteString(`]}`)
	text := []byte(line.String())
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		all := shredder{layout: newLayout(cfg, []bool{false, false, false, true})}
		if _, limited := all.decode(text, record.New(len(s.All), value.NewDict())); limited.Entries != 490_001 {
			b.Fatal(limited)
		}
	}
}
