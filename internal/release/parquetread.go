package release

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	parquetgo "github.com/parquet-go/parquet-go"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/storage"
	"isobar/internal/value"
)

// parquetTypes are the types of the columns that writeParquet makes, as the reading library names them.
var parquetTypes = map[value.Kind]string{
	value.Bool:      "BOOLEAN",
	value.Int64:     "INT64",
	value.Float64:   "DOUBLE",
	value.Bytes:     "BYTE_ARRAY",
	value.String:    "STRING",
	value.Date:      "DATE",
	value.Timestamp: "TIMESTAMP(isAdjustedToUTC=true,unit=MICROS)",
	value.Datetime:  "TIMESTAMP(isAdjustedToUTC=false,unit=MICROS)",
	value.Numeric:   "DECIMAL(38,9)",
}

// openParquet opens a Parquet file with a library other than the one that wrote it and compares its
// columns and number of rows with what they should be.
func openParquet(f storage.File, columns []Column, rows int64) (*parquetgo.File, error) {
	file, err := parquetgo.OpenFile(f, f.Size())
	if err != nil {
		return nil, fmt.Errorf("not a readable Parquet file: %w", err)
	}
	have := file.Root().Columns()
	if len(have) != len(columns) {
		return nil, fmt.Errorf("it has %d columns instead of %d", len(have), len(columns))
	}
	for i, want := range columns {
		c := have[i]
		kind, _ := value.KindOf(want.Type)
		if c.Name() != want.Name || !c.Leaf() || !c.Optional() || c.Type().String() != parquetTypes[kind] {
			return nil, fmt.Errorf("column %d is %s %s instead of %s %s", i+1, c.Name(), c.Type(), want.Name, parquetTypes[kind])
		}
	}
	if file.NumRows() != rows {
		return nil, fmt.Errorf("it has %d rows instead of %d", file.NumRows(), rows)
	}
	var inGroups int64
	for _, group := range file.Metadata().RowGroups {
		inGroups += group.NumRows
		for i, chunk := range group.Columns {
			// Readers look columns up by this second copy of their names.
			if path := chunk.MetaData.PathInSchema; i < len(columns) && (len(path) != 1 || path[0] != columns[i].Name) {
				return nil, fmt.Errorf("a chunk of column %d is of %v instead of %s", i+1, path, columns[i].Name)
			}
		}
	}
	if inGroups != rows {
		return nil, fmt.Errorf("its row groups have %d rows instead of %d", inGroups, rows)
	}
	return file, nil
}

// compareParquet reads every value of a Parquet file back and compares it with the rows it was made of.
func compareParquet(ctx context.Context, file *parquetgo.File, output []plan.Output, rows *cells.Rows) error {
	start := 0
	for _, group := range file.RowGroups() {
		length := int(group.NumRows())
		for i, chunk := range group.ColumnChunks() {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := compareChunk(chunk, rows.Dict, rows.Columns[i][start:start+length]); err != nil {
				return fmt.Errorf("column %s, rows from %d: %w", output[i].Name, start+1, err)
			}
		}
		start += length
	}
	return nil
}

var errDiffers = errors.New("the file does not read back as it was written")

func compareChunk(chunk parquetgo.ColumnChunk, d *value.Dict, want []value.Value) (err error) {
	pages := chunk.Pages()
	defer func() { err = errors.Join(err, pages.Close()) }()
	buf := make([]parquetgo.Value, 1024)
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		values := page.Values()
		for done := false; !done; {
			n, err := values.ReadValues(buf)
			if done = errors.Is(err, io.EOF); err != nil && !done {
				return err
			}
			if n > len(want) {
				return errDiffers
			}
			for i := range n {
				if !same(d, want[i], &buf[i]) {
					return errDiffers
				}
			}
			want = want[n:]
		}
		parquetgo.Release(page)
	}
	if len(want) > 0 {
		return errDiffers
	}
	return nil
}

func same(d *value.Dict, want value.Value, have *parquetgo.Value) bool {
	if want.IsNull() || have.IsNull() {
		return want.IsNull() && have.IsNull()
	}
	switch want.Kind {
	case value.Bool:
		return have.Kind() == parquetgo.Boolean && have.Boolean() == want.Bool()
	case value.Float64:
		return have.Kind() == parquetgo.Double && math.Float64bits(have.Double()) == math.Float64bits(oneFloat(want))
	case value.String:
		return have.Kind() == parquetgo.ByteArray && bytes.Equal(have.ByteArray(), validText(d.Text(want.Code())))
	case value.Bytes:
		return have.Kind() == parquetgo.ByteArray && bytes.Equal(have.ByteArray(), d.Text(want.Code()))
	case value.Numeric:
		return have.Kind() == parquetgo.FixedLenByteArray && bytes.Equal(have.ByteArray(), turnSign(d.Text(want.Code())))
	case value.Date:
		return have.Kind() == parquetgo.Int32 && int64(have.Int32()) == want.Int64()
	default:
		return have.Kind() == parquetgo.Int64 && have.Int64() == want.Int64()
	}
}
