package operate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"isobar/internal/bigquery"
	"isobar/internal/publish/outputs"
	"isobar/internal/storage/gcs"
)

// use is what a run does with a bucket.
type use struct {
	bucket        *gcs.Bucket
	reads, writes bool
	loads         bool // BigQuery reads or writes there for the run
	private       bool
	public        bool
}

// What runs need of a bucket, and what nobody needs who only runs them.
var (
	toRead  = []string{"storage.objects.get", "storage.objects.list"}
	toWrite = []string{"storage.objects.create", "storage.objects.delete"}
	toLoad  = []string{"storage.buckets.get"}
	toOwn   = []string{"storage.buckets.delete", "storage.buckets.setIamPolicy", "storage.buckets.update", "storage.objects.setIamPolicy"}
)

// What a run needs of a private table, and what it does not.
var (
	toSelect = []string{"bigquery.tables.get", "bigquery.tables.getData"}
	toChange = []string{"bigquery.tables.delete", "bigquery.tables.setIamPolicy", "bigquery.tables.update", "bigquery.tables.updateData"}
)

// buckets are those of all places, by name, with all that a run does there.
func (x *examination) buckets(ctx context.Context) (all map[string]*use, names []string) {
	all = map[string]*use{}
	loads := slices.ContainsFunc(slices.Concat(x.Input, x.Output), outputs.IsTable)
	add := func(place string, u use) {
		name, _, _ := strings.Cut(strings.TrimPrefix(place, gcs.Scheme), "/")
		if !strings.HasPrefix(place, gcs.Scheme) || name == "" {
			return
		}
		files, err := outputs.Files(ctx, x.Connections, gcs.Scheme+name, "")
		if err != nil {
			return // the checks of access say so
		}
		b := all[name]
		if b == nil {
			b = &use{bucket: files.Bucket}
			all[name], names = b, append(names, name)
		}
		b.reads, b.writes, b.loads = b.reads || u.reads, b.writes || u.writes, b.loads || u.loads
		b.private, b.public = b.private || u.private, b.public || u.public
	}
	for _, input := range x.Input {
		add(input, use{reads: true, private: true})
	}
	for _, output := range x.Output {
		add(output, use{reads: true, writes: true, loads: loads, public: true})
	}
	add(x.Staging, use{reads: true, writes: true, loads: loads, private: true})
	for _, place := range []string{x.Journal, x.Rejects} {
		add(place, use{reads: true, writes: true, private: true})
	}
	return all, names
}

// rights looks at what this identity may do, which is to be what a run needs and no more.
func (x *examination) rights(ctx context.Context) {
	buckets, names := x.buckets(ctx)
	for _, name := range names {
		x.tell(bucketRights(ctx, buckets[name]))
	}
	for _, table := range named(x.Input, bigquery.ParseTable) {
		x.bigquery(ctx, "rights on "+table.String(), table, func(s *bigquery.Service) Check { return tableRights(ctx, s, table) })
	}
}

func bucketRights(ctx context.Context, u *use) Check {
	name := "rights in " + u.bucket.String()
	var needed, excess []string
	add := func(wanted bool, permissions []string) {
		if wanted {
			needed = append(needed, permissions...)
		} else {
			excess = append(excess, permissions...)
		}
	}
	add(u.reads, toRead)
	add(u.writes, toWrite)
	if u.loads { // and otherwise does no harm
		needed = append(needed, toLoad...)
	}
	add(false, toOwn)
	have, err := u.bucket.Rights(ctx, slices.Concat(needed, excess))
	if err != nil {
		return skipped(name, err.Error())
	}
	if lacking := without(needed, have); len(lacking) > 0 {
		return Check{name, Warning, "the bucket gives this identity no " + strings.Join(lacking, ", ") + "; only a condition on objects' names may"}
	}
	return spare(name, excess, have)
}

// tableRights looks at what this identity may do with a table of reports.
func tableRights(ctx context.Context, s *bigquery.Service, table bigquery.Name) Check {
	name := "rights on " + table.String()
	have, err := s.Rights(ctx, table, slices.Concat(toSelect, toChange))
	if err != nil {
		return skipped(name, err.Error())
	}
	if lacking := without(toSelect, have); len(lacking) > 0 {
		return Check{name, Failed, "this identity has no " + strings.Join(lacking, ", ") + ": make it a READER of the dataset"}
	}
	return spare(name, toChange, have)
}

// spare tells of rights that are not needed.
func spare(name string, excess, have []string) Check {
	if more := slices.DeleteFunc(slices.Clone(excess), func(p string) bool { return !slices.Contains(have, p) }); len(more) > 0 {
		return Check{name, Warning, fmt.Sprintf("this identity may do more than a run needs (%s); that of a scheduled run should not", strings.Join(more, ", "))}
	}
	return Check{name, OK, "what a run needs, and no more"}
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(p string) bool { return slices.Contains(some, p) })
}
