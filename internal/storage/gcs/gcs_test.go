package gcs

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/storage"
)

// open gives an empty bucket of the emulator, in this process and without a network.
func open(t *testing.T, name string) (*Service, *Bucket) {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	bucket, _, err := Split(name)
	if err != nil {
		t.Fatal(err)
	}
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: bucket})
	s := Wrap(server.Client())
	b, err := s.Bucket(name)
	if err != nil {
		t.Fatal(err)
	}
	return s, b
}

func write(t *testing.T, b storage.Store, name, text string) {
	t.Helper()
	err := b.Write(t.Context(), name, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSplit(t *testing.T) {
	for name, want := range map[string][2]string{
		"gs://b": {"b", ""}, "gs://b/": {"b", ""}, "gs://b/x": {"b", "x"}, "gs://b/x/y/": {"b", "x/y"},
		"gs://": {}, "gs:///x": {}, "b/x": {}, "gs://b/../x": {}, "gs://b//x": {}, "gs://b/.": {}, "s3://b/x": {},
	} {
		bucket, path, err := Split(name)
		if got := [2]string{bucket, path}; got != want || (err == nil) != (want[0] != "") {
			t.Errorf("%s is %q (%v), want %q", name, got, err, want)
		}
	}
}

func TestStore(t *testing.T) {
	ctx := t.Context()
	s, b := open(t, "gs://bucket/some/prefix")
	other, err := s.Bucket("gs://bucket/some/prefix-2")
	if err != nil {
		t.Fatal(err)
	}
	write(t, other, "x", "not ours")
	for _, name := range []string{"b/x", "b-c/x", "top", "a/b/c/d", "ä/ö"} {
		write(t, b, name, name)
	}
	write(t, b, "b/x", "another")
	for folder, want := range map[string][]storage.Entry{
		".": {{Name: "a/b/c/d", Size: 7}, {Name: "b-c/x", Size: 5}, {Name: "b/x", Size: 7}, {Name: "top", Size: 3}, {Name: "ä/ö", Size: 5}},
		"b": {{Name: "b/x", Size: 7}}, "a/b": {{Name: "a/b/c/d", Size: 7}}, "none": nil,
	} {
		if got, err := b.List(ctx, folder); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s holds %v (%v), want %v", folder, got, err, want)
		}
	}
	if _, data, err := b.Sub("b").Read(ctx, "x"); err != nil || string(data) != "another" {
		t.Errorf("b/x is %q (%v)", data, err)
	}
	failed := errors.New("out of ideas")
	err = b.Write(ctx, "b/x", func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return failed
	})
	if _, data, readErr := b.Read(ctx, "b/x"); !errors.Is(err, failed) || readErr != nil || string(data) != "another" {
		t.Errorf("after a write that failed with %v there is %q (%v)", err, data, readErr)
	}
	if err := b.Remove(ctx, "b/x"); err != nil {
		t.Error(err)
	}
	if _, err := b.Open(ctx, "b/x"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "gs://bucket/some/prefix/b/x") {
		t.Errorf("error %v, want one that names what is not there", err)
	}
	if err := b.Remove(ctx, "b/x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removing what is not there: %v", err)
	}
	if err := b.Sub("b-c").RemoveAll(ctx); err != nil {
		t.Error(err)
	}
	if got, err := b.List(ctx, "."); err != nil || len(got) != 3 {
		t.Errorf("left are %v (%v), want three", got, err)
	}
	if whole, err := s.Bucket("gs://bucket"); err != nil || whole.RemoveAll(ctx) == nil {
		t.Error("a whole bucket was emptied")
	}
	for _, name := range []string{"", ".", "../x", "/x", "a//b"} {
		if _, err := b.Open(ctx, name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("name %q: %v", name, err)
		}
	}
	if nowhere, err := s.Bucket("gs://nowhere"); err != nil {
		t.Error(err)
	} else if _, err := nowhere.List(ctx, "."); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a bucket that is not there: %v", err)
	}
}

func TestReplaceIsConditional(t *testing.T) {
	ctx := t.Context()
	_, b := open(t, "gs://bucket")
	first, err := b.Replace(ctx, "m", 0, []byte("one"))
	if err != nil || first == 0 {
		t.Fatal(first, err)
	}
	if again, err := b.Replace(ctx, "m", 0, []byte("one")); err != nil || again != first {
		t.Errorf("the same write once more: %d (%v), want %d", again, err, first)
	}
	if _, err := b.Replace(ctx, "m", 0, []byte("two")); !errors.Is(err, ErrChanged) {
		t.Errorf("a second first write: %v", err)
	}
	second, err := b.Replace(ctx, "m", first, []byte("two"))
	if err != nil || second == first {
		t.Fatal(second, err)
	}
	if _, err := b.Replace(ctx, "m", first, []byte("three")); !errors.Is(err, ErrChanged) {
		t.Errorf("a write over somebody else's: %v", err)
	}
	if _, data, err := b.Read(ctx, "m"); err != nil || string(data) != "two" {
		t.Errorf("there is %q (%v)", data, err)
	}
}

