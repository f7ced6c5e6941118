package job

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime"
	"time"

	"isobar/internal/cells"
	"isobar/internal/dataset"
	"isobar/internal/eval"
	"isobar/internal/parallel"
	"isobar/internal/plan"
	"isobar/internal/progress"
	"isobar/internal/publish"
	"isobar/internal/release"
	"isobar/internal/report"
	"isobar/internal/secret"
	"isobar/pipelines"
)

// Run does the weekly job. The Report is not nil once the reports have been read, also beside a
// *Refusal, or an *Incomplete, which says that all has been done but for some tables. An error of the person
// who asked is a *UsageError.
func Run(ctx context.Context, o Options) (*Report, error) {
	started := time.Now()
	tables, err := o.raised()
	if err != nil {
		return nil, err
	}
	r, err := prepare(ctx, &o, tables)
	if err != nil {
		return nil, err
	}
	defer r.close()
	results, err := r.pipeline(ctx)
	if err != nil {
		return nil, err
	}
	stale, err := r.drift(ctx, results)
	if err != nil {
		return nil, err
	}
	rep := r.report(results)
	rep.Stale, rep.Damaged = stale, r.leftFiles
	defer func() { rep.Elapsed = time.Since(started) }()
	progress.Process().Enter(progress.Release)
	defer progress.Process().Finish()
	if err := r.gate(ctx, &results.Stats); err != nil {
		return rep, err
	}
	if err := r.protect(ctx, results); err != nil {
		return rep, err
	}
	rep.Loss = r.losses.manifest(r.ds.Privacy.DPBudget)
	made, err := r.tables(ctx, results)
	if err != nil {
		return rep, err
	}
	rep.Tables = tableReports(made, make([]int64, len(made)))
	if !o.DryRun {
		protected, err := r.pack(ctx, results)
		if err != nil {
			return rep, err
		}
		if err := r.publish(ctx, protected, made, rep); err != nil {
			return rep, err
		}
	}
	if len(stale) > 0 {
		return rep, &Incomplete{stale}
	}
	return rep, nil
}

// run is one run under way.
type run struct {
	*Options
	ds      *dataset.Dataset
	k       int             // the dataset's threshold in this run
	sources []dataset.Table // with their thresholds in this run
	queries []*plan.Query
	mode    string        // how counts are protected
	key     secret.Secret // of rounded counts
	// newSecret is the file of a key that this run made, or "".
	newSecret string
	losses    *ledger // of differentially private tables; nil if there are none
	// leftOut and known say which sites count, seen which were there before this run.
	leftOut, known report.SiteSet
	seen           firstSeen
	seenLabel      string // of sites that are not in seen yet
	shards         []report.Shard
	scratch        string          // a private place for temporary files
	unscratch      func() error    // removes it
	leftFiles      []DamagedFile   // damaged files, which were left out
	session        publish.Session // nil on a dry run
	unextract      func() error    // removes what was extracted from BigQuery
}

// prepare finds everything that can be wrong before a report is read. tables have their thresholds of this
// run.
func prepare(ctx context.Context, o *Options, tables []dataset.Table) (*run, error) {
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Runner == "" {
		o.Runner = pipelines.Direct
	}
	if o.SplitBytes == 0 {
		o.SplitBytes = report.DefaultSplit
	}
	ds, mode := o.protection()
	if err := o.apart(); err != nil {
		return nil, err
	}
	if len(tables) == 0 {
		return nil, &UsageError{fmt.Errorf("%s: there is no .sql file, so there is no table to publish", ds.Dir)}
	}
	if mode == CountsThreshold {
		tables = withoutDP(tables)
	}
	if err := ds.OverBudget(tables, dataset.Loss{}); err != nil {
		return nil, &Refusal{err.Error()}
	}
	queries, err := Compile(ds, tables, o.Window)
	if err != nil {
		return nil, err
	}
	if mode == dataset.CountsRounded {
		if err := o.needsSecret(); err != nil {
			return nil, err
		}
	}
	shards, unextract, err := o.find(ctx, ds, queries)
	if err != nil {
		return nil, err
	}
	r := &run{Options: o, ds: ds, k: max(ds.Privacy.K, o.K), sources: tables, queries: queries, mode: mode, shards: shards, unextract: unextract}
	if err := r.takeRoll(ctx); err != nil {
		r.close()
		return nil, err
	}
	if err := r.begin(ctx); err != nil {
		r.close()
		return nil, err
	}
	if err := r.makeScratch(ctx); err != nil {
		r.close()
		return nil, err
	}
	if err := r.takeSecret(ctx); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *run) close() {
	if err := r.unextract(); err != nil {
		slog.Error("extracted reports could not be removed: remove them by hand, or the next run does after a day", "error", err.Error())
	}
	if r.session != nil {
		if err := r.session.Close(); err != nil {
			slog.Warn("the staging folder could not be removed; the next run does it", "error", err.Error())
		}
	}
	if r.unscratch != nil {
		if err := r.unscratch(); err != nil {
			slog.Error("temporary files, which are private, could not be removed: remove them by hand", "place", r.scratch, "error", err.Error())
		}
	}
}

