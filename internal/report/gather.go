package report

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Gathering brings the reports of one window together by site, for datasets that keep all reports of a
// site: Scan takes those of a shard, and then Merge makes one report of each site's, part by part.
//
// What enters: shards of JSON lines. What leaves: files of JSON lines that hold one report a site, in the
// form of the decoder json. What is promised: these depend on the reports alone, not on how they are spread
// over shards; memory is bounded by one part for each goroutine that merges; reports are on disk in the
// folder only, which is to be private and to be removed by who made it.
type Gathering struct {
	dir   string
	parts [gatherParts]gatherPart
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
	return &Gathering{dir: dir}, nil
}

// Scan is the first pass over one shard, as the function Scan, but for what becomes of the reports of the
// window. It may be called from several goroutines. After an error the gathering is of no use.
func (g *Gathering) Scan(ctx context.Context, shard Shard, cfg *Config, rejects func(Reject), progress func(bytes int64)) (Stats, error) {
	if shard.Format == Parquet {
		return Stats{}, fmt.Errorf("%s: reports that are merged are read from JSON lines; this is a Parquet file", shard.File)
	}
	return scan(ctx, shard, cfg, rejects, progress, func(src Source, h *Header) error {
		return g.add(h, src.(*lineSource).flat)
	})
}

// add writes a report to its part: its length, its header, and itself.
func (g *Gathering) add(h *Header, flat []byte) error {
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
	b := append(append(p.buffer[:0], h.Site[:]...), h.Content[:]...)
	b = binary.AppendVarint(b, h.Time)
	b = binary.AppendUvarint(b, uint64(len(h.MessageID)))
	p.buffer = append(b, h.MessageID...)
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

// gathered is one report of a part.
type gathered struct {
	h    Header
	flat []byte
}

// Merge makes one report of each site of a part, when all shards have been scanned, and writes them to a file
// in to, a folder of the merged ones. cut is how many reports were left out because a site's were too
// long together. Parts may be merged at the same time.
func (g *Gathering) Merge(part int, cfg *Config, to string) (cut int64, err error) {
	p := &g.parts[part]
	data, err := p.read()
	if err != nil {
		return 0, err
	}
	reports, err := readGathered(data)
	if err != nil {
		return 0, err
	}
	// The latest first, as Index chooses; what is the same in all was delivered twice.
	slices.SortFunc(reports, func(a, b gathered) int {
		return cmp.Or(bytes.Compare(a.h.Site[:], b.h.Site[:]), cmp.Compare(b.h.Time, a.h.Time),
			bytes.Compare(b.h.MessageID, a.h.MessageID), bytes.Compare(b.h.Content[:], a.h.Content[:]))
	})
	reports = slices.CompactFunc(reports, func(a, b gathered) bool {
		return a.h.Site == b.h.Site && a.h.Time == b.h.Time && a.h.Content == b.h.Content
	})
	m := newMerger(cfg)
	var out []byte
	for first := 0; first < len(reports); {
		next := first + 1
		for next < len(reports) && reports[next].h.Site == reports[first].h.Site {
			next++
		}
		var left int
		out, left = m.merge(out, reports[first:next])
		out = append(out, '\n')
		cut += int64(left)
		first = next
	}
	return cut, os.WriteFile(filepath.Join(to, fmt.Sprintf("merged-%02d.jsonl", part)), out, 0o600)
}

// read returns the part's file and removes it.
func (p *gatherPart) read() ([]byte, error) {
	if p.file == nil {
		return nil, nil
	}
	err := p.out.Flush()
	data, err2 := os.ReadFile(p.file.Name())
	err3 := errors.Join(p.file.Close(), os.Remove(p.file.Name()))
	p.file = nil
	return data, errors.Join(err, err2, err3)
}

func readGathered(data []byte) (reports []gathered, err error) {
	in := reader{b: data}
	for len(in.b) > 0 && !in.bad {
		one := reader{b: in.bytes(int(in.unsigned(math.MaxInt32)))}
		r := gathered{}
		copy(r.h.Site[:], one.bytes(len(r.h.Site)))
		copy(r.h.Content[:], one.bytes(len(r.h.Content)))
		r.h.Time = one.signed()
		r.h.MessageID = one.bytes(int(one.unsigned(MaxMessageID)))
		r.flat = one.b
		if one.bad {
			in.fail()
		}
		reports = append(reports, r)
	}
	if in.bad {
		return nil, errors.New("the gathered reports are damaged")
	}
	return reports, nil
}
