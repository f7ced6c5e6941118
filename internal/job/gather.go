package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"isobar/internal/dataset"
	"isobar/internal/parallel"
	"isobar/internal/progress"
	"isobar/internal/report"
	"isobar/internal/storage/gcs"
	"isobar/pipelines"
)

// plain is the decoder of merged reports.
const plain = "json"

// gather makes one report of all that each site sent in the window, for datasets that keep all reports, and
// lets the job read those. It returns what it counted on the way, in place of which the job's first pass
// counts merged reports. This is done on this machine, whatever the runner; the merged reports are in the run's
// scratch place until the run ends.
func (r *run) gather(ctx context.Context, job *pipelines.Job) (*pipelines.Stats, error) {
	if r.ds.Reports.Keep != dataset.KeepAll || job.Translate {
		return nil, nil
	}
	cfg := report.Config{
		Schema: r.ds.Schema, Decoder: job.Decoder, Unit: job.Unit, Timestamp: job.Timestamp, MessageID: job.MessageID,
		Window: r.Window, MaxLine: r.MaxLine,
	}
	apart, err := os.MkdirTemp("", "isobar-gathered-")
	if err != nil {
		return nil, fmt.Errorf("no room for temporary files: %w", err)
	}
	defer os.RemoveAll(apart)
	merged := r.scratch + "/merged"
	to, err := gcs.Place(ctx, merged)
	if err != nil {
		return nil, err
	}
	g, err := report.NewGathering(apart, &cfg)
	if err != nil {
		return nil, err
	}
	defer g.Close()
	progress.Process().Enter(progress.Scan)
	stats, err := r.scan(ctx, g, cfg, job.Note)
	if err != nil {
		return nil, err
	}
	cuts := make([]int64, g.Parts())
	err = parallel.Each(ctx, g.Parts(), r.Workers, func(_ context.Context, _, part int) (err error) {
		cuts[part], err = g.Merge(ctx, part, &cfg, to)
		return err
	})
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for _, n := range cuts {
		total += n
	}
	if total > 0 {
		slog.Warn("reports of sites that sent too much were left out", "reports", total)
	}
	job.Decoder, job.MaxLine, job.Rejects, job.Note = plain, report.MergedMaxLine, "", false
	job.Shards, err = report.Find(ctx, []string{merged}, r.SplitBytes)
	progress.Process().Expect(progress.Aggregate, report.TotalBytes(job.Shards))
	return stats, err
}

// scan is the first pass over all shards. With note it gathers sites that are new, too.
func (r *run) scan(ctx context.Context, g *report.Gathering, cfg report.Config, note bool) (*pipelines.Stats, error) {
	found, rolls, damages := make([]report.Stats, len(r.shards)), make([]report.Roll, len(r.shards)), make([]*report.Damaged, len(r.shards))
	err := parallel.Each(ctx, len(r.shards), r.Workers, func(ctx context.Context, _, i int) (err error) {
		shard, cfg := r.shards[i], cfg
		rolls[i] = report.Roll{LeftOut: r.leftOut, Known: r.known}
		if note {
			rolls[i].New = report.SiteSet{}
		}
		cfg.Roll = &rolls[i]
		var reject func(report.Reject)
		if r.Rejects != "" {
			rejects := report.NewRejectWriter(ctx, r.Rejects, shard)
			reject = rejects.Write
			defer func() { err = errors.Join(err, rejects.Close()) }()
		}
		found[i], err = g.Scan(ctx, shard, &cfg, reject, progress.Process().AddBytes)
		var damaged *report.Damaged
		if errors.As(err, &damaged) {
			damages[i], err = damaged, nil
		}
		return err
	})
	stats := &pipelines.Stats{Lines: map[int]int64{}}
	for i, s := range found {
		stats.Scan.Merge(s)
		stats.Lines[r.shards[i].ID] = s.Lines
		stats.New = append(stats.New, rolls[i].New.Encode()...)
		if damages[i] != nil { // and the file's other shards, of which nothing was read
			g.LeaveOut(i)
			stats.Damaged = append(stats.Damaged, report.Damage{Shard: i, Reason: damages[i].Reason})
		}
	}
	stats.Damaged = report.FirstDamages(stats.Damaged, r.shards)
	return stats, err
}
