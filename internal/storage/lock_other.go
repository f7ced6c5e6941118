//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package storage

import (
	"context"
	"errors"
)

// Lock implements Store. There is no lock that ends with its process here, and a lock that outlives a
// killed run would stop every later one, so it is refused.
func (l *Local) Lock(_ context.Context, name string) (unlock func() error, err error) {
	return nil, Failed("lock", name, errors.ErrUnsupported)
}

// Folders cannot be synced on these systems, whatever the reason that is given.
func isInvalid(err error) bool { return err != nil }
