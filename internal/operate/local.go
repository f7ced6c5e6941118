package operate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"isobar/internal/dataset"
	"isobar/internal/publish/outputs"
	"isobar/internal/release"
	"isobar/internal/secret"
	"isobar/internal/secret/manager"
	"isobar/internal/storage"
)

// leastFree is the free space, in bytes, below which a run of even a small dataset is not to be begun.
const leastFree = 256 << 20

// releases takes from the manifests what later checks need: secrets by week, and the newest release's size and age.
func (x *examination) releases(ctx context.Context, place outputs.Place) error {
	weeks, err := release.Weeks(ctx, place)
	if err != nil || len(weeks) == 0 {
		return err
	}
	var m *release.Manifest
	for _, label := range weeks {
		if m, err = release.Read(ctx, place, label); err != nil {
			return err
		}
		if m.Secret != "" && x.prints[m.Secret] == "" {
			x.prints[m.Secret] = label
		}
		var size int64
		for _, t := range m.Tables {
			for _, f := range t.Files {
				size += f.Bytes
			}
		}
		x.sizes = max(x.sizes, size)
	}
	status, err := Read(ctx, place, x.Now)
	if err != nil {
		return err
	}
	x.volume.grow(m, status)
	if ended := status.Releases[len(status.Releases)-1].Ended; ended.After(x.newest) {
		x.newest = ended
	}
	return nil
}

// secret looks for the key that rounds, and compares it with that of the releases.
func (x *examination) secret(ctx context.Context) {
	const name = "secret"
	private := func(t dataset.Table) bool { return t.DP != nil }
	if x.Dataset.Privacy.Counts != dataset.CountsRounded && !slices.ContainsFunc(x.Dataset.Tables, private) {
		x.tell(skipped(name, "nothing of this dataset is rounded"))
		return
	}
	file := x.Secret
	if file == "" {
		for _, output := range x.Output {
			if outputs.Remote(output) {
				x.tell(failed(name, fmt.Errorf("what is published to %s needs one that every run has: `isobar init` makes it, --secret names it", output)))
				return
			}
		}
		var err error
		if file, err = secret.DefaultPath(x.Dataset.Name); err != nil {
			x.tell(failed(name, err))
			return
		}
	}
	load := func() (secret.Secret, error) { return secret.Load(file) }
	if secret.IsReference(file) {
		load = func() (secret.Secret, error) { return manager.Load(ctx, file) }
	}
	key, err := load()
	switch {
	case errors.Is(err, fs.ErrNotExist) && x.Secret == "" && len(x.prints) == 0:
		x.tell(Check{name, OK, "there is none yet; the first run makes " + file})
		return
	case errors.Is(err, fs.ErrNotExist):
		x.tell(failed(name, fmt.Errorf("there is none at %s: put that of the earlier releases there, or make one with `isobar init --secret %[1]s`", file)))
		return
	case err != nil:
		x.tell(failed(name, err))
		return
	}
	for _, print := range slices.Sorted(maps.Keys(x.prints)) {
		if print != key.Fingerprint() {
			x.tell(Check{name, Failed, fmt.Sprintf("week %s was rounded with another (fingerprint %s, that of %s is %s): find that one, or begin anew with `isobar run --new-secret`",
				x.prints[print], print, file, key.Fingerprint())})
			return
		}
	}
	if len(x.prints) > 0 {
		x.tell(Check{name, OK, "the same as in the releases"})
		return
	}
	x.tell(Check{Name: name, Result: OK})
}

// disk looks for room: for temporary files, and in outputs of this machine for one more release of twice the
// greatest size.
func (x *examination) disk(_ context.Context) {
	need := max(leastFree, 2*x.sizes)
	dirs := []string{os.TempDir()}
	for _, place := range x.files {
		if place.Bucket == nil {
			dirs = append(dirs, place.String())
		}
	}
	for i, dir := range dirs {
		name := "free space for temporary files in " + dir
		if i > 0 {
			name = "free space in " + dir
		}
		x.tell(space(name, existing(filepath.Clean(dir)), need))
	}
}

func space(name, dir string, need int64) Check {
	free, err := freeBytes(dir)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return skipped(name, "this system does not say")
	case err != nil:
		return failed(name, storage.Failed("look at", dir, err))
	case free < need:
		return Check{name, Failed, fmt.Sprintf("%d MB are free, and a run may need %d MB: make room, or choose another folder", free>>20, need>>20)}
	}
	return Check{name, OK, fmt.Sprintf("%d MB", free>>20)}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
