// Package pipelines is the weekly job as a Beam pipeline, and the only importer of Beam.
//
// What enters: shards of private reports, plans, and the policy of the dataset (Job). What leaves:
// Results, the cells that have passed the aggregation threshold, and what was counted on the way; the
// launcher makes the public release of them (package job). What is promised: reports stay on the worker
// that reads them. Between workers travel only who sent a report when and where it lies, as hashes
// and positions, and partial aggregates without any identity; and the results are the same whatever
// the runner, the number of workers, or the order in which anything arrives.
//
// The steps' logic is in packages report, eval, agg, itemset and privacy, which know nothing of Beam;
// the DoFns here only carry bytes to them and from them.
package pipelines

import (
	"context"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
)

// Weekly adds the job to the pipeline. It reads the input twice: once to find each site's latest report
// and once to aggregate those. A lane is what one worker reads with all its cores: there is one where a
// process works alone, and one a shard where a runner has workers to hand them to.
func Weekly(s beam.Scope, spec Spec, input []lane) {
	lanes := deal(s, input)                            // KV<lane, shards>
	index, stats := scan(s, spec, lanes)               // KV<partition, index batch>, statistics
	kept, found := latestPerSite(s, spec, index)       // KV<lane, positions>, statistics
	partials, faults := sitePart(s, spec, lanes, kept) // KV<combiner, partial aggregates>, statistics
	cells := combine(s, spec, partials)                // KV<group, cells above the threshold>
	writeResults(s, spec, cells, beam.Flatten(s, stats, found, faults))
}

// deal hands out the lanes. Without the reshuffling, an engine would fuse it with the scan, and the one worker that has
// the list would read all of them.
func deal(s beam.Scope, input []lane) (lanes beam.PCollection) {
	s = s.Scope("deal")
	return beam.Reshuffle(s, beam.ParDo(s, &openLanes{}, beam.CreateList(s, input)))
}

// scan validates every report and finds who sent it and when: one entry for each report of the week.
func scan(s beam.Scope, spec Spec, lanes beam.PCollection) (index, stats beam.PCollection) {
	s = s.Scope("scan")
	return beam.ParDo2(s, &scanLane{Spec: spec}, lanes)
}

// latestPerSite groups the entries by site and keeps the position of each site's latest report.
func latestPerSite(s beam.Scope, spec Spec, index beam.PCollection) (kept, stats beam.PCollection) {
	s = s.Scope("one report per site")
	return beam.ParDo2(s, &keepLatest{Spec: spec}, beam.GroupByKey(s, index))
}

// sitePart decodes the kept reports and runs the site part of every table over them.
func sitePart(s beam.Scope, spec Spec, lanes, kept beam.PCollection) (partials, stats beam.PCollection) {
	s = s.Scope("site part")
	return beam.ParDo2(s, &aggregateLane{Spec: spec}, beam.CoGroupByKey(s, lanes, kept))
}

// combine adds up the partial aggregates of each group and applies the threshold, before anything else
// sees the numbers.
func combine(s beam.Scope, spec Spec, partials beam.PCollection) (cells beam.PCollection) {
	s = s.Scope("combine and threshold")
	return beam.ParDo(s, &combineGroups{Spec: spec}, beam.GroupByKey(s, partials))
}

// writeResults writes one file of cells and one of statistics for each element to the job's scratch
// folder, under names that a retry writes again.
func writeResults(s beam.Scope, spec Spec, cells, stats beam.PCollection) {
	s = s.Scope("results")
	beam.ParDo0(s, &writeFile{Scratch: spec.Scratch, Folder: cellsFolder}, cells)
	beam.ParDo0(s, &writeFile{Scratch: spec.Scratch, Folder: statsFolder}, stats)
}

func init() {
	register.DoFn2x0[lane, func(int, []byte)](&openLanes{})
	register.DoFn5x1[context.Context, int, []byte, func(int, []byte), func(string, []byte), error](&scanLane{})
	register.DoFn5x1[context.Context, int, func(*[]byte) bool, func(int, []byte), func(string, []byte), error](&keepLatest{})
	register.DoFn6x1[context.Context, int, func(*[]byte) bool, func(*[]byte) bool, func(int, []byte), func(string, []byte), error](&aggregateLane{})
	register.DoFn4x1[context.Context, int, func(*[]byte) bool, func(string, []byte), error](&combineGroups{})
	register.DoFn3x1[context.Context, string, []byte, error](&writeFile{})
	register.Emitter2[int, []byte]()
	register.Emitter2[string, []byte]()
	register.Iter1[[]byte]()
}
