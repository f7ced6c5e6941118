package gcs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"isobar/internal/storage"
)

// A lock is an object that its holder writes anew every renewal. An object store cannot end it with its
// process, so it counts as held until lease has passed since it was last written. Both are long
// against the difference between clocks and against a call that is tried again and again.
const (
	lease   = 15 * time.Minute
	renewal = 3 * time.Minute
)

// Lock implements storage.Store. The lock of a killed process ends after a quarter of an hour. A holder that
// was stopped for as long may find, when it goes on, that it holds the lock no more: so what must not
// be done twice has a condition of its own (Replace).
func (b *Bucket) Lock(ctx context.Context, name string) (unlock func() error, err error) {
	l := &lock{bucket: b, name: name, holder: rand.Text()}
	held, err := b.Stat(ctx, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		held.Generation = 0
	case err != nil:
		return nil, err
	case time.Since(held.Updated) < lease:
		return nil, &storage.Error{Op: "lock", Path: b.url(name), Err: fmt.Errorf("%w, which last said so at %s; if that was killed, try again after %s",
			storage.ErrLocked, clock(held.Updated), clock(held.Updated.Add(lease)))}
	}
	l.generation, err = b.Replace(ctx, name, held.Generation, l.content())
	if errors.Is(err, ErrChanged) {
		err = storage.Failed("lock", b.url(name), storage.ErrLocked)
	}
	if err != nil {
		return nil, err
	}
	renewing, stop := context.WithCancel(context.WithoutCancel(ctx))
	l.wait.Go(func() { l.renew(renewing) })
	return func() error {
		stop()
		l.wait.Wait()
		// A lock that was taken over is not ours to remove.
		err := b.RemoveObject(context.WithoutCancel(ctx), Object{Name: name, Generation: l.generation})
		if errors.Is(err, ErrChanged) {
			err = nil
		}
		return err
	}, nil
}

type lock struct {
	bucket       *Bucket
	name, holder string
	generation   int64
	written      int
	wait         sync.WaitGroup
}

// content is another one each time, so that Replace can tell whose write has arrived.
func (l *lock) content() []byte {
	l.written++
	return fmt.Appendf(nil, "%s %d\n", l.holder, l.written)
}

// renew writes the lock until its context ends or somebody else has it.
func (l *lock) renew(ctx context.Context) {
	tick := time.NewTicker(renewal)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		generation, err := l.bucket.Replace(ctx, l.name, l.generation, l.content())
		if errors.Is(err, ErrChanged) {
			return
		}
		if err == nil { // after another error the next tick tries again, well within the lease
			l.generation = generation
		}
	}
}

func clock(t time.Time) string { return t.UTC().Format("15:04 UTC") }
