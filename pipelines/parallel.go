package pipelines

import (
	"context"

	"isobar/internal/parallel"
	"isobar/internal/report"
)

// The local runners hand elements to a DoFn one after the other, so a DoFn that is to use all cores
// spreads its element over goroutines itself.

// eachShard calls do for every shard, on up to workers goroutines numbered from 0, in order of the
// shards as goroutines become free. It stops at the first error.
func eachShard(ctx context.Context, shards []report.Shard, workers int, do func(ctx context.Context, worker int, shard report.Shard) error) error {
	return parallel.Each(ctx, len(shards), workers, func(ctx context.Context, worker, i int) error { return do(ctx, worker, shards[i]) })
}

// emitFrom runs work, which may call its argument from any goroutine, and emits what that is given. Only
// the goroutine that called the DoFn may use a function of Beam's, so what the others have is handed
// over to it.
func emitFrom[K any](emit func(K, []byte), work func(emit func(K, []byte)) error) error {
	type item struct {
		key  K
		data []byte
	}
	items := make(chan item)
	done := make(chan error, 1)
	go func() {
		defer close(items)
		done <- work(func(key K, data []byte) { items <- item{key, data} })
	}()
	for i := range items {
		emit(i.key, i.data)
	}
	return <-done
}
