package warehouse

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	bq "cloud.google.com/go/bigquery"
	"github.com/klauspost/compress/gzip"

	"isobar/internal/bigquery"
	"isobar/internal/release"
	"isobar/internal/storage"
)

// stagingLife is when BigQuery removes a staging table that a killed run left.
const stagingLife = 24 * time.Hour

// loadFile writes a table's rows to a file in Cloud Storage as BigQuery loads them, and gives its name there:
// one object a line, with the week, all values as text. The name follows from the rows, so that a file that is
// there already is the one.
func (v *session) loadFile(ctx context.Context, m *release.Manifest, t *release.Entry, rows storage.Reader) (string, error) {
	name := fmt.Sprintf("%s/%s-%.16s.json.gz", m.Week, t.Name, contentOf(t))
	if _, err := v.loads().Stat(ctx, name); err == nil || !isMissing(err) {
		return v.loads().URL(name), err
	}
	err := v.loads().Write(ctx, name, func(w io.Writer) error {
		z := gzip.NewWriter(w)
		line := map[string]any{weekColumn: m.Week}
		lines := json.NewEncoder(z)
		lines.SetEscapeHTML(false)
		err := release.ReadRows(ctx, rows, t, func(values []any) error {
			for i, c := range t.Columns {
				line[c.Name] = values[i]
			}
			return lines.Encode(line)
		})
		if err != nil {
			return err
		}
		return z.Close()
	})
	return v.loads().URL(name), err
}

// contentOf is the digest of a table's Parquet file.
func contentOf(t *release.Entry) string {
	for _, f := range t.Files {
		if strings.HasSuffix(f.Path, ".parquet") {
			return f.SHA256
		}
	}
	return ""
}

// loader is a load job of one file into a table that is there, or a partition of it, which it replaces in one
// step.
func (v *session) loader(file string, meta *bq.TableMetadata, into string) *bq.Loader {
	from := bq.NewGCSReference(file)
	from.SourceFormat = bq.JSON
	l := v.dataset.Table(into).LoaderFrom(from)
	l.WriteDisposition = bq.WriteTruncate
	l.CreateDisposition = bq.CreateNever
	l.Labels = meta.Labels
	return l
}

func (v *session) run(ctx context.Context, id string, l *bq.Loader, rows int64) error {
	job, err := v.sink.Service.Run(ctx, id, func(ctx context.Context, id string) (*bq.Job, error) {
		l.JobID = id
		return l.Run(ctx)
	})
	if err != nil {
		return err
	}
	if job.Rows >= 0 && job.Rows != rows {
		return fmt.Errorf("job %s wrote %d rows instead of %d", job.ID, job.Rows, rows)
	}
	return nil
}

// rehearseTable loads a table to its staging table and reads that back.
func (v *session) rehearseTable(ctx context.Context, m *release.Manifest, t *release.Entry, rows storage.Reader) error {
	meta, err := metadata(m, t)
	if err != nil {
		return err
	}
	file, err := v.loadFile(ctx, m, t, rows)
	if err != nil {
		return err
	}
	name := t.Name + stagingSuffix
	if err := v.drop(ctx, name); err != nil {
		return err
	}
	if err := v.makeStaging(ctx, name, meta); err != nil {
		return err
	}
	id := fmt.Sprintf("isobar-%s-%s-%s-staging-%.12s", label(v.target.Dataset), t.Name, m.Week, rand.Text())
	if err := v.run(ctx, id, v.loader(file, meta, name), t.Rows); err != nil {
		return err
	}
	want, err := rowsOf(ctx, m, t, rows)
	if err != nil {
		return err
	}
	have, err := v.rowsIn(ctx, name, t)
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("%s, which has %d rows of %d: %w", v.sink.name(name), have.n, want.n, errOtherRows)
	}
	return nil
}

// makeStaging makes a staging table without the partitions of the real one, since it has one week, and with an
// end.
func (v *session) makeStaging(ctx context.Context, name string, meta *bq.TableMetadata) error {
	ctx, cancel := context.WithTimeout(ctx, bigquery.Patience)
	defer cancel()
	v.staged = append(v.staged, name)
	err := v.dataset.Table(name).Create(ctx, &bq.TableMetadata{
		Description: "A release that is being checked before it is published.", Schema: meta.Schema, Labels: meta.Labels,
		ExpirationTime: time.Now().Add(stagingLife),
	})
	if bigquery.IsThere(err) {
		return nil // ours: the answer was lost, and no other run is here
	}
	return bigquery.Failed("make", v.sink.name(name), err)
}

// load replaces a table's partition of the week by the rows of a release whose manifest has a generation. The
// job's ID follows from them: however often it is tried, it is done once.
func (v *session) load(ctx context.Context, m *release.Manifest, t *release.Entry, rows storage.Reader, generation int64) error {
	if err := v.ensure(ctx, m, t); err != nil {
		return err
	}
	meta, err := metadata(m, t)
	if err != nil {
		return err
	}
	file, err := v.loadFile(ctx, m, t, rows)
	if err != nil {
		return err
	}
	id := fmt.Sprintf("isobar-%s-%s-%s-%d", label(v.target.Dataset), t.Name, m.Week, generation)
	return v.run(ctx, id, v.loader(file, meta, partition(t.Name, m.Week)), t.Rows)
}
