package report

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"isobar/internal/record"
	"isobar/internal/value"
)

// outcome is what both passes make of an input.
type outcome struct {
	stats   Stats
	sites   int64
	records []string // of the kept reports, sorted
}

// runBoth runs both passes over shards as a job would: several indexes, batches, partitions.
func runBoth(t *testing.T, cfg *Config, shards []Shard) outcome {
	t.Helper()
	const parts = 3
	var out outcome
	indexes := []*Index{NewIndex(parts), NewIndex(parts)}
	for i, shard := range shards {
		stats, err := Scan(t.Context(), shard, cfg, indexes[i%2], nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		out.stats.Merge(stats)
	}
	kept := &Kept{}
	for part := range parts {
		some, err := Latest([][]byte{indexes[0].Encode(part), indexes[1].Encode(part)})
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeKept(some.Encode())
		if err != nil || !bytes.Equal(again.Encode(), some.Encode()) {
			t.Fatalf("kept reports do not survive their encoding: %v", err)
		}
		kept.Merge(again)
	}
	out.sites = kept.Sites
	var visited VisitStats
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	for _, id := range kept.Shards() {
		picks, err := DecodePicks(EncodePicks(kept.Picks(id)))
		if err != nil {
			t.Fatal(err)
		}
		seen, err := Visit(t.Context(), shards[id], planned(cfg), picks, rec, func() error {
			checkRecord(t, cfg.Schema, rec)
			out.records = append(out.records, dump(cfg.Schema, rec))
			return nil
		}, nil)
		if err != nil || seen.Reports != int64(len(picks)) {
			t.Fatalf("%+v of %d picks: %v", seen, len(picks), err)
		}
		visited.Merge(seen)
	}
	if visited.Reports != kept.Sites {
		t.Fatalf("%d reports of %d sites", visited.Reports, kept.Sites)
	}
	slices.Sort(out.records)
	return out
}

// hostileLines are no reports. The numbers are how many reports each counts as.
var hostileLines = map[string]Reason{
	`{"site_id":`: NotJSON, `]`: NotJSON, `[]`: WrongType, "\x00": NotJSON, "{\"\xc3(\":1}": NotUTF8, `{}`: NoSite,
	`{"site_id":"x"}`: NoTime, `{"site_id":"x","timestamp":"?"}`: UnreadableTime, `{"site_id":"x","modules":1}`: WrongType,
	`{"site_id":"x","site_id":"x"}`: ColumnTwice, strings.Repeat("x", 5000): LineTooLong, `{"__proto__":{}}`: NoSite,
}

// naiveReport is one line and what a slow reading makes of it.
type naiveReport struct {
	line    string
	reason  Reason
	blank   bool
	site    string
	time    time.Time
	id      string
	digest  string
	content string
}

func randomInput(r *rand.Rand, n int, cfg *Config) []naiveReport {
	monday := time.UnixMicro(cfg.Window.From).UTC()
	var reports []naiveReport
	hostile := make([]string, 0, len(hostileLines))
	for line := range hostileLines {
		hostile = append(hostile, line)
	}
	slices.Sort(hostile)
	for range n {
		switch r.IntN(12) {
		case 0:
			line := hostile[r.IntN(len(hostile))]
			reports = append(reports, naiveReport{line: line, reason: hostileLines[line]})
			continue
		case 1:
			reports = append(reports, naiveReport{line: " \t"[:r.IntN(3)], blank: true})
			continue
		}
		p := naiveReport{site: fmt.Sprintf("site %d/é", r.IntN(n/3+1)), id: strings.Repeat("m", r.IntN(2)*200) + fmt.Sprint(r.IntN(3))}
		p.time = monday.Add(time.Duration(r.IntN(20)-2) * 12 * time.Hour).Add(time.Duration(r.IntN(3)-1) * time.Microsecond)
		fields := map[string]any{"site_id": p.site, "message_id": p.id, "timestamp": p.time.Format("2006-01-02T15:04:05.999999Z07:00"),
			"environment_count": r.IntN(3), "modules": []any{map[string]any{"name": "a"}, "b"}[:r.IntN(3)]}
		p.line = encode(r, fields)
		n := naive{dropsonde: true}
		p.content, _ = n.fields(cfg.Schema.Columns, mustUnmarshal(p.line))
		digest := sha(p.line)
		p.digest = string(digest[:])
		reports = append(reports, p)
		if r.IntN(5) == 0 {
			reports = append(reports, p) // sent twice
		}
	}
	return reports
}

// naiveOutcome windows and keeps the latest with a map.
func naiveOutcome(reports []naiveReport, cfg *Config) outcome {
	out := outcome{stats: Stats{Rejected: map[Reason]int64{}}}
	latest := map[string]naiveReport{}
	from, to := time.UnixMicro(cfg.Window.From), time.UnixMicro(cfg.Window.To)
	for _, p := range reports {
		out.stats.Lines++
		if p.blank {
			continue
		}
		out.stats.Reports++
		switch {
		case p.reason != "":
			out.stats.Rejected[p.reason]++
		case p.time.Before(from):
			out.stats.Early++
		case !p.time.Before(to):
			out.stats.Late++
		default:
			out.stats.InWindow++
			key := func(p naiveReport) string {
				// MaxMessageID bytes, then something below any byte, so that prefixes come first.
				id := p.id[:min(len(p.id), MaxMessageID)]
				return string(binary.BigEndian.AppendUint64(nil, uint64(p.time.UnixMicro()))) + id + "\x00" + p.digest
			}
			if old, ok := latest[p.site]; !ok || key(p) > key(old) {
				latest[p.site] = p
			}
		}
	}
	out.sites = int64(len(latest))
	for _, p := range latest {
		out.records = append(out.records, p.content)
	}
	slices.Sort(out.records)
	return out
}

// Reports shuffled, spread over files of any format and cut into shards anyhow give the counts and the
// winners of the naive calculation, every time.
func TestScanAndVisitAgreeWithNaive(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	cfg.MaxLine = 4000
	r := rand.New(rand.NewPCG(30, 31))
	for round := range 20 {
		reports := randomInput(r, 20+r.IntN(300), cfg)
		want := naiveOutcome(reports, cfg)
		for range 3 {
			r.Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
			dir := t.TempDir()
			files := 1 + r.IntN(5)
			for f := range files {
				var lines []string
				for _, p := range reports[f*len(reports)/files : (f+1)*len(reports)/files] {
					lines = append(lines, p.line)
				}
				text := strings.Join(lines, []string{"\n", "\r\n"}[r.IntN(2)])
				// A last blank line without an end is no line, so every file's last line has one.
				text += "\n"
				switch cut := r.IntN(len(text)); r.IntN(3) {
				case 0:
					writeFile(t, dir, fmt.Sprintf("%d.jsonl", f), []byte(text))
				case 1:
					writeFile(t, dir, fmt.Sprintf("%d.jsonl.gz", f), gzipped(text[:cut], text[cut:]))
				default:
					writeFile(t, dir, fmt.Sprintf("%d.jsonl.zst", f), zstded(text[:cut], text[cut:]))
				}
			}
			got := runBoth(t, cfg, find(t, int64(r.IntN(3)*(1+r.IntN(5000))), dir))
			if len(want.stats.Rejected) == 0 {
				want.stats.Rejected = got.stats.Rejected
			}
			got.stats.Drift = Drift{} // see TestDrift
			if !reflect.DeepEqual(got.stats, want.stats) || got.sites != want.sites || !slices.Equal(got.records, want.records) {
				t.Fatalf("round %d: %+v, %d sites\nwant %+v, %d sites\n got %v\nwant %v", round, got.stats, got.sites, want.stats, want.sites, got.records, want.records)
			}
		}
	}
}

func TestScanNamesTheFile(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	data := gzipped(strings.Repeat("{"+fine+"}\n", 1000))
	file := writeFile(t, t.TempDir(), "a.jsonl.gz", data[:len(data)/2])
	_, err := Scan(t.Context(), find(t, 0, file)[0], cfg, NewIndex(1), nil, nil)
	if err == nil || !strings.Contains(err.Error(), filepath.Base(file)+": the file is cut short") {
		t.Errorf("%v", err)
	}
}
