package parquetread

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// Whatever way a file stores the columns, what is read is what was written: over random rows with NULLs
// and empty lists at every level, random layouts, encodings, compressions, page sizes and row groups.
func TestRandomFiles(t *testing.T) {
	s := loadSchema(t, "nested_schema.json")
	for seed := range uint64(30) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			fields := randomLayout(r, s.Columns)
			var rows []map[string]any
			var groups []int
			for i := range 40 + r.IntN(60) {
				rows = append(rows, randomRow(r, fields))
				if r.IntN(20) == 0 {
					groups = append(groups, i+1)
				}
			}
			data := writeFile(t, fields, randomLeaf(r), rows, groups,
				parquet.DataPageVersion(1+r.IntN(2)), parquet.PageBufferSize(64+r.IntN(4000)))
			o := Options{ParseTime: parseMicros}
			checkRows(t, data, s, o, rows)

			o.Columns = make([]bool, len(s.All))
			for i := range o.Columns {
				o.Columns[i] = r.IntN(4) == 0
			}
			checkRows(t, data, s, o, rows)
		})
	}
}
