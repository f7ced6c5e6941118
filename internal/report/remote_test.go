package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/storage/gcs"
)

// emulate makes an empty bucket, which gs:// names then mean.
func emulate(t *testing.T) *gcs.Bucket {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Setenv("STORAGE_EMULATOR_HOST", server.URL())
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "private"})
	service, err := gcs.Default(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := service.Bucket("gs://private")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func upload(t *testing.T, b *gcs.Bucket, name string, data []byte) {
	t.Helper()
	err := b.Write(t.Context(), name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Reports in a bucket give what the same files give on this machine, in every format and however they are
// cut.
func TestBucketAgreesWithDisk(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	rows := dropsondeRows(t, 120)
	var lines strings.Builder
	for i := range rows {
		id := fmt.Sprintf("id-%d", i)
		rows[i].MessageID = &id
		lines.WriteString(rows[i].json(t) + "\n")
	}
	text := []byte(lines.String())
	files := map[string][]byte{
		"in/a.jsonl": text, "in/sub/b.json.gz": gzipped(lines.String()), "in/sub/c.ndjson.zst": zstded(lines.String()), "in/d.parquet": parquetBytes(t, rows, 30),
		"in/_left/e.jsonl": []byte("{"), "in/README": []byte("{"), "in/plain": text,
	}
	b, dir := emulate(t), t.TempDir()
	for name, data := range files {
		upload(t, b, name, data)
		writeFile(t, dir, name, data)
	}
	for _, input := range []string{"in", "in/*.jsonl", "in/sub/*", "in/plain", "in/d.parquet"} {
		for _, split := range []int64{0, 5000} {
			local, remote := find(t, split, dir+"/"+input), find(t, split, "gs://private/"+input)
			want, got := runBoth(t, cfg, local), runBoth(t, cfg, remote)
			if len(local) != len(remote) || len(want.records) == 0 {
				t.Fatalf("%s: %d shards and %d, %d records", input, len(local), len(remote), len(want.records))
			}
			if fmt.Sprint(got.stats) != fmt.Sprint(want.stats) || got.sites != want.sites || !slices.Equal(got.records, want.records) {
				t.Errorf("%s, split %d: %+v, %d sites\nwant %+v, %d sites", input, split, got.stats, got.sites, want.stats, want.sites)
			}
		}
	}
	if all := find(t, 0, "gs://private/in/**"); len(all) != 4 {
		t.Errorf("** finds %v", all)
	}
}

func TestBucketErrors(t *testing.T) {
	b := emulate(t)
	upload(t, b, "x/notes.txt", []byte("?"))
	upload(t, b, "x/y/a.jsonl", []byte("{}\n"))
	for input, want := range map[string]string{
		"gs://private/none":    "there are no files of reports",
		"gs://private/x/*.txt": "there are no files of reports",
		"gs://nowhere/x":       "there is no such bucket",
		"gs://":                "no place in Cloud Storage",
	} {
		if _, err := Find(t.Context(), []string{input}, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", input, err, want)
		} else if Unanswered(err) {
			t.Errorf("%s: starting again is no help: %v", input, err)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Find(stopped, []string{"gs://private/x/y"}, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("who is stopped goes on: %v", err)
	}
	closed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "{}", http.StatusForbidden) }))
	defer closed.Close()
	emulator := os.Getenv("STORAGE_EMULATOR_HOST")
	t.Setenv("STORAGE_EMULATOR_HOST", closed.URL)
	for _, input := range []string{"gs://private/x/y/a.jsonl", "gs://private/x/**"} {
		if _, err := Find(t.Context(), []string{input}, 0); !Unanswered(err) {
			t.Errorf("%s: an account that may not read is told that the input is wrong: %v", input, err)
		}
	}
	t.Setenv("STORAGE_EMULATOR_HOST", emulator)
	shard := find(t, 0, "gs://private/x/y")[0]
	upload(t, b, "x/y/a.jsonl", []byte("{}\n{}\n"))
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	if _, err := Scan(t.Context(), shard, cfg, NewIndex(1), nil, nil); err == nil || !strings.Contains(err.Error(), shard.File) {
		t.Errorf("a file that was replaced: %v", err)
	}
}
