package report

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"isobar/internal/storage"
)

// Gathering brings the reports of one window together by site, for datasets that keep all reports of a
// site: Scan takes those of a shard, and then Merge makes one report of each site's, part by part.
//
// What enters: shards of JSON lines. What leaves: files of JSON lines that hold one report a site, in the
// form of the decoder json. What is promised: these depend on the reports alone, not on how they are spread
// over shards; memory is bounded, for each goroutine that merges, by some 100 bytes for each report of one part and by
// Config.MaxLine; reports are on disk in the folder only, which is to be private and to be removed by who made it.
type Gathering struct {
	dir     string
	parts   [gatherParts]gatherPart
	leftOut map[int]bool // shards
}

// gatherParts is into how many files reports are spread by their site. It is part of the promise that the
// same reports give the same files.
const gatherParts = 64

type gatherPart struct {
	sync.Mutex
	file   *os.File
	out    *bufio.Writer
	buffer []byte
}

// MergedMaxLine is the Config.MaxLine with which merged reports are to be read.
const MergedMaxLine = maxMaxLine

// NewGathering begins a gathering in an empty folder. Reports that do not come as an object of the schema's
// columns, or are not made one by a function of their decoder, cannot be merged.
func NewGathering(dir string, cfg *Config) (*Gathering, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	if d, _ := decoderOf(cfg.Decoder); d.submission != "" || d.names || d.distinct != nil || d.dashed != nil {
		return nil, fmt.Errorf("reports: those of decoder %s cannot be merged: keep: all is not for them", d.name)
	}
	return &Gathering{dir: dir, leftOut: map[int]bool{}}, nil
}

// Scan is the first pass over one shard, as the function Scan, but for what becomes of the reports of the
// window. It may be called from several goroutines. If the error is a *Damaged, the shard is to be left out; after
// another error the gathering is of no use.
func (g *Gathering) Scan(ctx context.Context, shard Shard, cfg *Config, rejects func(Reject), progress func(bytes int64)) (Stats, error) {
	if shard.Format == Parquet {
		return Stats{}, &Damaged{shard.File, "reports that are merged are read from JSON lines; this is a Parquet file"}
	}
	return scan(ctx, shard, cfg, rejects, progress, func(src Source, h *Header) error {
		return g.add(shard.ID, h, src.(*lineSource).flat)
	})
}

// LeaveOut keeps the reports of a shard from counting. It is to be called before Merge.
func (g *Gathering) LeaveOut(shard int) { g.leftOut[shard] = true }

// add writes a report to its part: its length, its header, and itself.
func (g *Gathering) add(shard int, h *Header, flat []byte) error {
	i := int(h.Site[0]) % gatherParts
	p := &g.parts[i]
	p.Lock()
	defer p.Unlock()
	if p.file == nil {
		file, err := os.OpenFile(filepath.Join(g.dir, fmt.Sprintf("gathered-%02d", i)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("no room for the reports of a site: %w", err)
		}
		p.file, p.out = file, bufio.NewWriter(file)
	}
	p.buffer = gatheredHeader(p.buffer[:0], shard, h)
	_, err := p.out.Write(binary.AppendUvarint(nil, uint64(len(p.buffer)+len(flat))))
	_, err2 := p.out.Write(p.buffer)
	_, err3 := p.out.Write(flat)
	return errors.Join(err, err2, err3)
}

// Parts is the number of parts to merge.
func (g *Gathering) Parts() int { return gatherParts }

// Close removes what is left of the gathered reports.
func (g *Gathering) Close() error {
	var all []error
	for i := range g.parts {
		if file := g.parts[i].file; file != nil {
			all = append(all, file.Close(), os.Remove(file.Name()))
			g.parts[i].file = nil
		}
	}
	return errors.Join(all...)
}

// Merge makes one report of each site of a part, when all shards have been scanned, and writes them to a file
// of to, where the merged ones are. cut is how many reports were left out because a site's were too
// long together. Parts may be merged at the same time.
func (g *Gathering) Merge(ctx context.Context, part int, cfg *Config, to storage.Store) (cut int64, err error) {
	p := &g.parts[part]
	err = to.Write(ctx, fmt.Sprintf("merged-%02d.jsonl", part), func(w io.Writer) error {
		if p.file == nil {
			return nil
		}
		if err := p.out.Flush(); err != nil {
			return err
		}
		out := bufio.NewWriter(w)
		var err error
		cut, err = mergeSites(out, p.file, g.leftOut, cfg)
		return errors.Join(err, out.Flush())
	})
	if p.file != nil {
		err = errors.Join(err, p.file.Close(), os.Remove(p.file.Name()))
		p.file = nil
	}
	return cut, err
}

// mergeSites writes a line for each site of a part.
func mergeSites(out io.Writer, part *os.File, leftOut map[int]bool, cfg *Config) (cut int64, err error) {
	reports, err := readGathered(part, leftOut)
	if err != nil {
		return 0, err
	}
	// The latest first, as Index chooses; what is the same in all was delivered twice.
	slices.SortFunc(reports, func(a, b gathered) int {
		return cmp.Or(bytes.Compare(a.site[:], b.site[:]), cmp.Compare(b.time, a.time),
			strings.Compare(b.messageID, a.messageID), bytes.Compare(b.content[:], a.content[:]))
	})
	reports = slices.CompactFunc(reports, func(a, b gathered) bool {
		return a.site == b.site && a.time == b.time && a.content == b.content
	})
	m := newMerger(cfg)
	var line []byte
	for first := 0; first < len(reports); {
		next := first + 1
		for next < len(reports) && reports[next].site == reports[first].site {
			next++
		}
		fit := fitting(reports[first:next], cfg.maxLine())
		flats := make([][]byte, fit)
		for i, r := range reports[first : first+fit] {
			if flats[i], err = r.read(part); err != nil {
				return 0, err
			}
		}
		line = append(m.merge(line[:0], flats), '\n')
		if _, err := out.Write(line); err != nil {
			return 0, err
		}
		cut += int64(next - first - fit)
		first = next
	}
	return cut, nil
}
