package complement

import (
	"context"
	"sync"
	"sync/atomic"
)

// chunk is how many rows a goroutine takes at a time.
const chunk = 4096

// spread calls do for pieces of 0 … n-1 from several goroutines. Piece i is from i*size on. It gives the
// context's error, or one of do's for the first piece that has one.
func spread(ctx context.Context, workers, n, size int, do func(piece, from, to int) error) error {
	pieces := (n + size - 1) / size
	errs := make([]error, pieces)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, pieces) {
		wait.Go(func() {
			for {
				piece := int(next.Add(1) - 1)
				if piece >= pieces || ctx.Err() != nil {
					return
				}
				errs[piece] = do(piece, piece*size, min(n, (piece+1)*size))
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
