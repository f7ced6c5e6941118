package storage

import (
	"context"
	"io"
	"path"
)

// ReadFile reads a whole file. The error is fs.ErrNotExist (errors.Is) if there is none of that name.
func ReadFile(ctx context.Context, r Reader, name string) ([]byte, error) {
	f, err := r.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return data, Failed("read", path.Join(r.String(), name), err)
}

// WriteFile makes a file, or replaces it, with data, as Store.Write does.
func WriteFile(ctx context.Context, s Store, name string, data []byte) error {
	return s.Write(ctx, name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}
