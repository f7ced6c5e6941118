package operate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"isobar/internal/bigquery"
	"isobar/internal/dataset"
	"isobar/internal/publish/outputs"
	"isobar/internal/report"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// Setup is what a run would be given.
type Setup struct {
	Dataset *dataset.Dataset
	// Input, Output and Staging are as for a run. Any may be missing; what they are needed for is then skipped.
	Input, Output []string
	Staging       string
	// Journal and Rejects are the private places of the runs' journal and of rejected reports. Optional.
	Journal, Rejects string
	// Secret is the file or reference of the key of rounded counts; "" for the default.
	Secret string
	Now    time.Time
	// Connections say how to reach the services. Optional.
	Connections outputs.Connections
}

// Examine makes every check that a set-up allows, in a fixed order, and gives each to tell when it is done.
func Examine(ctx context.Context, s Setup, tell func(Check)) {
	x := &examination{Setup: s, tell: tell}
	x.places(ctx)
	x.input(ctx)
	x.output(ctx)
	x.schema(ctx)
	x.secret(ctx)
	x.clock(ctx)
	x.disk(ctx)
	x.limits(ctx)
	x.rights(ctx)
	x.exposure(ctx)
	x.separation(ctx)
}

type examination struct {
	Setup
	tell   func(Check)
	files  []outputs.Place // of the outputs, as far as they are understood
	sizes  int64           // of the largest release there, in bytes
	volume volume
	newest time.Time         // when the window of the newest ended
	prints map[string]string // fingerprints of the releases' secrets, each with a week that has it
}

func skipped(name, why string) Check { return Check{name, Skipped, why} }

// places finds the outputs' files and what is published there.
func (x *examination) places(ctx context.Context) {
	x.prints = map[string]string{}
	var err error
	if x.files, err = outputs.Placed(ctx, x.Connections, x.Output, x.Staging); err != nil {
		x.tell(failed("outputs", err))
		return
	}
	for _, place := range x.files {
		if err := x.releases(ctx, place.Dataset(x.Dataset.Name)); err != nil {
			x.tell(failed("releases in "+place.String(), err))
		}
	}
}

// input looks for reports.
func (x *examination) input(ctx context.Context) {
	var files []string
	for _, input := range x.Input {
		if !outputs.IsTable(input) {
			files = append(files, input)
		}
	}
	if len(x.Input) == 0 {
		x.tell(skipped("input", "name the reports with --input"))
	}
	for _, input := range files {
		name := "input " + input
		shards, err := report.Find(ctx, []string{input}, 0)
		if err != nil {
			x.tell(failed(name, err))
			continue
		}
		x.tell(readable(ctx, name, shards, x.Connections))
	}
}

// readable opens the first file of an input. Its content is not looked at.
func readable(ctx context.Context, name string, shards []report.Shard, c outputs.Connections) Check {
	var err error
	if first := shards[0].File; strings.HasPrefix(first, gcs.Scheme) {
		var place outputs.Place
		if place, err = outputs.Files(ctx, c, first[:strings.LastIndexByte(first, '/')], ""); err == nil {
			var f storage.File
			if f, err = place.Open(ctx, first[strings.LastIndexByte(first, '/')+1:]); err == nil {
				_, err = f.Read(make([]byte, 1))
				err = errors.Join(ignoreEOF(err), f.Close())
			}
		}
	} else {
		var f *os.File
		if f, err = os.Open(first); err == nil {
			err = f.Close()
		}
	}
	if err != nil {
		return failed(name, err)
	}
	return Check{name, OK, fmt.Sprintf("%d files, %d MB", len(shards), (report.TotalBytes(shards)+999_999)/1_000_000)}
}

// output writes to the places of the outputs, and asks for BigQuery's datasets.
func (x *examination) output(ctx context.Context) {
	if len(x.Output) == 0 {
		x.tell(skipped("output", "name the places to publish to with --output"))
	}
	for _, place := range x.files {
		if place.Bucket == nil {
			place = outputs.Place{Store: storage.NewLocal(existing(place.String()))}
		}
		x.tell(Access(ctx, place))
	}
	for _, private := range []string{x.Staging, x.Journal, x.Rejects} {
		if private != "" {
			x.private(ctx, private)
		}
	}
	for _, name := range named(x.Output, bigquery.ParseDataset) {
		x.bigquery(ctx, "access to "+name.String(), name, func(s *bigquery.Service) Check {
			if _, err := s.Dataset(ctx, name); err != nil {
				return failed("access to "+name.String(), err)
			}
			return Check{"access to " + name.String(), OK, "it is there; loading was not tried"}
		})
	}
}

