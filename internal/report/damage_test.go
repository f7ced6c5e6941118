package report

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/parquet-go/parquet-go"

	"isobar/internal/record"
	"isobar/internal/value"
)

// laterRows are reports at the end of the window, of sites that dropsondeRows has, too.
func laterRows(n int) []parquetReport {
	rows := make([]parquetReport, n)
	at := time.Date(2026, 11, 15, 23, 59, 59, 0, time.UTC)
	for i := range rows {
		id := fmt.Sprintf("later-%d", i)
		rows[i] = parquetReport{MessageID: &id, SiteID: fmt.Appendf(nil, "site-%d", i), Timestamp: &at}
		rows[i].Modules = []parquetModule{{&id, &id}}
	}
	return rows
}

func linesOf(t testing.TB, rows []parquetReport) string {
	var out strings.Builder
	for _, row := range rows {
		out.WriteString(row.json(t) + "\n")
	}
	return out.String()
}

// found is an index, and what else a scan of all shards leaves behind.
type found struct {
	index []byte
	stats Stats
	sites SiteSet
}

func scanFile(t *testing.T, cfg *Config, honest, file Shard) (found, error) {
	t.Helper()
	cfg.Roll = &Roll{New: SiteSet{}}
	index := NewIndex(1)
	stats, err := Scan(t.Context(), honest, cfg, index, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	file.ID = 1
	more, err := Scan(t.Context(), file, cfg, index, nil, nil)
	stats.Merge(more)
	return found{index.Encode(0), stats, cfg.Roll.New}, err
}

// A file that is damaged anywhere, or cut short, leaves nothing behind: neither a report that replaces an honest one,
// nor a count, nor a site that was seen. Or it reads as the file that it was.
func TestDamageLeavesNothing(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	dir := t.TempDir()
	honest := find(t, 0, writeFile(t, dir, "honest.jsonl", []byte(linesOf(t, dropsondeRows(t, 100)))))[0]
	text := linesOf(t, laterRows(60)) + "{\n"
	table := parquetBytes(t, laterRows(60), 60)
	for name, data := range map[string][]byte{"f.jsonl.gz": gzipped(text), "f.jsonl.zst": zstded(text), "f.parquet": table} {
		t.Run(name, func(t *testing.T) {
			shard := func(data []byte) Shard { return find(t, 0, writeFile(t, dir, name, data))[0] }
			with, err := scanFile(t, cfg, honest, shard(data))
			if err != nil {
				t.Fatal(err)
			}
			without, err := scanFile(t, cfg, honest, find(t, 0, writeFile(t, dir, "none.jsonl", nil))[0])
			if err != nil || reflect.DeepEqual(with, without) {
				t.Fatalf("the file adds nothing, %v", err)
			}
			// What the footer of a Parquet file says has no checksum.
			end := len(data)
			if name == "f.parquet" {
				end -= 8 + int(binary.LittleEndian.Uint32(data[end-8:]))
			}
			r := rand.New(rand.NewPCG(3, 14))
			left, harmless := 0, 0
			for i := range 400 {
				changed := bytes.Clone(data)
				what := ""
				if i%4 == 0 {
					n := r.IntN(len(data))
					changed, what = changed[:n], fmt.Sprintf("%d bytes of it", n)
				} else {
					bit := r.IntN(8 * end)
					changed[bit/8] ^= 1 << (bit % 8)
					what = fmt.Sprintf("bit %d", bit)
				}
				got, err := scanFile(t, cfg, honest, shard(changed))
				var damaged *Damaged
				switch {
				case err == nil && reflect.DeepEqual(got, with):
					harmless++
				case !errors.As(err, &damaged):
					t.Errorf("%s: %v; it reads as neither whole nor damaged", what, err)
				case !reflect.DeepEqual(got, without):
					t.Errorf("%s: %v, and something of it counts", what, err)
				case damaged.File != filepath.Join(dir, name) || strings.Contains(damaged.Reason, dir) || strings.Contains(damaged.Reason, "later-"):
					t.Errorf("%s: %+v", what, damaged)
				default:
					left++
				}
			}
			t.Logf("%d left out, %d harmless", left, harmless)
			if left < 100 {
				t.Error("too few damages: this shows nothing")
			}
		})
	}
}

// A file that is not what its name says, or what the dataset reads, is damaged, too.
func TestUnfitFiles(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	dir := t.TempDir()
	type other struct {
		SiteID string `parquet:"site_id"`
		At     string `parquet:"timestamp"`
		Count  string `parquet:"environment_count"`
	}
	for name, data := range map[string][]byte{
		"a.jsonl": gzipped("{}"), "a.jsonl.gz": zstded("{}"), "a.jsonl.zst": nil, "b.jsonl.gz": nil, "a.parquet": nil,
		"text.parquet": []byte("{}\n{}\n{}\n{}\n"), "type.parquet": parquetOf(t, []other{{"a", "b", "c"}}),
	} {
		_, err := Scan(t.Context(), find(t, 1, writeFile(t, dir, name, data))[0], cfg, NewIndex(1), nil, nil)
		var damaged *Damaged
		if !errors.As(err, &damaged) || err.Error() != damaged.File+": "+damaged.Reason {
			t.Errorf("%s: %v", name, err)
		}
	}
	spartakus := system(t, "spartakus", "clusterID")
	_, err := Scan(t.Context(), find(t, 0, writeFile(t, dir, "a.parquet", parquetOf(t, []other{{"a", "b", "c"}})))[0], spartakus, NewIndex(1), nil, nil)
	var damaged *Damaged
	if !errors.As(err, &damaged) {
		t.Errorf("Parquet for a decoder of JSON lines: %v", err)
	}
}

// cutOff is a file of which no more than some bytes can be read.
type cutOff struct {
	file
	data *bytes.Reader
	err  error
}

func (c *cutOff) Read(p []byte) (int, error) {
	n, err := c.data.Read(p)
	if err == io.EOF {
		err = c.err
	}
	return n, err
}

// What keeps a file from being read is no damage, although what decompresses it meets it first.
func TestFailuresAreNoDamage(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	data := gzipped(linesOf(t, dropsondeRows(t, 300)))
	name := writeFile(t, t.TempDir(), "a.jsonl.gz", data)
	shard := find(t, 0, name)[0]
	broken := errors.New("the connection is gone")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		what  string
		ctx   context.Context
		bytes int
		err   error
		want  string // "" for damage
	}{
		{"a broken connection", t.Context(), 100, broken, broken.Error()},
		{"a file that has become shorter", t.Context(), 100, io.EOF, errShrank.Error()},
		{"the connection ends in the middle", t.Context(), 100, io.ErrUnexpectedEOF, "unexpected EOF"},
		{"a run that is cancelled", cancelled, 100, broken, context.Canceled.Error()},
		{"a file that is cut short", t.Context(), len(data), io.EOF, ""},
	} {
		part := data[:test.bytes]
		if test.want == "" {
			part = append(part[:len(part)-10:len(part)-10], make([]byte, 10)...)
		}
		w := &watched{file: &cutOff{data: bytes.NewReader(part), err: test.err}, ctx: test.ctx, shard: shard}
		in, err := gzip.NewReader(w)
		if err == nil {
			_, err = io.Copy(io.Discard, in)
		}
		err = w.blame(err)
		var damaged *Damaged
		if errors.As(err, &damaged) != (test.want == "") || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.what, err)
		}
	}

	// Whoever writes the file meanwhile is to be waited for.
	src, err := Open(t.Context(), shard, cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Repeat([]byte{1}, len(data)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	for src.Next() {
	}
	if err := src.Err(); err != nil && !errors.Is(err, errChanged) { // small files are read ahead
		t.Errorf("a file that is written meanwhile: %v", err)
	}
	if err := src.Close(); err != nil {
		t.Fatal(err)
	}
	blamed := (&watched{ctx: t.Context(), shard: shard}).blame(gzip.ErrChecksum)
	if !errors.Is(blamed, errChanged) {
		t.Errorf("a file that is written meanwhile: %v", blamed)
	}
}

// Of a file in several shards none counts if one is damaged, whatever index found what and in whatever order.
func TestLeaveOut(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	dir := t.TempDir()
	honest := linesOf(t, dropsondeRows(t, 100))
	writeFile(t, dir, "a.jsonl", []byte(honest))
	data := parquetBytes(t, laterRows(60), 10)
	data[len(data)/8] ^= 0xff
	writeFile(t, dir, "b.parquet", data)
	writeFile(t, dir, "c.jsonl", []byte(honest))
	shards := find(t, 1000, dir)
	var batches, want [][]byte
	parts, damages := 0, 0
	for _, shard := range shards {
		index := NewIndex(1)
		_, err := Scan(t.Context(), shard, cfg, index, nil, nil)
		var damaged *Damaged
		if errors.As(err, &damaged) {
			damages++
			batches = append(batches, LeaveOut(shard.Whole()))
		} else if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, index.Encode(0))
		if shard.Format != Parquet {
			want = append(want, index.Encode(0))
		} else if parts++; shard.Parts != 6 {
			t.Errorf("%+v", shard)
		}
	}
	if parts != 6 || damages != 1 {
		t.Fatalf("%d of %d parts are damaged", damages, parts)
	}
	expected, err := Latest(want)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(batches), func(i, j int) { batches[i], batches[j] = batches[j], batches[i] })
		if got, err := Latest(batches); err != nil || !bytes.Equal(got.Encode(), expected.Encode()) {
			t.Fatalf("%v", err)
		}
	}
	if _, err := Latest([][]byte{{leaveOutVersion, 3}}); err == nil {
		t.Error("half a batch is accepted")
	}
}

func parquetOf[T any](t testing.TB, rows []T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := parquet.Write(&out, rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A file that becomes damaged between the passes, with its size and time as before, is an error of the second.
func TestDamagedBetweenPasses(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	text := linesOf(t, laterRows(60))
	for name, data := range map[string][]byte{"a.jsonl.gz": gzipped(text), "a.jsonl.zst": zstded(text), "a.parquet": parquetBytes(t, laterRows(60), 60)} {
		file := writeFile(t, t.TempDir(), name, data)
		shard := find(t, 0, file)[0]
		index := NewIndex(1)
		if _, err := Scan(t.Context(), shard, cfg, index, nil, nil); err != nil {
			t.Fatal(err)
		}
		data[len(data)/8] ^= 0xff
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, time.Time{}, time.Unix(0, shard.Modified)); err != nil {
			t.Fatal(err)
		}
		rec := record.New(len(cfg.Schema.All), value.NewDict())
		_, err := Visit(t.Context(), shard, planned(cfg), index.Kept().Picks(0), rec, func() error { return nil }, nil)
		if err == nil || !strings.HasPrefix(err.Error(), file+": ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
