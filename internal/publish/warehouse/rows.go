package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"strconv"
	"time"

	bq "cloud.google.com/go/bigquery"
	"cloud.google.com/go/civil"
	"google.golang.org/api/iterator"

	"isobar/internal/bigquery"
	"isobar/internal/release"
	"isobar/internal/storage"
)

// digest stands for a multiset of rows: their number, and the sum of their SHA-256 as a number of 256 bits. A
// table of BigQuery has no order, and a row may be there twice.
type digest struct {
	n   int64
	sum [4]uint64
}

func (d *digest) add(row []string) {
	h := sha256.New()
	var length [8]byte
	for _, value := range row {
		binary.LittleEndian.PutUint64(length[:], uint64(len(value)))
		h.Write(length[:])
		h.Write([]byte(value))
	}
	sum := h.Sum(nil)
	var carry uint64
	for i := range d.sum {
		d.sum[i], carry = bits.Add64(d.sum[i], binary.LittleEndian.Uint64(sum[8*i:]), carry)
	}
	d.n++
}

// rowsOf digests the rows of a release as they should be in BigQuery.
func rowsOf(ctx context.Context, m *release.Manifest, t *release.Entry, rows storage.Reader) (digest, error) {
	var d digest
	row := make([]string, 1+len(t.Columns))
	err := release.ReadRows(ctx, rows, t, func(values []any) error {
		row[0] = "=" + m.Week
		for i, v := range values {
			if row[i+1] = "NULL"; v != nil {
				row[i+1] = "=" + exact(t.Columns[i].Type, v.(string))
			}
		}
		d.add(row)
		return nil
	})
	return d, err
}

// exact is one form for each number of types that have several.
func exact(kind, text string) string {
	switch kind {
	case "NUMERIC":
		if r, ok := new(big.Rat).SetString(text); ok {
			return r.RatString()
		}
	case "FLOAT64":
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return floatText(f)
		}
	}
	return text
}

// rowsIn digests the rows of a table in BigQuery.
func (v *session) rowsIn(ctx context.Context, table string, t *release.Entry) (digest, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*bigquery.Patience)
	defer cancel()
	var d digest
	it := v.dataset.Table(table).Read(ctx)
	row := make([]string, 1+len(t.Columns))
	for {
		var values []bq.Value
		err := it.Next(&values)
		if errors.Is(err, iterator.Done) {
			return d, nil
		}
		if err != nil {
			return d, bigquery.Failed("read", v.sink.name(table), err)
		}
		if len(values) != len(row) {
			return d, fmt.Errorf("%s has %d columns instead of %d", v.sink.name(table), len(values), len(row))
		}
		for i, value := range values {
			text, err := textOf(value)
			if err != nil {
				return d, fmt.Errorf("%s: column %d: %w", v.sink.name(table), i+1, err)
			}
			row[i] = text
		}
		d.add(row)
	}
}

// textOf writes a value of BigQuery as release.ReadRows writes it, with what tells NULL apart.
func textOf(v bq.Value) (string, error) {
	switch v := v.(type) {
	case nil:
		return "NULL", nil
	case string:
		return "=" + v, nil
	case int64:
		return "=" + strconv.FormatInt(v, 10), nil
	case bool:
		return "=" + strconv.FormatBool(v), nil
	case float64:
		return "=" + floatText(v), nil
	case []byte:
		return "=" + base64.StdEncoding.EncodeToString(v), nil
	case *big.Rat:
		return "=" + v.RatString(), nil
	case civil.Date:
		return "=" + v.String(), nil
	case civil.DateTime:
		return "=" + v.In(time.UTC).Format("2006-01-02T15:04:05.999999"), nil
	case time.Time:
		return "=" + v.UTC().Format("2006-01-02T15:04:05.999999Z"), nil
	}
	return "", fmt.Errorf("a value of type %T is not expected", v)
}

func floatText(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
