package release

import (
	"encoding/binary"
	"math"

	"github.com/xitongsys/parquet-go/parquet"
	"github.com/xitongsys/parquet-go/writer"

	"isobar/internal/value"
)

// describe gives the row group just flushed its statistics and its column index.
//
// Readers skip row groups and pages by them, so wrong ones make wrong query results. The library's own
// are wrong in three ways: it counts one NULL too few in every page that begins with one, its bounds of
// floats depend on where a NaN stands, and its column index calls pages of NULLs alone non-null and
// gives them empty bounds. They are switched off (OmitStats) and written here, where the values are
// still at hand.
func describe(pw *writer.ParquetWriter, columns []*column) {
	group := pw.Footer.RowGroups[len(pw.Footer.RowGroups)-1]
	first := len(pw.ColumnIndexes) - len(columns)
	for i, c := range columns {
		var chunk bounds
		index := parquet.NewColumnIndex()
		index.BoundaryOrder = parquet.BoundaryOrder_UNORDERED
		pages := pw.OffsetIndexes[first+i].PageLocations
		for p := range pages {
			start, end := pages[p].FirstRowIndex, int64(len(c.table.Values))
			if p+1 < len(pages) {
				end = pages[p+1].FirstRowIndex
			}
			var page bounds
			for _, v := range c.table.Values[start:end] {
				if c.kind == value.Numeric && v != nil {
					v = numeric(turnSign(v.(string)))
				}
				page.add(v)
			}
			index.NullPages = append(index.NullPages, page.nulls == end-start)
			low, high := page.plain(c.kind)
			index.MinValues = append(index.MinValues, orEmpty(low))
			index.MaxValues = append(index.MaxValues, orEmpty(high))
			index.NullCounts = append(index.NullCounts, page.nulls)
			chunk.merge(&page)
		}
		pw.ColumnIndexes[first+i] = index
		statistics := parquet.NewStatistics()
		statistics.NullCount = ptr(chunk.nulls)
		statistics.MinValue, statistics.MaxValue = chunk.plain(c.kind)
		group.Columns[i].MetaData.Statistics = statistics
	}
}

// numeric is the text of a NUMERIC, which orders as the numbers do.
type numeric string

// bounds are the least and the greatest of some values of one column, in the order of the Parquet
// format: numbers by size, texts bytewise, FALSE before TRUE; NaN has no place in it.
type bounds struct {
	nulls     int64
	nan       bool
	low, high any // nil if there is no value but NULL and NaN
}

func (b *bounds) add(v any) {
	if v == nil {
		b.nulls++
		return
	}
	if f, ok := v.(float64); ok && math.IsNaN(f) {
		b.nan = true
		return
	}
	if b.low == nil {
		b.low, b.high = v, v
		return
	}
	if less(v, b.low) {
		b.low = v
	} else if less(b.high, v) {
		b.high = v
	}
}

func (b *bounds) merge(page *bounds) {
	b.nulls += page.nulls
	b.nan = b.nan || page.nan
	if page.low == nil {
		return
	}
	if b.low == nil || less(page.low, b.low) {
		b.low = page.low
	}
	if b.high == nil || less(b.high, page.high) {
		b.high = page.high
	}
}

// plain encodes both bounds; they are nil if there are none. A page that holds NaN may not be skipped
// by a reader to whom NaN is the greatest number or the least, so its bounds are infinite.
func (b *bounds) plain(kind value.Kind) (low, high []byte) {
	if b.nan {
		return plainValue(math.Inf(-1)), plainValue(math.Inf(1))
	}
	if b.low == nil {
		return nil, nil
	}
	low, high = plainValue(b.low), plainValue(b.high)
	if kind == value.Float64 && b.low.(float64) == 0 {
		// The format asks for it, since a reader may tell the two zeros apart.
		low = plainValue(math.Copysign(0, -1))
	}
	return low, high
}

func less(a, b any) bool {
	switch a := a.(type) {
	case bool:
		return !a && b.(bool)
	case int32:
		return a < b.(int32)
	case int64:
		return a < b.(int64)
	case float64:
		return a < b.(float64)
	case numeric:
		return a < b.(numeric)
	default:
		return a.(string) < b.(string)
	}
}

func plainValue(v any) []byte {
	switch v := v.(type) {
	case bool:
		if v {
			return []byte{1}
		}
		return []byte{0}
	case int32:
		return binary.LittleEndian.AppendUint32(nil, uint32(v))
	case int64:
		return binary.LittleEndian.AppendUint64(nil, uint64(v))
	case float64:
		return binary.LittleEndian.AppendUint64(nil, math.Float64bits(v))
	case numeric:
		return turnSign(v)
	default:
		return []byte(v.(string))
	}
}

func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
