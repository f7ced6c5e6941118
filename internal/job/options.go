// Package job is the weekly job from the launcher's side: it compiles the queries, finds the input, runs
// the pipeline, makes the public tables and publishes them, or refuses to.
//
// What enters: Options, which the command line fills in. What leaves: a release in the output folder
// and a Report for the person who ran it; or an error, or a Refusal, and the old release untouched.
package job

import (
	"fmt"
	"slices"
	"time"

	"isobar/internal/dataset"
	"isobar/internal/release"
	"isobar/internal/week"
	"isobar/pipelines"
)

// Options is one run.
type Options struct {
	// Dataset is the dataset, loaded. Run changes nothing in it.
	Dataset *dataset.Dataset
	// Input are files, folders or glob patterns of reports, here or in Cloud Storage (gs://bucket/prefix/**),
	// and tables of BigQuery (bq://project.dataset.table), which are extracted to Staging.
	Input []string
	// Window is the time whose reports count.
	Window week.Window
	// Output is where the dataset's release is published: the folder under which it goes, gs://bucket/prefix,
	// or bq://project.dataset.
	Output string
	// Also are further outputs, which get the same release.
	Also []string
	// Staging is a private place in Cloud Storage, gs://bucket/prefix, which BigQuery needs, and Dataflow for what
	// its workers have counted; those of pipelines.Portable use it if it is given. Optional otherwise.
	Staging string
	// Runner executes the pipeline. Default: pipelines.Direct.
	Runner pipelines.Runner
	// K raises the dataset's aggregation threshold, in sites. 0 keeps it; lower is refused.
	K int
	// Counts is how counts are protected: dataset.CountsRounded, dataset.CountsExact or CountsThreshold. ""
	// for the dataset's own.
	Counts string
	// Secret is the file with the key of rounded counts. "" for the dataset's in the user's folder for
	// configuration, which is made if need be.
	Secret string
	// NewSecret accepts a key other than that of earlier releases.
	NewSecret bool
	// OptOut is a file, or an object gs://bucket/name, of site ids, one a line, that are to count in nothing. Optional.
	OptOut string
	// FirstSeen is a private file, or an object gs://bucket/name, that says in which week each site was first seen; it is read, and updated
	// after publishing. Needed if the dataset has a privacy.min_age.
	FirstSeen string
	// Tell is told what an engine outside this process says of the job, a line at a time. Optional.
	Tell func(line string)
	// Rejects is a folder for rejected reports, made if need be, or gs://bucket/prefix. Optional.
	Rejects string
	// DryRun does everything but publish. On pipelines.Dataflow it does not even submit the job, and the error is
	// its *pipelines.NotSubmitted.
	DryRun bool
	// MaxLine is the greatest length of a report in bytes. 0 for the default.
	MaxLine int
	// Workers is the number of goroutines. 0 for one a core.
	Workers int
	// SplitBytes cuts large plain files into parts of this size. 0 for the default.
	SplitBytes int64
	// Version is the program's version, for the manifest.
	Version string
}

// CountsThreshold publishes the exact counts of all groups that pass the threshold, and does nothing more. It
// is there to measure and to compare, on made-up reports; no dataset can ask for it.
const CountsThreshold = "threshold"

// protection gives the dataset with the policy of this run, and how counts are protected.
func (o *Options) protection() (*dataset.Dataset, string) {
	ds := *o.Dataset
	switch o.Counts {
	case "":
		return &ds, ds.Privacy.Counts
	case CountsThreshold: // the same numbers as the dataset's own, but for the protection
	default:
		ds.Privacy.Counts = o.Counts
	}
	return &ds, o.Counts
}

// Refusal says that the run could have published and did not, because a gate is closed. It is the
// operator's to decide what to do; nothing has changed in the output.
type Refusal struct{ Reason string }

func (r *Refusal) Error() string { return "not published: " + r.Reason }

// UsageError says that what was asked for makes no sense, before anything has been read.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap gives the error itself.
func (e *UsageError) Unwrap() error { return e.Err }

// raised gives the dataset's tables with their thresholds in this run.
func (o *Options) raised() (tables []dataset.Table, err error) {
	ds := o.Dataset
	if o.K != 0 && o.K < ds.Privacy.K {
		return nil, &UsageError{fmt.Errorf("k = %d is below the k = %d of %s: a run can raise the dataset's policy, not lower it", o.K, ds.Privacy.K, ds.Dir)}
	}
	tables = slices.Clone(ds.Tables)
	for i := range tables {
		tables[i].K = max(tables[i].K, o.K)
	}
	return tables, nil
}

// Report is what a run has to say to the person who started it.
type Report struct {
	Dataset string
	Window  week.Window
	Stats   pipelines.Stats
	Tables  []TableReport
	Mode    string // how counts are protected
	// NewSecret is the file of the key that this run made; "" if it made none.
	NewSecret string
	Loss      *release.Loss // of differentially private tables; nil if there are none
	Output    string        // where the release is; "" if nothing was published
	Rejects   string        // where the rejected reports are; "" if not asked for
	Merged    bool          // all reports of a site were made one, rather than the latest kept
	// NewColumns are columns that reports have and the schema lacks; see newColumns.
	NewColumns []NewColumn
	Stale      []StaleTable  // tables that were not made
	Damaged    []DamagedFile // that were left out, in the order of files
	Elapsed    time.Duration
}

// TableReport is one table of a Report.
type TableReport struct {
	Name     string
	K        int
	Rows     int
	Withheld int64 // groups; cells.NotCounted if the threshold was used as a bound
	Audited  int64 // groups that the audit of the release withheld; among Withheld if that is counted
	Private  bool  // differentially
}
