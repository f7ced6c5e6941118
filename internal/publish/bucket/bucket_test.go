package bucket

import (
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

func newServer(t *testing.T) *fakestorage.Server {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "public"})
	return server
}

func newSink(t *testing.T, server *fakestorage.Server) *Sink {
	t.Helper()
	place, err := gcs.Wrap(server.Client()).Bucket("gs://public/data")
	if err != nil {
		t.Fatal(err)
	}
	return &Sink{Place: place, Scratch: t.TempDir()}
}

func TestConformance(t *testing.T) {
	sinktest.Run(t, func(t *testing.T) sinktest.Place {
		sink := newSink(t, newServer(t))
		t.Cleanup(func() { nothingLeft(t, sink) })
		return sinktest.Place{Sink: sink, View: func(t *testing.T, dataset string) sinktest.View {
			return view(t, sink.Place.Sub(dataset))
		}}
	})
}

// view reads a published dataset as a consumer does: from latest.json to the manifests to the files.
func view(t *testing.T, dataset storage.Reader) sinktest.View {
	t.Helper()
	ctx := context.Background()
	index, err := release.Latest(ctx, dataset)
	if errors.Is(err, fs.ErrNotExist) {
		return sinktest.View{}
	}
	if err != nil {
		t.Fatal(err)
	}
	if problems, err := release.Verify(ctx, dataset); err != nil || len(problems) > 0 {
		t.Fatalf("%s is not whole: %v %v", dataset, problems, err)
	}
	v := sinktest.View{Latest: index.Week, Weeks: map[string]sinktest.Week{}}
	for _, week := range index.Weeks {
		m, err := release.Read(ctx, dataset, week)
		if err != nil {
			t.Fatal(err)
		}
		w := sinktest.Week{Manifest: *m, Tables: map[string][][]string{}}
		for _, table := range m.Tables {
			for _, file := range table.Files {
				if !strings.HasSuffix(file.Path, ".csv") {
					continue
				}
				f, err := dataset.Open(ctx, file.Path)
				if err != nil {
					t.Fatal(err)
				}
				if w.Tables[table.Name], err = csv.NewReader(f).ReadAll(); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
		v.Weeks[week] = w
	}
	return v
}

// nothingLeft fails the test if a run left a lock in the bucket or a staging folder here.
func nothingLeft(t *testing.T, sink *Sink) {
	t.Helper()
	objects, err := sink.Place.Objects(context.Background(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects {
		if strings.HasPrefix(o.Name, ".") {
			t.Errorf("%s was left in the bucket", o.Name)
		}
	}
	if entries, err := os.ReadDir(sink.Scratch); err != nil || len(entries) > 0 {
		t.Errorf("left on this machine: %v (%v)", entries, err)
	}
}

var (
	week1      = sinktest.Fixture{Week: "2026-11-02", Seed: 1, Tables: []string{"totals", "usage"}}
	week2      = sinktest.Fixture{Week: "2026-11-09", Seed: 2, Tables: []string{"totals", "usage"}}
	week2Again = sinktest.Fixture{Week: "2026-11-09", Seed: 3, Tables: []string{"usage", "platforms"}}
)

func mustPublish(t *testing.T, sink *Sink, fixtures ...sinktest.Fixture) {
	t.Helper()
	for _, f := range fixtures {
		if err := f.Publish(context.Background(), sink); err != nil {
			t.Fatalf("publishing %+v: %v", f, err)
		}
	}
}

// generations are the versions of all objects of the dataset.
func generations(t *testing.T, sink *Sink) map[string]int64 {
	t.Helper()
	objects, err := sink.Place.Sub(sinktest.Dataset).Objects(context.Background(), ".")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int64{}
	for _, o := range objects {
		found[o.Name] = o.Generation
	}
	return found
}

// What a published manifest names is never written again: of what changes there is another object, and the
// rest stays. Publishing the same again writes nothing at all.
func TestObjectsAreImmutable(t *testing.T) {
	sink := newSink(t, newServer(t))
	mustPublish(t, sink, week1, week2)
	first := generations(t, sink)
	if first["usage/week=2026-11-09/usage.parquet"] == 0 {
		t.Fatalf("the layout is not that of a folder: %v", slices.Sorted(maps.Keys(first)))
	}
	mustPublish(t, sink, week2Again)
	second := generations(t, sink)
	for name, generation := range second {
		if old, ok := first[name]; ok && old != generation && name != release.ManifestFile(week2.Week) {
			t.Errorf("%s was written again", name)
		}
	}
	if second["usage/week=2026-11-09/usage.parquet"] != 0 || second["totals/week=2026-11-09/totals.csv"] != 0 {
		t.Error("files of the replaced release are still there")
	}
	for range 2 {
		mustPublish(t, sink, week2Again, week1)
		if again := generations(t, sink); !maps.Equal(second, again) {
			t.Errorf("publishing the same again changed %v to %v", second, again)
		}
	}
}

// A consumer behind a cache does not get an old manifest with new files.
func TestNothingIsCached(t *testing.T) {
	server := newServer(t)
	mustPublish(t, newSink(t, server), week1)
	list, err := server.ListObjectsWithOptionsPaginated("public", fakestorage.ListOptions{})
	if err != nil || len(list.Objects) < 6 {
		t.Fatal(list.Objects, err)
	}
	for _, o := range list.Objects {
		if o.CacheControl != "no-cache" || o.ContentType == "" {
			t.Errorf("%s: cache %q, type %q", o.Name, o.CacheControl, o.ContentType)
		}
	}
}

// Files of others stay where they are, and a place that holds nothing else is not isobar's.
func TestFilesOfOthers(t *testing.T) {
	ctx := context.Background()
	sink := newSink(t, newServer(t))
	readme := sinktest.Dataset + "/README.md"
	if _, err := sink.Place.Replace(ctx, readme, 0, []byte("read me")); err != nil {
		t.Fatal(err)
	}
	if err := week1.Publish(ctx, sink); err == nil || !strings.Contains(err.Error(), "choose another output") {
		t.Errorf("published among other files: %v", err)
	}
	if err := sink.Place.Remove(ctx, readme); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, sink, week1)
	if _, err := sink.Place.Replace(ctx, readme, 0, []byte("read me")); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, sink, week2, week2Again)
	if _, data, err := sink.Place.Read(ctx, readme); err != nil || string(data) != "read me" {
		t.Errorf("the file of others is %q (%v)", data, err)
	}
}
