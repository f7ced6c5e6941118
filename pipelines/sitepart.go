package pipelines

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"

	"isobar/internal/eval"
	"isobar/internal/parallel"
	"isobar/internal/progress"
	"isobar/internal/report"
)

// aggregateLane is the second pass: it decodes the kept reports of one lane and runs every table's site
// part over each.
type aggregateLane struct {
	Spec    Spec
	reading *reading
	program *eval.Program
}

// Setup reads the spec and compiles the plans.
func (f *aggregateLane) Setup() (err error) {
	if f.reading, err = f.Spec.open(); err != nil {
		return err
	}
	f.program, err = eval.Compile(f.reading.queries, f.reading.schema)
	return err
}

// ProcessElement emits partial aggregates, each under the combiner of its group, and the lane's
// statistics.
func (f *aggregateLane) ProcessElement(ctx context.Context, lane int, shards, kept func(*[]byte) bool, partials func(int, []byte), stats func(string, []byte)) error {
	var list []report.Shard
	for _, data := range collect(shards) {
		some, err := shardsOf(data)
		if err != nil {
			return err
		}
		list = append(list, some...)
	}
	picks, err := decodePicks(collect(kept))
	if err != nil {
		return err
	}
	progress.Process().Enter(progress.Aggregate)
	workers := make([]siteWorker, f.Spec.Workers)
	err = emitFrom(partials, func(emit func(int, []byte)) error {
		emitGroup := func(key eval.Key, batch []byte) {
			emit(f.combiner(key), envelope(key, batch))
		}
		err := eachShard(ctx, list, f.Spec.Workers, func(ctx context.Context, w int, shard report.Shard) error {
			return workers[w].aggregate(ctx, f, shard, picks[shard.ID], emitGroup)
		})
		if err != nil {
			return err
		}
		return parallel.Each(ctx, len(workers), len(workers), func(_ context.Context, _, i int) error {
			workers[i].finish(emitGroup)
			return nil
		})
	})
	if err != nil {
		return err
	}
	total := Stats{}
	for i := range workers {
		total.add(&workers[i].stats)
	}
	stats(fmt.Sprintf("site-part-%06d", lane), total.encode())
	return nil
}

// siteWorker is one goroutine's evaluator; it is made when the first shard arrives.
type siteWorker struct {
	worker *eval.Worker
	stats  Stats
}

func (w *siteWorker) aggregate(ctx context.Context, f *aggregateLane, shard report.Shard, picks []report.Pick, emit func(eval.Key, []byte)) error {
	if len(picks) == 0 {
		return nil
	}
	if w.worker == nil {
		w.worker = f.program.NewWorker()
	}
	config := f.reading.config
	config.Columns = f.program.Columns()
	counters := progress.Process()
	seen, err := report.Visit(ctx, shard, &config, picks, w.worker.Record(), func() error {
		w.worker.Site()
		if w.worker.Size() > f.Spec.MemoryPerWorker {
			w.worker.Flush(groupPartitions, emit)
		}
		return nil
	}, counters.AddBytes)
	counters.AddReports(seen.Reports)
	w.stats.Skipped += seen.Skipped
	w.stats.Limited.Merge(seen.Limited)
	return err
}

func (w *siteWorker) finish(emit func(eval.Key, []byte)) {
	if w.worker == nil {
		return
	}
	w.worker.Flush(groupPartitions, emit)
	w.stats.Faults, w.stats.Cut = map[string]int64{}, w.worker.Cut()
	for fault, n := range w.worker.Faults() {
		w.stats.Faults[fault.Table] += n
	}
	w.worker = nil
}

func (f *aggregateLane) combiner(key eval.Key) int {
	h := fnv.New32a()
	fmt.Fprintf(h, "%d/%d/%d", key.Query, key.Group, key.Part)
	return int(h.Sum32() % uint32(f.Spec.Combiners))
}

// envelope puts the group's key before a batch: query, group and partition as varints.
func envelope(key eval.Key, batch []byte) []byte {
	b := make([]byte, 0, len(batch)+6)
	for _, n := range []int{key.Query, key.Group, key.Part} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return append(b, batch...)
}

var errEnvelope = errors.New("pipelines: a partial aggregate without a key")

func openEnvelope(data []byte) (key eval.Key, batch []byte, err error) {
	for _, field := range []*int{&key.Query, &key.Group, &key.Part} {
		x, n := binary.Uvarint(data)
		if n <= 0 || x > 1<<30 {
			return key, nil, errEnvelope
		}
		*field, data = int(x), data[n:]
	}
	return key, data, nil
}
