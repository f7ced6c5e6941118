// Package parallel spreads numbered pieces of work over goroutines.
//
// What enters: a number of pieces and a function that does one. What leaves: the first error. Promised:
// when Each returns, no call is running any more. The order in which pieces end is not promised, so a
// caller that wants the same result every time puts each piece's result in a place of its own.
package parallel

import (
	"context"
	"sync"
	"sync/atomic"
)

// Each calls do for every piece from 0 to n-1, on up to workers goroutines numbered from 0 (at least one),
// in that order of beginning. After the first error, which it returns, no further call begins and the
// others' context ends. When ctx ends before all pieces have begun, its cause is the error.
func Each(ctx context.Context, n, workers int, do func(ctx context.Context, worker, piece int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next, done atomic.Int64
	var wait sync.WaitGroup
	for worker := range min(max(workers, 1), n) {
		wait.Go(func() {
			for ctx.Err() == nil {
				piece := int(next.Add(1)) - 1
				if piece >= n {
					return
				}
				if err := do(ctx, worker, piece); err != nil {
					cancel(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wait.Wait()
	if done.Load() == int64(n) {
		return nil
	}
	return context.Cause(ctx)
}
