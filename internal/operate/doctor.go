package operate

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"isobar/internal/bigquery"
	"isobar/internal/schema"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// Result is how a check came out.
type Result string

// The results.
const (
	OK      Result = "ok"
	Warning Result = "warning" // a run would succeed, and something deserves a look
	Failed  Result = "failed"  // a run would fail, or publish what it should not
	Skipped Result = "skipped" // could not be looked at, or does not apply
)

// Check is one thing that was looked at.
type Check struct {
	Name   string // "access to gs://bucket/prefix"
	Result Result
	Detail string // what is the matter, and what to do; or what was found
}

// maxSkew is how far this machine's clock may be from that of Cloud Storage: locks and windows are told by it.
const maxSkew = time.Minute

func failed(name string, err error) Check { return Check{name, Failed, err.Error()} }

// Access writes a probe to a place, reads it back and removes it.
func Access(ctx context.Context, place storage.Store) (c Check) {
	name := "write access to " + place.String()
	probe, text := ".isobar-probe-"+strings.ToLower(rand.Text()), "a probe of isobar doctor\n"
	if err := storage.WriteFile(ctx, place, probe, []byte(text)); err != nil {
		return failed(name, err)
	}
	defer func() {
		if err := place.Remove(context.WithoutCancel(ctx), probe); err != nil {
			c = failed(name, fmt.Errorf("what is written cannot be removed: %w", err))
		}
	}()
	data, err := storage.ReadFile(ctx, place, probe)
	if err != nil {
		return failed(name, err)
	}
	if string(data) != text {
		return failed(name, errors.New("what is written does not read back"))
	}
	return Check{Name: name, Result: OK}
}

// Clock compares this machine's clock with that of Cloud Storage.
func Clock(ctx context.Context, place *gcs.Bucket) Check {
	const name = "clock"
	probe := ".isobar-probe-" + strings.ToLower(rand.Text())
	before := time.Now()
	if _, err := place.Replace(ctx, probe, 0, []byte("a probe of isobar doctor\n")); err != nil {
		return failed(name, err)
	}
	o, err := place.Stat(ctx, probe)
	after := time.Now()
	if err = errors.Join(err, place.Remove(context.WithoutCancel(ctx), probe)); err != nil {
		return failed(name, err)
	}
	if o.Updated.Before(before.Add(-maxSkew)) || o.Updated.After(after.Add(maxSkew)) {
		return Check{name, Failed, fmt.Sprintf("this machine's clock is %s from that of Cloud Storage: set it by NTP", before.Sub(o.Updated).Round(time.Second))}
	}
	return Check{Name: name, Result: OK}
}

// Schema compares a table of reports with the dataset's schema.json.
func Schema(ctx context.Context, s *bigquery.Service, table bigquery.Name, want *schema.Schema) Check {
	name := "schema of " + table.String()
	wrong, extra, err := s.Drift(ctx, table, want)
	switch {
	case err != nil:
		return failed(name, err)
	case len(wrong) > 0:
		return Check{name, Failed, strings.Join(wrong, "; ") + ": correct schema.json"}
	case len(extra) > 0:
		return Check{name, Warning, "not in schema.json, so that no query can read it: " + strings.Join(extra, ", ")}
	}
	return Check{Name: name, Result: OK}
}

// everybody are readers that stand for people whom nobody chose.
var everybody = []string{"special:allAuthenticatedUsers", "special:allUsers", "member:allUsers", "member:allAuthenticatedUsers"}

// Separation finds whoever is a mere reader of the public dataset and may read the private one, by the datasets'
// own lists. Who may write the public one is its publisher, which has to read both.
func Separation(ctx context.Context, s *bigquery.Service, private, public bigquery.Name) Check {
	name := fmt.Sprintf("readers of %s cannot read %s", public, private)
	secret, _, err := s.Readers(ctx, private)
	if err != nil {
		return failed(name, err)
	}
	_, open, err := s.Readers(ctx, public)
	if err != nil {
		return failed(name, err)
	}
	var both []string
	for _, reader := range secret {
		// Owners of the project have every dataset.
		if slices.Contains(everybody, reader) || slices.Contains(open, reader) && !strings.HasPrefix(reader, "special:project") {
			both = append(both, reader)
		}
	}
	if len(both) > 0 {
		return Check{name, Failed, fmt.Sprintf("on both lists: %s: take them off that of the private dataset", strings.Join(both, ", "))}
	}
	return Check{name, OK, "roles on the project and on tables are not looked at"}
}
