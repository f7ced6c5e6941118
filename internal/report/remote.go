package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"isobar/internal/parquetread"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// file is an open file of reports, on this machine or in a bucket.
type file interface {
	parquetread.Input
	io.Reader
	io.Seeker // from the beginning alone
}

type localFile struct {
	*os.File
	size int64
}

func (f localFile) Size() int64 { return f.size }

// remote says whether a shard's file is an object in a bucket.
func remote(shard Shard) bool { return strings.HasPrefix(shard.File, gcs.Scheme) }

// openObject opens an object at the generation that Find saw; reading fails if that is replaced.
func openObject(ctx context.Context, shard Shard) (file, error) {
	service, err := gcs.Default(ctx)
	if err != nil {
		return nil, err
	}
	bucket, name, err := gcs.Split(shard.File)
	if err != nil {
		return nil, err
	}
	store, err := service.Bucket(gcs.Scheme + bucket)
	if err != nil {
		return nil, err
	}
	return store.OpenObject(ctx, gcs.Object{Name: name, Size: shard.Size, Generation: shard.Modified}), nil
}

// Unanswered says of an error of Find that Cloud Storage did not say what the input is, rather than that the input is
// none: starting again may help.
func Unanswered(err error) bool {
	var call *storage.Error
	return errors.As(err, &call) && (call.Op == "list" || call.Op == "read") && !gcs.IsMissing(err)
}

// findObjects lists the objects that an input in a bucket names, and what is known of them, by name.
func findObjects(ctx context.Context, input string, formats map[string]Format, objects map[string]Shard) error {
	service, err := gcs.Default(ctx)
	if err != nil {
		return fmt.Errorf("input %s: %w", input, err)
	}
	store, found, err := service.Find(ctx, input)
	if err != nil {
		return fmt.Errorf("input %s: %w", input, err)
	}
	if len(found) == 1 && store.URL(found[0].Name) == input {
		// An object that is named by itself is read whatever its name is.
		return findObject(ctx, store, found[0], formats, objects)
	}
	found = slices.DeleteFunc(found, func(o gcs.Object) bool {
		_, ok := formatOf(path.Base(o.Name))
		return !ok
	})
	if len(found) == 0 {
		return fmt.Errorf("input %s: there are no files of reports (%s)", input, suffixHelp)
	}
	for _, o := range found {
		if err := findObject(ctx, store, o, formats, objects); err != nil {
			return err
		}
	}
	return nil
}

func findObject(ctx context.Context, store *gcs.Bucket, o gcs.Object, formats map[string]Format, objects map[string]Shard) error {
	whole := Shard{File: store.URL(o.Name), End: 1, Size: o.Size, Modified: o.Generation}
	var ok bool
	if whole.Format, ok = formatOf(whole.File); !ok {
		f := store.OpenObject(ctx, o)
		var err error
		if whole.Format, _, err = sniffOpen(f); err != nil {
			return fmt.Errorf("input %s: %w", whole.File, err)
		}
	}
	formats[whole.File], objects[whole.File] = whole.Format, whole
	return nil
}
