package cli

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"isobar/internal/job"
	"isobar/internal/operate"
	"isobar/internal/publish/outputs"
)

// note is a run's entry in the journal; nil if none is kept.
type note struct {
	entry *operate.Entry
	env   *env
}

// begin notes in the journal that the run begins. What is wrong with the command line is left to settings to refuse,
// and a run of what is no dataset, or one that publishes nothing, is not noted. A journal that cannot be written
// keeps no release from being made.
func (o *runOptions) begin(ctx context.Context, e *env) *note {
	if o.journal == "" || o.dryRun || !isDataset(o.dataset) || operate.CheckJournal(o.journal, o.output) != nil {
		return nil
	}
	dir, err := filepath.Abs(o.dataset)
	if err != nil {
		return nil // and nothing else will be found, either
	}
	w, _ := o.window(e) // one that is wrong has no label
	n := &note{env: e}
	journal, err := operate.OpenJournal(ctx, outputs.Connections{}, o.journal)
	if err == nil {
		n.entry, err = journal.Begin(ctx, operate.Run{Dataset: filepath.Base(dir), Week: w.Label, Started: e.now(), Version: Version()})
	}
	n.warn(err)
	return n
}

// end notes how the run ended.
func (n *note) end(ctx context.Context, err error) {
	if n == nil || n.entry == nil {
		return
	}
	message := ""
	if err != nil {
		message = sentence(ctx, err)
	}
	n.warn(n.entry.End(ctx, n.env.now(), outcome(ctx, err), exitCode(err), message))
}

func (n *note) warn(err error) {
	if err != nil {
		n.env.log.Warn("the journal does not say everything of this run", slog.String("error", err.Error()))
	}
}

// outcome is what became of a run that ended with an error, or with none.
func outcome(ctx context.Context, err error) operate.Outcome {
	var incomplete *job.Incomplete
	switch {
	case err == nil:
		return operate.Published
	case stopped(ctx, err) != nil:
		return operate.Stopped
	case errors.As(err, &incomplete):
		return operate.Incomplete
	case exitCode(err) == ExitRefused:
		return operate.Refused
	}
	return operate.Broken
}
