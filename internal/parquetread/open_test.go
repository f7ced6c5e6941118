package parquetread

import (
	"errors"
	"fmt"
	"os"

	"isobar/internal/schema"
)

// openInput opens a file of the local disk.
func openInput(name string) (*input, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: not a regular file", name)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	in, err := newInput(name, f, info.Size())
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	in.close = f.Close
	return in, nil
}

// Open opens a file and compares its schema with s; no row is read. The error names the file and every
// column that does not match, wanted or not.
func Open(file string, s *schema.Schema, o Options) (*Reader, error) {
	in, err := openInput(file)
	if err != nil {
		return nil, err
	}
	r, err := newReader(in, s, o)
	if err != nil {
		in.close()
		return nil, err
	}
	return r, nil
}

// RowGroups gives the number of rows in each row group of a file, for splitting it among readers.
func RowGroups(file string) (rows []int64, err error) {
	in, err := openInput(file)
	if err != nil {
		return nil, err
	}
	for i := range in.groups {
		rows = append(rows, in.groups[i].NumRows)
	}
	return rows, in.close()
}
