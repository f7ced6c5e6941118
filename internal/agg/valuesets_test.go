package agg_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// Of every site and combination of the other keys, one set of values is counted, whatever the workers, the order of
// rows and the way in which they come.
func TestValueSetsRandom(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 5))
		climbing := r.IntN(3)
		g := &plan.Group{Measures: []plan.Measure{{Fn: plan.SiteCount, Kind: value.Int64}}, Ladder: &plan.Ladder{Key: climbing}}
		for range 3 {
			g.Keys = append(g.Keys, plan.Key{Expr: &plan.Field{Type: value.String}})
		}
		texts := []string{"", "a", "b", "1.2\n\"é", "<&\u2028>", "NULL"}
		want := map[string]int64{}
		merger, dict := agg.NewMerger(g), value.NewDict()
		table := agg.NewTable(g, dict)
		sets := agg.NewValueSets(table, g, dict)
		flush := func() {
			table.Flush(1, func(_ int, batch []byte) {
				if err := merger.Add(batch); err != nil {
					t.Fatal(err)
				}
			})
			sets.Reset()
			dict.Reset()
			for range r.IntN(4) {
				dict.CodeOf(fmt.Sprint("other ", r.IntN(9)))
			}
		}
		for range 40 {
			site := map[string][]string{} // by the other keys, the values
			columns := make([][]value.Value, 3)
			n := r.IntN(8)
			for range n {
				var row [3]string
				for i := range row {
					row[i] = texts[r.IntN(len(texts))]
					v := value.Value{}
					if row[i] != "NULL" {
						v = value.Value{Kind: value.String, Bits: uint64(dict.CodeOf(row[i]))}
					}
					columns[i] = append(columns[i], v)
				}
				others := slices.Delete(slices.Clone(row[:]), climbing, climbing+1)
				site[strings.Join(others, "\x00")] = append(site[strings.Join(others, "\x00")], row[climbing])
			}
			if r.IntN(2) == 0 {
				sets.AddRows(n, columns)
			} else {
				for i := range n {
					sets.Add([]value.Value{columns[0][i], columns[1][i], columns[2][i]})
				}
			}
			sets.EndSite()
			for others, values := range site {
				slices.Sort(values)
				want[others+"\x00"+strings.Join(slices.Compact(values), "|")]++
			}
			if r.IntN(10) == 0 {
				flush()
			}
		}
		flush()
		got := map[string]int64{}
		for id := range agg.GroupID(merger.Groups()) {
			var others, values []string
			for i := range 3 {
				v := merger.Key(id, i)
				switch {
				case i == climbing:
					var array []*string
					if err := json.Unmarshal(merger.Dict().Text(v.Code()), &array); err != nil {
						t.Fatal(err)
					}
					for j, text := range array {
						if text == nil && j > 0 {
							t.Error("NULL is not the first")
						}
						if text == nil {
							values = append(values, "NULL")
						} else {
							values = append(values, *text)
						}
					}
				case v.IsNull():
					others = append(others, "NULL")
				default:
					others = append(others, merger.Dict().String(v.Code()))
				}
			}
			slices.Sort(values)
			got[strings.Join(others, "\x00")+"\x00"+strings.Join(values, "|")] = merger.Sites(id)
		}
		if !maps.Equal(got, want) {
			t.Fatalf("seed %d: sets\n%v\nwant\n%v", seed, got, want)
		}
	}
}
