package release

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/xitongsys/parquet-go-source/writerfile"
	"github.com/xitongsys/parquet-go/common"
	"github.com/xitongsys/parquet-go/layout"
	"github.com/xitongsys/parquet-go/parquet"
	"github.com/xitongsys/parquet-go/schema"
	"github.com/xitongsys/parquet-go/writer"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

const (
	// rowGroupRows is the length of a row group: large enough to compress well, small enough that
	// readers can split a table over their cores.
	rowGroupRows = 1 << 17
	// pageBytes is the plain size of a page: one block of zstd.
	pageBytes = 128 << 10
	// createdBy is what readers look at to work around bugs of a writer. It must not change with
	// isobar's own version, or unchanged tables would change their digests.
	createdBy = "xitongsys/parquet-go version 1.6.2 (build isobar)"
)

// writeParquet writes a table as one Parquet file. Every column is OPTIONAL. The bytes depend on the
// rows and nothing else: one goroutine encodes, since the library cuts pages at the bounds of its
// goroutines' shares.
//
// The library has a writer for Go structs and one for CSV records. Both take a table row by row, and
// neither gives control over names: they must be distinct Go identifiers after some spelling. So the
// columns are handed over as the library's own layout.Table, under internal names, and WriteStop
// renames them to the query's.
func writeParquet(ctx context.Context, w io.Writer, output []plan.Output, rows *cells.Rows) (err error) {
	// The library panics where it meets what it did not expect, outside of its own recover too.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the Parquet library panicked: %T at %s", r, debug.Stack())
		}
	}()
	columns, pw, err := newParquetWriter(w, output)
	if err != nil {
		return err
	}
	for start := 0; start < rows.N; start += rowGroupRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		end := min(start+rowGroupRows, rows.N)
		for i, c := range columns {
			if err := c.load(rows.Dict, rows.Columns[i][start:end]); err != nil {
				return fmt.Errorf("column %s: %w", output[i].Name, err)
			}
		}
		// Only the number of these objects counts: MarshalFunc has the columns already.
		pw.Objs = make([]any, end-start)
		groups := len(pw.Footer.RowGroups)
		if err := pw.Flush(true); err != nil {
			return err
		}
		// The error of a panic in the library's goroutine can come too late for it to be returned.
		if len(pw.Footer.RowGroups) != groups+1 || len(pw.Footer.RowGroups[groups].Columns) != len(columns) {
			return errors.New("the Parquet library left out a column")
		}
		describe(pw, columns)
	}
	return pw.WriteStop()
}

// column is one column of the file and its values of the current row group.
type column struct {
	name  string // the library's own name for it: "C0", "C1", …
	kind  value.Kind
	table *layout.Table
}

func newParquetWriter(w io.Writer, output []plan.Output) ([]*column, *writer.ParquetWriter, error) {
	elements := []*parquet.SchemaElement{{Name: "table", NumChildren: ptr(int32(len(output)))}}
	for i, o := range output {
		e, err := element(o.Kind)
		if err != nil {
			return nil, nil, fmt.Errorf("column %s: %w", o.Name, err)
		}
		e.Name = fmt.Sprintf("C%d", i)
		elements = append(elements, e)
	}
	pw, err := writer.NewParquetWriter(writerfile.NewWriterFile(w), elements, 1)
	if err != nil {
		return nil, nil, err
	}
	handler := pw.SchemaHandler
	columns := make([]*column, len(output))
	for i, o := range output {
		info := handler.Infos[i+1]
		info.ExName = o.Name
		info.OmitStats = true // see describe
		columns[i] = &column{name: info.InName, kind: o.Kind, table: &layout.Table{
			RepetitionType:     parquet.FieldRepetitionType_OPTIONAL,
			Schema:             elements[i+1],
			Path:               []string{handler.GetRootInName(), info.InName},
			MaxDefinitionLevel: 1,
			Info:               info,
		}}
		pw.Footer.ColumnOrders = append(pw.Footer.ColumnOrders, &parquet.ColumnOrder{TYPE_ORDER: parquet.NewTypeDefinedOrder()})
	}
	handler.CreateInExMap()
	pw.CompressionType = parquet.CompressionCodec_ZSTD
	pw.PageSize = pageBytes
	pw.Footer.CreatedBy = ptr(createdBy)
	pw.MarshalFunc = func([]any, *schema.SchemaHandler) (*map[string]*layout.Table, error) {
		tables := make(map[string]*layout.Table, len(columns))
		for _, c := range columns {
			tables[common.PathToStr(c.table.Path)] = c.table
		}
		return &tables, nil
	}
	return columns, pw, nil
}