// private writes to a place that is not published.
func (x *examination) private(ctx context.Context, name string) {
	place, err := outputs.Files(ctx, x.Connections, name, "")
	switch {
	case err != nil:
		x.tell(failed("write access to "+name, err))
	case place.Bucket == nil:
		x.tell(Access(ctx, storage.NewLocal(existing(place.String()))))
	default:
		x.tell(Access(ctx, place))
	}
}

// existing is a folder, or the nearest above it that is there, in which a run would make it.
func existing(dir string) string {
	for {
		above := filepath.Dir(dir)
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) || above == dir {
			return dir
		}
		dir = above
	}
}

// named are the names of BigQuery among inputs or outputs. Those that are wrong are told by places and schema.
func named(names []string, parse func(string) (bigquery.Name, error)) (all []bigquery.Name) {
	for _, name := range names {
		if n, err := parse(name); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// bigquery makes a check that needs BigQuery.
func (x *examination) bigquery(ctx context.Context, name string, of bigquery.Name, check func(*bigquery.Service) Check) {
	service, err := x.Connections.Connect(ctx, of.Project)
	if err != nil {
		x.tell(failed(name, err))
		return
	}
	x.tell(check(service))
}

// schema compares the tables of reports with the dataset's schema.
func (x *examination) schema(ctx context.Context) {
	for _, input := range x.Input {
		if _, err := bigquery.ParseTable(input); outputs.IsTable(input) && err != nil {
			x.tell(failed("input "+input, err))
		}
	}
	tables := named(x.Input, bigquery.ParseTable)
	if len(tables) == 0 {
		x.tell(skipped("schema of the reports", "there is no --input bq://PROJECT.DATASET.TABLE; of files, a run says which columns are new or missing"))
		return
	}
	for _, table := range tables {
		x.bigquery(ctx, "schema of "+table.String(), table, func(s *bigquery.Service) Check { return Schema(ctx, s, table, x.Dataset.Schema) })
		if x.Staging == "" {
			x.tell(failed("staging", errors.New("reports of BigQuery are extracted to a private place: name it with --staging gs://BUCKET/PREFIX")))
		}
	}
}

// clock compares with Cloud Storage, if that is used, and with the releases that are there.
func (x *examination) clock(ctx context.Context) {
	if x.newest.After(x.Now) {
		x.tell(Check{"clock", Failed, fmt.Sprintf("a release is there whose window ends at %s, and this machine's clock says %s: set it by NTP",
			x.newest.Format(time.RFC3339), x.Now.UTC().Format(time.RFC3339))})
		return
	}
	for _, place := range x.files {
		if place.Bucket != nil {
			x.tell(Clock(ctx, place.Bucket))
			return
		}
	}
	x.tell(skipped("clock", "there is no place in Cloud Storage to compare it with; see that it is set by NTP"))
}

// separation sees that who reads the outputs does not read what is private: by where it lies, and by the lists of
// datasets. Whom a bucket's policy admits is for exposure.
func (x *examination) separation(ctx context.Context) {
	const name = "readers of the output cannot read the reports"
	before := false
	for _, private := range slices.Concat(x.Input, []string{x.Staging, x.Journal, x.Rejects}) {
		for _, public := range x.Output {
			if private == "" || outputs.IsTable(private) != outputs.IsTable(public) {
				continue
			}
			if outputs.IsTable(private) {
				in, err := bigquery.ParseTable(private)
				out, err2 := bigquery.ParseDataset(public)
				if err == nil && err2 == nil {
					x.bigquery(ctx, name, in, func(s *bigquery.Service) Check {
						return Separation(ctx, s, bigquery.Name{Project: in.Project, Dataset: in.Dataset}, out)
					})
					before = true
				}
				continue
			}
			if outputs.Remote(private) == outputs.Remote(public) {
				x.apart(private, public)
				before = true
			}
		}
	}
	if !before {
		x.tell(skipped(name, "the input and the output are of different kinds: look at who may read them"))
	}
}

// apart compares two places of files. Those of two buckets are, as far as names say.
func (x *examination) apart(private, public string) {
	name := fmt.Sprintf("readers of %s cannot read %s", public, private)
	why, err := beside(private, public)
	switch {
	case err != nil:
		x.tell(failed(name, err))
	case why != "":
		x.tell(Check{name, Failed, why + ": use another for what is private"})
	case !outputs.Remote(private):
		x.tell(Check{name, OK, "they are in different folders; their modes were not looked at"})
	}
}
