package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"

	"isobar/internal/cells"
	"isobar/internal/parallel"
	"isobar/internal/plan"
	"isobar/internal/storage"
)

// Problem is one thing that is wrong with a published dataset.
type Problem struct {
	File   string // relative to the dataset's folder
	Reason string
}

func (p Problem) String() string { return p.File + ": " + p.Reason }

// Verify checks a published dataset against its manifests: the index names every week; every file of
// every manifest is there, with its size, digest, columns and number of rows; and no week's folder holds
// a file that no manifest knows. The problems are sorted by file; there are none if the dataset is whole.
// The error is for what stops the check itself.
func Verify(ctx context.Context, dataset storage.Reader) ([]Problem, error) {
	entries, err := dataset.List(ctx, ".")
	if err != nil {
		return nil, err
	}
	weeks := weeksIn(entries)
	var problems []Problem
	tell := func(file string, err error) {
		problems = append(problems, Problem{file, err.Error()})
	}
	if err := checkIndex(ctx, dataset, weeks); err != nil {
		tell(LatestFile, err)
	}
	known := map[string]bool{LatestFile: true}
	var checks []fileCheck
	for _, week := range weeks {
		known[ManifestFile(week)] = true
		m, err := Read(ctx, dataset, week)
		if err != nil {
			tell(ManifestFile(week), storage.Reason(err))
			continue
		}
		for _, c := range checksOf(m) {
			known[c.file.Path] = true
			checks = append(checks, c)
		}
	}
	for _, e := range entries {
		if _, ok := WeekOf(e.Name); ok && !known[e.Name] {
			tell(e.Name, errors.New("no manifest knows this file"))
		}
	}
	var lock sync.Mutex
	err = parallel.Each(ctx, len(checks), runtime.GOMAXPROCS(0), func(ctx context.Context, _, i int) error {
		err := checkFile(ctx, dataset, checks[i].entry, checks[i].file, nil, nil)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			lock.Lock()
			defer lock.Unlock()
			tell(checks[i].file.Path, err)
		}
		return nil
	})
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.String(), b.String()) })
	return problems, err
}

// VerifyStaged reads a staged release once more and compares digests, so that whoever publishes it need not
// trust what may have happened to the files since Stage wrote and checked them.
func VerifyStaged(ctx context.Context, staged *Staged) error {
	m, err := Read(ctx, staged.Store, staged.Manifest.Week)
	if err != nil {
		return err
	}
	read, err := encode(m)
	if err != nil {
		return err
	}
	if written, err := encode(staged.Manifest); err != nil || string(read) != string(written) {
		return errors.Join(err, fmt.Errorf("%s: it is not the manifest that was written", ManifestFile(m.Week)))
	}
	checks := checksOf(m)
	return parallel.Each(ctx, len(checks), runtime.GOMAXPROCS(0), func(ctx context.Context, _, i int) error {
		if err := checkDigest(ctx, staged.Store, checks[i].file); err != nil {
			return fmt.Errorf("%s: %w", checks[i].file.Path, err)
		}
		return nil
	})
}

// fileCheck is one file and the manifest's entry of its table.
type fileCheck struct {
	entry *Entry
	file  File
}

func checksOf(m *Manifest) []fileCheck {
	var checks []fileCheck
	for i := range m.Tables {
		for _, f := range m.Tables[i].Files {
			checks = append(checks, fileCheck{&m.Tables[i], f})
		}
	}
	return checks
}

func checkIndex(ctx context.Context, dataset storage.Reader, weeks []string) error {
	index, err := Latest(ctx, dataset)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("it is missing")
	}
	if err != nil {
		return storage.Reason(err)
	}
	if !slices.Equal(index.Weeks, weeks) {
		return fmt.Errorf("it lists the weeks %v, but there are %v", index.Weeks, weeks)
	}
	return nil
}

// checkFile compares one file with its manifest entry and, if rows are given, with them.
func checkFile(ctx context.Context, store storage.Reader, entry *Entry, want File, output []plan.Output, rows *cells.Rows) error {
	return opened(ctx, store, want, func(f storage.File) error {
		if err := digested(ctx, f, want); err != nil {
			return err
		}
		if format, ok := formatOf(want.Path); ok {
			return format.check(ctx, f, entry, output, rows)
		}
		return nil
	})
}

// checkDigest compares the bytes of one file with its manifest entry.
func checkDigest(ctx context.Context, store storage.Reader, want File) error {
	return opened(ctx, store, want, func(f storage.File) error { return digested(ctx, f, want) })
}

func opened(ctx context.Context, store storage.Reader, want File, check func(storage.File) error) (err error) {
	f, err := store.Open(ctx, want.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("it is missing")
	}
	if err != nil {
		return storage.Reason(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return check(f)
}

func digested(ctx context.Context, f storage.File, want File) error {
	if f.Size() != want.Bytes {
		return fmt.Errorf("it has %d bytes instead of %d", f.Size(), want.Bytes)
	}
	digest := &digester{hash: sha256.New()}
	if _, err := io.Copy(digest, &readerOf{ctx, f}); err != nil {
		return storage.Reason(err)
	}
	if digest.String() != want.SHA256 {
		return errors.New("its SHA-256 is not the manifest's")
	}
	return nil
}

// digester is a writer that counts and digests.
type digester struct {
	hash  hash.Hash
	bytes int64
}

func (d *digester) Write(p []byte) (int, error) {
	d.bytes += int64(len(p))
	return d.hash.Write(p)
}

// String is the digest so far, in hexadecimal.
func (d *digester) String() string { return hex.EncodeToString(d.hash.Sum(nil)) }

// readerOf reads until the context ends.
type readerOf struct {
	ctx context.Context
	r   io.Reader
}

func (r *readerOf) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