func (r *run) pipeline(ctx context.Context) (*pipelines.Results, error) {
	counters := progress.Process()
	for _, phase := range []progress.Phase{progress.Scan, progress.Aggregate} {
		counters.Expect(phase, report.TotalBytes(r.shards))
	}
	job := &pipelines.Job{
		Shards: r.shards, Schema: r.ds.SchemaJSON, Queries: r.queries,
		Decoder: r.ds.Reports.Decoder, Unit: r.ds.Privacy.Unit, Timestamp: r.ds.Reports.Timestamp, MessageID: r.ds.Reports.MessageID,
		LeftOut: r.leftOut, Known: r.known, Note: r.FirstSeen != "",
		MaxLine: r.MaxLine, Limits: limits(r.ds), Window: r.Window, Rejects: r.Rejects, Scratch: r.scratch, Workers: r.Workers, Lanes: 1,
		Translate: r.DryRun && r.Runner == pipelines.Dataflow, Tell: r.Tell,
	}
	if r.mode == dataset.CountsExact {
		job.Dominance = int64(r.ds.Privacy.Dominance)
	}
	if r.Rejects != "" {
		if err := report.PrepareRejects(ctx, r.Rejects); err != nil {
			return nil, err
		}
	}
	gathered, err := r.gather(ctx, job)
	if err != nil {
		return nil, err
	}
	results, err := pipelines.Run(ctx, r.Runner, job)
	if err != nil {
		return nil, err
	}
	if gathered != nil {
		results.Stats.Scan, results.Stats.Lines, results.Stats.New, results.Stats.Damaged = gathered.Scan, gathered.Lines, gathered.New, gathered.Damaged
	}
	if err := r.finishRejects(ctx, &results.Stats); err != nil {
		return nil, err
	}
	r.leftFiles, err = r.damaged(results.Stats.Damaged)
	return results, err
}

func (r *run) report(results *pipelines.Results) *Report {
	return &Report{Dataset: r.ds.Name, Window: r.Window, Stats: results.Stats, Rejects: r.Rejects, Mode: r.mode, NewSecret: r.newSecret, Merged: r.ds.Reports.Keep == dataset.KeepAll,
		NewColumns: newColumns(&results.Stats.Scan.Drift, r.k)}
}

// gate refuses to publish a week that looks wrong.
func (r *run) gate(ctx context.Context, stats *pipelines.Stats) error {
	scan := &stats.Scan
	if rejected := scan.RejectedTotal(); rejected > 0 {
		if share := float64(rejected) / float64(scan.Reports); share > r.ds.Gate.MaxRejected {
			return &Refusal{fmt.Sprintf("%.1f %% of the reports were rejected, more than gate.max_rejected allows (%.1f %%)", 100*share, 100*r.ds.Gate.MaxRejected)}
		}
	}
	if r.session == nil {
		return nil
	}
	before, err := release.Read(ctx, r.session.Published(), r.Window.Previous().Label)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	if before.Sites == nil {
		return nil
	}
	if least := r.ds.Gate.MinSitesOfLastWeek * float64(*before.Sites); float64(stats.Sites) < least {
		return &Refusal{fmt.Sprintf("%d sites reported, fewer than gate.min_sites_of_last_week allows (%g of the %d of week %s)",
			stats.Sites, r.ds.Gate.MinSitesOfLastWeek, *before.Sites, before.Week)}
	}
	return nil
}

// tables runs the public part of every query.
func (r *run) tables(ctx context.Context, results *pipelines.Results) ([]release.Table, error) {
	tables := make([]release.Table, len(r.queries))
	return tables, parallel.Each(ctx, len(r.queries), r.Workers, func(_ context.Context, _, i int) error {
		q := r.queries[i]
		rows, err := eval.Public(q, results.Sets[i])
		if err != nil {
			return fmt.Errorf("%s: %w", q.File, err)
		}
		withheld := int64(0)
		for _, set := range results.Sets[i] {
			if set.Withheld == cells.NotCounted {
				withheld = cells.NotCounted
				break
			}
			withheld += set.Withheld
		}
		t := r.sources[i]
		means, err := r.meaning(i)
		if err != nil {
			return fmt.Errorf("%s: %w", q.File, err)
		}
		tables[i] = release.Table{Where: means.where, Sets: means.sets, Meanings: means.columns, DP: asked(q, t),
			Query: q, SQL: t.SQL, Description: t.Description, Owner: t.Owner, Columns: t.Columns, Rows: rows, Withheld: withheld}
		return nil
	})
}

func (r *run) publish(ctx context.Context, protected *packed, tables []release.Table, rep *Report) error {
	stats := protected.stats
	if stats.Sites < int64(r.k) {
		return &Refusal{nothing(stats.Sites, r.k)}
	}
	sites, err := r.total("sites", stats.Sites)
	if err != nil {
		return err
	}
	reports, err := r.total("reports", stats.Scan.InWindow)
	if err != nil {
		return err
	}
	staged, err := r.stage(ctx, release.Info{
		Dataset: r.ds.Name, Description: r.ds.Description, Window: r.Window,
		K: r.k, Mode: r.mode, Protection: r.parameters(), Unit: r.ds.Privacy.Unit, Version: r.Version,
		Sites: sites, Reports: reports, Stale: rep.staleTables(),
		Gate: release.Gate{MaxRejected: r.ds.Gate.MaxRejected, MaxDamaged: r.ds.Gate.MaxDamaged, MinSitesOfLastWeek: r.ds.Gate.MinSitesOfLastWeek},
	}, protected, tables, rep)
	if err != nil {
		return err
	}
	if err := r.session.Publish(ctx, staged); err != nil {
		return err
	}
	rep.Output = r.place()
	return r.noteSites(ctx, stats.New)
}

// nothing says why a week of fewer than k sites is not published at all.
func nothing(sites int64, k int) string {
	switch sites {
	case 0:
		return "no site has a report in this window: choose another with --week, or --from and --to"
	case 1:
		return fmt.Sprintf("1 distinct site, k = %d: nothing can be published", k)
	}
	return fmt.Sprintf("%d distinct sites, k = %d: nothing can be published", sites, k)
}
