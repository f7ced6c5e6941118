package release

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/storage"
)

// checkCSV reads a CSV file as RFC 4180 says, compares its header with the entry's columns and counts its
// records, which must have a field for every column.
func checkCSV(ctx context.Context, f storage.File, entry *Entry, _ []plan.Output, _ *cells.Rows) error {
	r := &recordReader{r: bufio.NewReaderSize(&readerOf{ctx, io.NewSectionReader(f, 0, f.Size())}, 1<<16)}
	record, err := r.next()
	if errors.Is(err, io.EOF) {
		return errors.New("it has no header")
	}
	var header []string
	if err == nil {
		header, err = csv.NewReader(bytes.NewReader(record)).Read()
	}
	if err != nil {
		return csvError(err)
	}
	if len(header) != len(entry.Columns) {
		return csvError(csv.ErrFieldCount)
	}
	for i, c := range entry.Columns {
		if header[i] != c.Name {
			return fmt.Errorf("its header has %q instead of %q", header[i], c.Name)
		}
	}
	var rows int64
	for ; ; rows++ {
		record, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = checkRecord(record, len(entry.Columns))
		}
		if err != nil {
			return csvError(err)
		}
	}
	if rows != entry.Rows {
		return fmt.Errorf("it has %d rows instead of %d", rows, entry.Rows)
	}
	return nil
}

// csvError leaves out where in the file it is, which is a line of one record in one case and of the file in
// the other.
func csvError(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		err = parse.Err
	}
	return fmt.Errorf("not a readable CSV file: %w", err)
}

// checkRecord says whether a record has n fields. Most have no quotes, and then commas are counted, which is
// much faster than making the fields; the others are read by encoding/csv.
func checkRecord(record []byte, n int) error {
	if bytes.IndexByte(record, '"') < 0 {
		if bytes.Count(record, []byte{','}) != n-1 {
			return csv.ErrFieldCount
		}
		return nil
	}
	r := csv.NewReader(bytes.NewReader(record))
	r.FieldsPerRecord = n
	_, err := r.Read()
	return err
}

// recordReader cuts a CSV file into records. One ends with the first line after which its quotes are even:
// all quotes in a record are the ends of fields or doubled.
type recordReader struct {
	r    *bufio.Reader
	long []byte // a record that is more than one line, or longer than the buffer
}

// next is the next record, with its line end; it is overwritten by the next call. The error is io.EOF behind
// the last one.
func (r *recordReader) next() ([]byte, error) {
	r.long = r.long[:0]
	for even := true; ; {
		line, err := r.r.ReadSlice('\n')
		if bytes.Count(line, []byte{'"'})%2 == 1 {
			even = !even
		}
		ended := err == nil && even
		if ended && len(r.long) == 0 {
			return line, nil
		}
		r.long = append(r.long, line...)
		switch {
		case ended || errors.Is(err, io.EOF) && len(r.long) > 0:
			return r.long, nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}