// Whatever is read where, it is the object's bytes; and what is replaced meanwhile is an error, not a
// mixture.
func TestFile(t *testing.T) {
	ctx := t.Context()
	_, b := open(t, "gs://bucket")
	rng := rand.New(rand.NewPCG(1, 2))
	content := make([]byte, 3*blockBytes+4711)
	for i := range content {
		content[i] = byte(rng.Uint32())
	}
	write(t, b, "f", string(content))
	f, err := b.Open(ctx, "f")
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		at := rng.Int64N(int64(len(content)))
		p := make([]byte, rng.IntN(blockBytes+100))
		n, err := f.ReadAt(p, at)
		want := content[at:min(int64(len(content)), at+int64(len(p)))]
		if !bytes.Equal(p[:n], want) || (n < len(p)) != errors.Is(err, io.EOF) {
			t.Fatalf("%d bytes at %d: %d (%v)", len(p), at, n, err)
		}
	}
	for _, at := range []int64{0, 1, blockBytes, int64(len(content)) - 1, int64(len(content))} {
		if _, err := f.(io.Seeker).Seek(at, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, content[at:]) {
			t.Errorf("from %d: %d bytes (%v)", at, len(got), err)
		}
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	old, err := b.Open(ctx, "f")
	if err != nil {
		t.Fatal(err)
	}
	write(t, b, "f", strings.Repeat("x", len(content)))
	if got, err := io.ReadAll(old); err == nil {
		t.Errorf("%d bytes of a replaced object were read", len(got))
	}
}

func TestFind(t *testing.T) {
	s, b := open(t, "gs://bucket")
	for _, name := range []string{
		"r/a.jsonl", "r/b.parquet", "r/sub/c.jsonl", "r/sub/deep/d.jsonl", "r/_tmp/e.jsonl", "r/.f.jsonl", "r/sub/_g.jsonl", "r2/h.jsonl",
	} {
		write(t, b, name, name)
	}
	below := []string{"r/a.jsonl", "r/b.parquet", "r/sub/c.jsonl", "r/sub/deep/d.jsonl"}
	for pattern, want := range map[string][]string{
		"r/a.jsonl": {"r/a.jsonl"}, "r": below, "r/": below, "r/**": below, "r/_tmp": {"r/_tmp/e.jsonl"},
		"": append(slices.Clone(below), "r2/h.jsonl"), "**": append(slices.Clone(below), "r2/h.jsonl"),
		"r/*": below, "r/*.jsonl": {"r/a.jsonl"}, "r/**/*.jsonl": {"r/a.jsonl", "r/sub/c.jsonl", "r/sub/deep/d.jsonl"},
		"r/s*/*.jsonl": {"r/sub/c.jsonl"}, "r/**/d*": {"r/sub/deep/d.jsonl"}, "r?/*": {"r2/h.jsonl"}, "r/_*": {"r/_tmp/e.jsonl"}, "none": nil, "r/*.csv": nil,
	} {
		_, objects, err := s.Find(t.Context(), "gs://bucket/"+pattern)
		var got []string
		for _, o := range objects {
			got = append(got, o.Name)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q finds %v (%v), want %v", pattern, got, err, want)
		}
	}
	if _, _, err := s.Find(t.Context(), "gs://bucket/r/[a"); err == nil {
		t.Error("a pattern that is none was accepted")
	}
}

func TestLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		_, b := open(t, "gs://bucket")
		unlock, err := b.Lock(ctx, "lock")
		if err != nil {
			t.Fatal(err)
		}
		if other, err := b.Lock(ctx, "another"); err != nil || other() != nil {
			t.Errorf("another lock: %v", err)
		}
		for range 10 { // as long as it is renewed
			if _, err := b.Lock(ctx, "lock"); !errors.Is(err, storage.ErrLocked) {
				t.Fatalf("a second holder: %v", err)
			}
			time.Sleep(lease / 2)
		}
		if err := unlock(); err != nil {
			t.Error(err)
		}
		if _, err := b.Stat(ctx, "lock"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the lock is still there: %v", err)
		}
		// A killed holder leaves the object and writes it no more.
		write(t, b, "lock", "killed 1\n")
		time.Sleep(lease - time.Second)
		if _, err := b.Lock(ctx, "lock"); !errors.Is(err, storage.ErrLocked) {
			t.Errorf("before the lease has ended: %v", err)
		}
		time.Sleep(2 * time.Second)
		unlock, err = b.Lock(ctx, "lock")
		if err != nil {
			t.Fatalf("after the lease has ended: %v", err)
		}
		if err := unlock(); err != nil {
			t.Error(err)
		}
	})
}
