package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"isobar/internal/audit"
	"isobar/internal/storage"
)

const auditHelp = `Attack a published dataset with what an outsider has: the files of all its tables and weeks. A finding is a
group of 1 to k-1 sites that the published numbers tell apart, by subtraction, by comparing tables or weeks,
or by what is missing.

DIR is a dataset's folder, or a folder of datasets. Exit status: 0 nothing was found, 3 something was.`

// auditOptions are the flags of `isobar audit`.
type auditOptions struct {
	weeks      []string
	most       int
	timeout    time.Duration
	moreHidden bool
	json       bool
	dataset    string
	truth      []string
}

func newAudit(e *env) *cobra.Command {
	var o auditOptions
	c := &cobra.Command{
		Use:     "audit DIR",
		Short:   "Attack a published dataset, and say what it gives away",
		Long:    auditHelp,
		Example: examples("isobar audit out/dropsonde", "isobar audit out --week 2026-11-09 --json"),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("audit takes one folder: that of a published dataset, such as out/dropsonde")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return o.run(c.Context(), e, args[0]) },
	}
	f := c.Flags()
	f.StringArrayVar(&o.weeks, "week", nil, "judge the release of this `week` alone, by its label; may be repeated (default all)")
	f.IntVar(&o.most, "most", 20, "`number` of findings to list of each kind; all are counted")
	f.DurationVar(&o.timeout, "timeout", 0, "`time` after which to give up (default never)")
	f.BoolVar(&o.moreHidden, "more-hidden", false, "do not take a missing row to have fewer than k sites")
	f.StringArrayVar(&o.truth, "truth", nil, "private reports, a `path` or quoted pattern, to say which findings are right; for operators, as the answer is private")
	f.StringVar(&o.dataset, "dataset", "", "the dataset's `folder`, which says how to read the reports of --truth")
	f.BoolVar(&o.json, "json", false, "write the report as one JSON object")
	return c
}

func (o *auditOptions) run(ctx context.Context, e *env, dir string) error {
	if o.most < 1 {
		return usagef("--most is %d: it must be at least 1", o.most)
	}
	if (o.dataset == "") != (len(o.truth) == 0) {
		return usagef("--truth and --dataset belong together: the reports, and the folder that says how to read them")
	}
	options := audit.Options{Store: storage.NewLocal(dir), Weeks: o.weeks, MaxFindings: o.most, Timeout: o.timeout, MoreHidden: o.moreHidden}
	truth, err := o.openTruth(ctx, dir)
	if err != nil {
		return err
	}
	if truth != nil {
		options.Truth = truth.of
	}
	report, err := audit.Run(ctx, options)
	if truth != nil {
		err = errors.Join(err, truth.err)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &ExitError{ExitUsage, err}
	}
	if err != nil {
		return err
	}
	if o.json {
		encoder := json.NewEncoder(e.stdout)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(report)
	} else {
		err = report.WriteText(e.stdout)
	}
	if err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	return verdict(report)
}

// verdict is the exit status of an audit.
func verdict(report *audit.Report) error {
	switch {
	case report.Certain() > 0:
		return &ExitError{ExitRefused, fmt.Errorf("%s that these files tell apart", plural(report.Certain(), "group of fewer than k sites", "groups of fewer than k sites"))}
	case report.Incomplete:
		return &ExitError{ExitFailed, errors.New("the search did not come to its end: give it more time with --timeout")}
	}
	return nil
}
