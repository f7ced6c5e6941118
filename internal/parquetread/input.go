package parquetread

import (
	"io"

	"isobar/internal/schema"
)

// Input is where a Parquet file is read, on the local disk or elsewhere.
type Input interface {
	io.ReaderAt
	io.Closer
	// Size is the file's length in bytes.
	Size() int64
}

// OpenInput reads a file's footer and compares its schema with s; no row is read. name is for messages: an error
// names it and every column that does not match, wanted or not. Closing the reader closes the file; after an
// error it is open still.
func OpenInput(name string, from Input, s *schema.Schema, o Options) (*Reader, error) {
	in, err := newInput(name, from, from.Size())
	if err != nil {
		return nil, err
	}
	in.close = from.Close
	return newReader(in, s, o)
}

// RowGroupsOf gives the number of rows in each row group of a file, for splitting it among readers. The file stays
// open.
func RowGroupsOf(name string, from Input) (rows []int64, err error) {
	in, err := newInput(name, from, from.Size())
	if err != nil {
		return nil, err
	}
	for i := range in.groups {
		rows = append(rows, in.groups[i].NumRows)
	}
	return rows, nil
}
