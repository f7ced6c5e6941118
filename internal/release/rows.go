package release

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"time"

	parquetgo "github.com/parquet-go/parquet-go"

	"isobar/internal/storage"
	"isobar/internal/value"
)

// ReadRows reads the rows of a published table from its Parquet file, in their order. A value is nil for NULL,
// and otherwise a string in the form that BigQuery reads in JSON: as writeCSV has it, but that a STRING is
// exact and a NUMERIC has no zeros at its end. The slice is valid until the next call of row.
func ReadRows(ctx context.Context, store storage.Reader, entry *Entry, row func(values []any) error) (err error) {
	var name string
	for _, f := range entry.Files {
		if path.Ext(f.Path) == ".parquet" {
			name = f.Path
		}
	}
	if name == "" {
		return fmt.Errorf("table %s has no Parquet file in %s", entry.Name, store)
	}
	f, err := store.Open(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	file, err := openParquet(f, entry.Columns, entry.Rows)
	if err != nil {
		return storage.Failed("read", path.Join(store.String(), name), err)
	}
	kinds := make([]value.Kind, len(entry.Columns))
	for i, c := range entry.Columns {
		kinds[i], _ = value.KindOf(c.Type)
	}
	for _, group := range file.RowGroups() {
		if err := readGroup(ctx, group, kinds, row); err != nil {
			return storage.Failed("read", path.Join(store.String(), name), err)
		}
	}
	return nil
}

func readGroup(ctx context.Context, group parquetgo.RowGroup, kinds []value.Kind, row func([]any) error) (err error) {
	rows := group.Rows()
	defer func() { err = errors.Join(err, rows.Close()) }()
	buf := make([]parquetgo.Row, 256)
	values := make([]any, len(kinds))
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := rows.ReadRows(buf)
		for _, r := range buf[:n] {
			if len(r) != len(kinds) {
				return errDiffers
			}
			for i := range r {
				if values[i] = nil; !r[i].IsNull() {
					values[i] = textOf(kinds[i], &r[i])
				}
			}
			if err := row(values); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func textOf(kind value.Kind, v *parquetgo.Value) string {
	switch kind {
	case value.Bool:
		return strconv.FormatBool(v.Boolean())
	case value.Float64:
		return string(appendFloat(nil, v.Double()))
	case value.String:
		return string(v.ByteArray())
	case value.Bytes:
		return base64.StdEncoding.EncodeToString(v.ByteArray())
	case value.Numeric:
		return value.NumericString(turnSign(v.ByteArray()))
	case value.Date:
		return value.DateString(int64(v.Int32()))
	case value.Timestamp:
		return time.UnixMicro(v.Int64()).UTC().Format("2006-01-02T15:04:05.999999Z")
	case value.Datetime:
		return time.UnixMicro(v.Int64()).UTC().Format("2006-01-02T15:04:05.999999")
	}
	return strconv.FormatInt(v.Int64(), 10)
}
