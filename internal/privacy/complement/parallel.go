package complement

import (
	"cmp"
	"context"

	"isobar/internal/parallel"
)

// chunk is how many rows a goroutine takes at a time.
const chunk = 4096

// spread calls do for pieces of 0 … n-1 from several goroutines. Piece i is from i*size on. It gives the
// context's error, or one of do's for the first piece that has one.
func spread(ctx context.Context, workers, n, size int, do func(piece, from, to int) error) error {
	pieces := (n + size - 1) / size
	errs := make([]error, pieces) // which piece is the first to fail depends on chance
	err := parallel.Each(ctx, pieces, workers, func(_ context.Context, _, piece int) error {
		errs[piece] = do(piece, piece*size, min(n, (piece+1)*size))
		return nil
	})
	return cmp.Or(append([]error{err}, errs...)...)
}
