package publish

import (
	"context"
	"io"

	"isobar/internal/storage"
)

// steppedStore tells of every file written to a store: before, in the middle, and after.
type steppedStore struct {
	storage.Store
	step func(string)
}

// Write implements storage.Store.
func (s *steppedStore) Write(ctx context.Context, name string, write func(io.Writer) error) error {
	s.step("write " + name)
	err := s.Store.Write(ctx, name, func(w io.Writer) error {
		return write(&steppedWriter{w: w, step: func() { s.step("write on " + name) }})
	})
	if err == nil {
		s.step("have written " + name)
	}
	return err
}

// steppedWriter calls step once, when half of the first Write is written.
type steppedWriter struct {
	w    io.Writer
	step func()
}

func (s *steppedWriter) Write(p []byte) (int, error) {
	if s.step == nil {
		return s.w.Write(p)
	}
	n, err := s.w.Write(p[:len(p)/2])
	if err != nil {
		return n, err
	}
	s.step()
	s.step = nil
	m, err := s.w.Write(p[n:])
	return n + m, err
}
