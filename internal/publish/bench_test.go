package publish_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
)

// BenchmarkLongHistory publishes a week of two small tables into a dataset of two years of fourteen
// tables: what it costs to carry a history over.
func BenchmarkLongHistory(b *testing.B) {
	out := b.TempDir()
	dir := filepath.Join(out, sinktest.Dataset)
	write := func(name string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte("old"), 0o644)); err != nil {
			b.Fatal(err)
		}
	}
	for w := range 104 {
		week := time.Date(2020, 1, 6+7*w, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		for table := range 14 {
			write(release.TableFile(fmt.Sprint("table", table), week, "csv"))
			write(release.TableFile(fmt.Sprint("table", table), week, "parquet"))
		}
		write(release.ManifestFile(week))
	}
	sink := &publish.Local{Dir: out}
	for b.Loop() {
		if err := week1.Publish(context.Background(), sink); err != nil {
			b.Fatal(err)
		}
	}
}
