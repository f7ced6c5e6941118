package gcs

import (
	"context"
	"strings"
	"time"

	"isobar/internal/parallel"
	"isobar/internal/storage"
)

// atOnce is how many calls about many small objects are under way at a time: each is mostly waiting.
const atOnce = 16

// Place gives the store at a place: a folder of this machine, or gs://bucket/prefix.
func Place(ctx context.Context, name string) (storage.Store, error) {
	if !strings.HasPrefix(name, Scheme) {
		return storage.NewLocal(name), nil
	}
	service, err := Default(ctx)
	if err != nil {
		return nil, err
	}
	return service.Bucket(name)
}

// SameBucket says whether two places gs://bucket/…, which may be patterns for objects, are in one bucket: who may
// read a bucket may read all of it.
func SameBucket(a, b string) bool {
	of := func(place string) string {
		bucket, _, _ := strings.Cut(strings.TrimPrefix(place, Scheme), "/")
		return bucket
	}
	return strings.HasPrefix(a, Scheme) && strings.HasPrefix(b, Scheme) && of(a) == of(b)
}

// Sweep removes the objects below the store's prefix that were written longer than age ago: what killed
// runs left of theirs.
func (b *Bucket) Sweep(ctx context.Context, age time.Duration) error {
	objects, err := b.Objects(ctx, ".")
	if err != nil {
		return err
	}
	return parallel.Each(ctx, len(objects), atOnce, func(ctx context.Context, _, i int) error {
		if time.Since(objects[i].Updated) <= age {
			return nil
		}
		return b.RemoveObject(ctx, objects[i])
	})
}
