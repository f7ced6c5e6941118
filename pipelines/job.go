package pipelines

import (
	"encoding/json"
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/report"
	"isobar/internal/schema"
	"isobar/internal/week"
)

// Job is one run over one dataset's reports.
type Job struct {
	// Shards is the input, as report.Find cuts it.
	Shards []report.Shard
	// Schema is the dataset's schema.json, which travels to the workers as it is.
	Schema []byte
	// Queries are the plans of all tables.
	Queries []*plan.Query
	// Decoder, Unit, Timestamp and MessageID say how to read a report; see report.Config.
	Decoder, Unit, Timestamp, MessageID string
	// LeftOut are sites that count in nothing, and Known, if not nil, the only ones that count. With Note,
	// sites of the window that are neither come back in Stats.New.
	LeftOut, Known report.SiteSet
	Note           bool
	// Dominance is p of the p %-rule for sums (privacy.Dominated); 0 for none.
	Dominance int64
	// MaxLine is the greatest length of a report in bytes; longer ones are rejected. 0 for the default.
	MaxLine int
	// Limits bound what one report brings in.
	Limits report.Limits
	// Window is the time whose reports count.
	Window week.Window
	// Rejects is a folder for rejected reports, or gs://bucket/prefix. Optional.
	Rejects string
	// Scratch is a folder for results, or gs://bucket/prefix, which workers elsewhere can write to. It is empty at
	// the start. It holds exact counts: keep it private and remove it afterwards.
	Scratch string
	// Translate ends a run on Dataflow with the job that would be submitted (NotSubmitted).
	Translate bool
	// Tell is told what a remote runner says of the job, a line at a time, and where to look at it. Optional.
	Tell func(line string)
	// Workers is the number of goroutines of each lane and combiner.
	Workers int
	// Lanes is the number of parts into which the input is dealt; 1 where one process does it all.
	Lanes int
	// MemoryPerWorker is how many bytes of partial aggregates a goroutine gathers before it passes them
	// on. 0 for the default of 256 MiB.
	MemoryPerWorker int64
}

// Spec is what every worker knows: a Job without its input, in a form that travels as JSON inside the
// DoFns.
type Spec struct {
	Schema                              []byte
	Queries                             [][]byte
	Decoder, Unit, Timestamp, MessageID string
	MaxLine                             int
	Limits                              report.Limits
	Dominance                           int64
	Window                              week.Window
	Rejects, Scratch                    string
	Roll                                rollSpec
	Workers, Lanes, Combiners           int
	MemoryPerWorker                     int64
}

const (
	// indexPartitions is into how many parts the index of sites is cut: enough for a runner to spread,
	// few enough that a part of a small input is not mostly overhead.
	indexPartitions = 32
	// groupPartitions is the same for the groups of one table.
	groupPartitions = 8

	defaultMemoryPerWorker = 256 << 20
)

func (j *Job) spec() (Spec, error) {
	spec := Spec{Schema: j.Schema, Decoder: j.Decoder, Unit: j.Unit, Timestamp: j.Timestamp, MessageID: j.MessageID,
		MaxLine: j.MaxLine, Limits: j.Limits, Dominance: j.Dominance, Window: j.Window, Rejects: j.Rejects, Scratch: j.Scratch,
		Workers: max(j.Workers, 1), Lanes: max(j.Lanes, 1), MemoryPerWorker: j.MemoryPerWorker}
	if spec.MemoryPerWorker == 0 {
		spec.MemoryPerWorker = defaultMemoryPerWorker
	}
	// One process combines all groups at once, with all its cores; a runner with workers to spare gets
	// one combiner for each partition of each group.
	spec.Combiners = 1
	if spec.Lanes > 1 {
		spec.Combiners = 1 << 10
	}
	for _, q := range j.Queries {
		data, err := plan.Marshal(q)
		if err != nil {
			return spec, err
		}
		spec.Queries = append(spec.Queries, data)
	}
	return spec, nil
}

// lane is the shards that one worker reads.
type lane struct {
	Lane   int
	Shards []byte // JSON of []report.Shard
}

// laneOf says which lane reads a shard.
func laneOf(shard, lanes int) int { return shard % lanes }

func (j *Job) lanes() ([]lane, error) {
	n := max(j.Lanes, 1)
	dealt := make([][]report.Shard, n)
	for _, s := range j.Shards {
		i := laneOf(s.ID, n)
		dealt[i] = append(dealt[i], s)
	}
	lanes := make([]lane, 0, n)
	for i, shards := range dealt {
		data, err := json.Marshal(shards)
		if err != nil {
			return nil, err
		}
		lanes = append(lanes, lane{Lane: i, Shards: data})
	}
	return lanes, nil
}

// openLanes makes KV<lane, shards> of the lanes.
type openLanes struct{}

// ProcessElement emits the lane's number and shards.
func (*openLanes) ProcessElement(l lane, emit func(int, []byte)) { emit(l.Lane, l.Shards) }

// reading is a worker's view of the spec, made once in Setup.
type reading struct {
	schema  *schema.Schema
	config  report.Config
	queries []*plan.Query
}

func (s *Spec) open() (*reading, error) {
	sch, err := schema.Parse("schema", s.Schema)
	if err != nil {
		return nil, err
	}
	r := &reading{schema: sch, config: report.Config{Schema: sch, Decoder: s.Decoder, Unit: s.Unit, Timestamp: s.Timestamp,
		MessageID: s.MessageID, Window: s.Window, MaxLine: s.MaxLine, Limits: s.Limits}}
	for _, data := range s.Queries {
		q, err := plan.Unmarshal(data)
		if err != nil {
			return nil, err
		}
		r.queries = append(r.queries, q)
	}
	return r, nil
}

func shardsOf(data []byte) (shards []report.Shard, err error) {
	if err := json.Unmarshal(data, &shards); err != nil {
		return nil, fmt.Errorf("reading the list of shards: %w", err)
	}
	return shards, nil
}
