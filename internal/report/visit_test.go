package report

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"isobar/internal/record"
	"isobar/internal/value"
)

// A file that changes between the passes without changing size or time is noticed.
func TestVisitNoticesChange(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	line := func(site string, n int) string {
		return fmt.Sprintf(`{"site_id":"%s","timestamp":"2026-11-09 10:00:00 UTC","environment_count":%d}`+"\n", site, n)
	}
	text := line("a", 1) + line("b", 2) + line("c", 3)
	file := writeFile(t, t.TempDir(), "a.jsonl", []byte(text))
	shards := find(t, 0, file)
	index := NewIndex(1)
	if _, err := Scan(t.Context(), shards[0], cfg, index, nil, nil); err != nil {
		t.Fatal(err)
	}
	picks := index.Kept().Picks(0)
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	at := time.Unix(0, shards[0].Modified)
	visit := func(text string) error {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
		_, err := Visit(t.Context(), shards[0], planned(cfg), picks, rec, func() error { return nil }, nil)
		return err
	}
	if err := visit(text); err != nil {
		t.Fatal(err)
	}
	for name, changed := range map[string]string{
		"another value":  strings.Replace(text, ":2}", ":9}", 1),
		"another order":  line("a", 1) + line("c", 3) + line("b", 2),
		"no line end":    strings.Replace(text, "\n", " ", 1),
		"one line less":  line("a", 1) + line("b", 2) + strings.Repeat(" ", len(line("c", 3))-1) + "\n",
		"other lines":    strings.Repeat("x", len(text)-1) + "\n",
		"lines in blank": strings.Repeat("\n", len(text)),
	} {
		err := visit(changed)
		if err == nil || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "environment") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVisitStopsAtError(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	file := writeFile(t, t.TempDir(), "a.jsonl", []byte("{"+fine+"}\n"))
	index := NewIndex(1)
	shards := find(t, 0, file)
	if _, err := Scan(t.Context(), shards[0], cfg, index, nil, nil); err != nil {
		t.Fatal(err)
	}
	full := fmt.Errorf("full")
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	if _, err := Visit(t.Context(), shards[0], planned(cfg), index.Kept().Picks(0), rec, func() error { return full }, nil); err != full {
		t.Errorf("%v", err)
	}
}
