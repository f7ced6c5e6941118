package parallel

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

func TestEachDoesEveryPieceOnce(t *testing.T) {
	for _, workers := range []int{-1, 0, 1, 3, 50} {
		for _, n := range []int{0, 1, 2, 40} {
			done := make([]atomic.Int32, n)
			err := Each(t.Context(), n, workers, func(_ context.Context, worker, piece int) error {
				if worker < 0 || worker >= max(workers, 1) {
					t.Errorf("worker %d of %d", worker, workers)
				}
				done[piece].Add(1)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for i := range done {
				if done[i].Load() != 1 {
					t.Errorf("%d workers, piece %d of %d was done %d times", workers, i, n, done[i].Load())
				}
			}
		}
	}
}

func TestEachStopsAtTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	var begun atomic.Int32
	err := Each(t.Context(), 1000, 2, func(ctx context.Context, _, piece int) error {
		begun.Add(1)
		if piece == 3 {
			return broken
		}
		if piece > 3 {
			<-ctx.Done() // the error ends the others
		}
		return nil
	})
	if err != broken {
		t.Errorf("error %v", err)
	}
	if n := begun.Load(); n > 6 {
		t.Errorf("%d pieces had begun", n)
	}
}

func TestEachEndsWithItsContext(t *testing.T) {
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	err := Each(ctx, 10, 1, func(_ context.Context, _, piece int) error {
		if piece == 4 {
			cancel(enough)
		}
		return nil
	})
	if err != enough {
		t.Errorf("error %v", err)
	}
	if err := Each(ctx, 0, 1, nil); err != nil {
		t.Errorf("nothing to do: %v", err)
	}
}

func TestAllPiecesDoneIsNoErrorThoughTheContextEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := Each(ctx, 3, 1, func(_ context.Context, _, piece int) error {
		if piece == 2 {
			cancel()
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