// element is the Parquet type of a kind, by its current name (LogicalType) and the one that older
// readers know (ConvertedType).
func element(kind value.Kind) (*parquet.SchemaElement, error) {
	e := &parquet.SchemaElement{RepetitionType: ptr(parquet.FieldRepetitionType_OPTIONAL)}
	switch kind {
	case value.Bool:
		e.Type = ptr(parquet.Type_BOOLEAN)
	case value.Int64:
		e.Type = ptr(parquet.Type_INT64)
	case value.Float64:
		e.Type = ptr(parquet.Type_DOUBLE)
	case value.Bytes:
		e.Type = ptr(parquet.Type_BYTE_ARRAY)
	case value.String:
		e.Type = ptr(parquet.Type_BYTE_ARRAY)
		e.ConvertedType = ptr(parquet.ConvertedType_UTF8)
		e.LogicalType = &parquet.LogicalType{STRING: parquet.NewStringType()}
	case value.Date:
		e.Type = ptr(parquet.Type_INT32)
		e.ConvertedType = ptr(parquet.ConvertedType_DATE)
		e.LogicalType = &parquet.LogicalType{DATE: parquet.NewDateType()}
	case value.Timestamp:
		e.Type = ptr(parquet.Type_INT64)
		e.ConvertedType = ptr(parquet.ConvertedType_TIMESTAMP_MICROS)
		e.LogicalType = &parquet.LogicalType{TIMESTAMP: &parquet.TimestampType{
			IsAdjustedToUTC: true, Unit: &parquet.TimeUnit{MICROS: parquet.NewMicroSeconds()},
		}}
	case value.Datetime: // no ConvertedType: those of times are all of UTC
		e.Type = ptr(parquet.Type_INT64)
		e.LogicalType = &parquet.LogicalType{TIMESTAMP: &parquet.TimestampType{
			IsAdjustedToUTC: false, Unit: &parquet.TimeUnit{MICROS: parquet.NewMicroSeconds()},
		}}
	case value.Numeric:
		e.Type = ptr(parquet.Type_FIXED_LEN_BYTE_ARRAY)
		e.TypeLength = ptr(int32(decimalBytes))
		e.ConvertedType = ptr(parquet.ConvertedType_DECIMAL)
		e.Precision, e.Scale = ptr(int32(decimalDigits)), ptr(int32(value.NumericScale))
		e.LogicalType = &parquet.LogicalType{DECIMAL: &parquet.DecimalType{Precision: decimalDigits, Scale: value.NumericScale}}
	default:
		return nil, fmt.Errorf("a table cannot hold %s", kind)
	}
	return e, nil
}

// load fills the column with the values of one row group, in the Go types that the library wants.
func (c *column) load(d *value.Dict, values []value.Value) error {
	t := c.table
	t.Values = resize(t.Values, len(values))
	t.DefinitionLevels = resize(t.DefinitionLevels, len(values))
	t.RepetitionLevels = resize(t.RepetitionLevels, len(values))
	var last value.Value // sorted keys repeat, and a boxed value can be shared
	var boxed any
	for i, v := range values {
		if v.IsNull() {
			t.Values[i], t.DefinitionLevels[i] = nil, 0
			continue
		}
		if v.Kind != c.kind {
			return fmt.Errorf("a value is %s and not %s", v.Kind, c.kind)
		}
		if v != last {
			last, boxed = v, box(d, v)
		}
		t.Values[i], t.DefinitionLevels[i] = boxed, 1
	}
	return nil
}

func box(d *value.Dict, v value.Value) any {
	switch v.Kind {
	case value.Bool:
		return v.Bool()
	case value.Float64:
		return oneFloat(v)
	case value.String:
		return string(validText(d.Text(v.Code())))
	case value.Bytes:
		return d.String(v.Code())
	case value.Numeric:
		return string(turnSign(d.Text(v.Code())))
	case value.Date:
		return int32(v.Int64())
	default:
		return v.Int64()
	}
}

// A NUMERIC is a DECIMAL of so many digits, in so many bytes.
const (
	decimalDigits = 38
	decimalBytes  = 16
)

// turnSign turns a NUMERIC's text into a DECIMAL's bytes, and back: they differ in the first bit.
func turnSign[T ~string | ~[]byte](number T) []byte {
	turned := append([]byte(nil), number...)
	turned[0] ^= 0x80
	return turned
}

// oneFloat reads a FLOAT64 with one NaN and one zero, whichever the arithmetic of the machine made.
func oneFloat(v value.Value) float64 { return value.OfFloat64(v.Float64()).Float64() }

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

func ptr[T any](v T) *T { return &v }
