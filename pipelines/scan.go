package pipelines

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"isobar/internal/progress"
	"isobar/internal/report"
)

// scanLane is the first pass over one lane's shards.
type scanLane struct {
	Spec    Spec
	reading *reading
	roll    *report.Roll // nil if all sites count
}

// Setup reads the spec, and which sites count.
func (f *scanLane) Setup() (err error) {
	if f.reading, err = f.Spec.open(); err != nil {
		return err
	}
	f.roll, err = f.Spec.Roll.open(f.Spec.Scratch)
	return err
}

// ProcessElement scans the shards of a lane on all cores. It emits index batches by partition of the
// site's hash, and the lane's statistics.
func (f *scanLane) ProcessElement(ctx context.Context, lane int, data []byte, index func(int, []byte), stats func(string, []byte)) error {
	shards, err := shardsOf(data)
	if err != nil {
		return err
	}
	progress.Process().Enter(progress.Scan)
	workers := make([]scanWorker, f.Spec.Workers)
	var cut cutFiles
	err = eachShard(ctx, shards, f.Spec.Workers, func(ctx context.Context, w int, shard report.Shard) error {
		return workers[w].scan(ctx, f, shard, &cut)
	})
	if err != nil {
		return err
	}
	total := Stats{}
	for i := range workers {
		w := &workers[i]
		total.add(&w.stats)
		if w.config.Roll != nil {
			total.New = append(total.New, w.config.Roll.New.Encode()...)
		}
		if w.index == nil {
			continue
		}
		for p := range indexPartitions {
			if batch := w.index.Encode(p); len(batch) > 0 {
				index(p, batch)
			}
		}
		w.index = nil
	}
	cut.rest(&total, index)
	stats(fmt.Sprintf("scan-%06d", lane), total.encode())
	return nil
}

type scanWorker struct {
	config report.Config
	index  *report.Index
	stats  Stats
}

func (w *scanWorker) scan(ctx context.Context, f *scanLane, shard report.Shard, cut *cutFiles) (err error) {
	if w.index == nil {
		w.config = f.reading.config
		w.config.Roll = f.roll.Fresh()
		w.index = report.NewIndex(indexPartitions)
		w.stats.Lines = map[int]int64{}
	}
	var reject func(report.Reject)
	if f.Spec.Rejects != "" {
		rejects := report.NewRejectWriter(ctx, f.Spec.Rejects, shard)
		reject = rejects.Write
		defer func() {
			if cerr := rejects.Close(); err == nil {
				err = cerr
			}
		}()
	}
	config, index, apart := w.config, w.index, shard.Frail() && shard.Parts > 1
	if apart {
		config.Roll, index = config.Roll.Fresh(), report.NewIndex(indexPartitions)
	}
	counters := progress.Process()
	s, err := report.Scan(ctx, shard, &config, index, reject, counters.AddBytes)
	counters.AddReports(s.Reports)
	found := Stats{Scan: s, Lines: map[int]int64{shard.ID: s.Lines}}
	var damaged *report.Damaged
	if errors.As(err, &damaged) {
		found.Damaged, err = []report.Damage{{Shard: shard.ID, Reason: damaged.Reason}}, nil
	}
	switch {
	case err != nil:
	case !apart:
		w.stats.add(&found)
	default:
		if config.Roll != nil {
			found.New = config.Roll.New.Encode()
		}
		cut.add(w, shard, index, &found)
	}
	return err
}

// keepLatest chooses among the reports of each site of one partition.
type keepLatest struct{ Spec Spec }

// ProcessElement emits the positions of the kept reports, shard by shard under their lanes, and how
// many sites there are.
func (f *keepLatest) ProcessElement(_ context.Context, partition int, batches func(*[]byte) bool, kept func(int, []byte), stats func(string, []byte)) error {
	latest, err := report.Latest(collect(batches))
	if err != nil {
		return err
	}
	for _, shard := range latest.Shards() {
		kept(laneOf(shard, f.Spec.Lanes), encodePicks(shard, latest.Picks(shard)))
	}
	found := Stats{Sites: latest.Sites}
	stats(fmt.Sprintf("sites-%06d", partition), found.encode())
	return nil
}

// encodePicks writes which reports of a shard one partition keeps: the shard's ID as a varint, and the
// picks.
func encodePicks(shard int, picks []report.Pick) []byte {
	return append(binary.AppendUvarint(nil, uint64(shard)), report.EncodePicks(picks)...)
}

var errPicks = errors.New("pipelines: damaged positions of kept reports")

// decodePicks puts together what all partitions keep, by shard, in the order of the shard.
func decodePicks(all [][]byte) (map[int][]report.Pick, error) {
	byShard := map[int][]report.Pick{}
	for _, data := range all {
		shard, n := binary.Uvarint(data)
		if n <= 0 || shard > math.MaxInt32 {
			return nil, errPicks
		}
		picks, err := report.DecodePicks(data[n:])
		if err != nil {
			return nil, err
		}
		byShard[int(shard)] = append(byShard[int(shard)], picks...)
	}
	for _, picks := range byShard {
		slices.SortFunc(picks, func(a, b report.Pick) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	}
	return byShard, nil
}

// collect reads all values of a key.
func collect(next func(*[]byte) bool) [][]byte {
	var all [][]byte
	var one []byte
	for next(&one) {
		all = append(all, one)
		one = nil
	}
	return all
}
