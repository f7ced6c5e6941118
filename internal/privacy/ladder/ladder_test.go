package ladder

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

func TestParseLevel(t *testing.T) {
	for text, want := range map[string]string{
		`^(\d+\.\d+)`: "",
		`^(\d+`:       "is no regular expression of RE2",
		`^\d+`:        "has 0 groups in parentheses, not one",
		`^(\d+)(\.)`:  "has 2 groups in parentheses, not one",
	} {
		if _, err := ParseLevel(text); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %q", text, err, want)
		}
	}
}

// sets makes the cells of a group with two keys, of which the second climbs, from what sites have: for each
// site, by the first key, its values; "NULL" stands for NULL.
func sets(sites []map[string][]string) *cells.Set {
	set, at := cells.New(2, 1), map[[2]string]int{}
	for _, site := range sites {
		for _, context := range slices.Sorted(maps.Keys(site)) {
			values := slices.Compact(slices.Sorted(slices.Values(site[context])))
			texts := make([]*string, len(values))
			for i, v := range values {
				if v != "NULL" {
					texts[i] = &v
				}
			}
			array, _ := json.Marshal(texts)
			key := [2]string{context, string(array)}
			cell, ok := at[key]
			if !ok {
				cell = set.N
				at[key] = cell
				set.N++
				for i, text := range key {
					set.Keys[i] = append(set.Keys[i], value.Value{Kind: value.String, Bits: uint64(set.Dict.Code([]byte(text)))})
				}
				set.Measures[0], set.Sites = append(set.Measures[0], value.OfInt64(0)), append(set.Sites, 0)
			}
			set.Sites[cell]++
			set.Measures[0][cell] = value.OfInt64(set.Sites[cell])
		}
	}
	return set
}

func group(levels ...string) *plan.Group {
	return &plan.Group{Keys: make([]plan.Key, 2), Measures: []plan.Measure{{Fn: plan.SiteCount}}, Ladder: &plan.Ladder{Key: 1, Levels: levels}}
}

// written is the rows of a set, sorted.
func written(set *cells.Set) []string {
	var rows []string
	for cell := range set.N {
		row := ""
		for _, column := range set.Keys {
			if v := column[cell]; v.IsNull() {
				row += "NULL | "
			} else {
				row += set.Dict.String(v.Code()) + " | "
			}
		}
		rows = append(rows, fmt.Sprint(row, set.Sites[cell], " ", set.Measures[0][cell].Int64()))
	}
	slices.Sort(rows)
	return rows
}

func TestPublish(t *testing.T) {
	var sites []map[string][]string
	for values, n := range map[string]int{"7.2.1": 3, "7.2.3": 2, "7.2.4": 1, "7.1.0": 2, "8.0.0": 1, "NULL": 2, "odd": 1, "7.2.3 7.2.4": 1, "fake (other)": 3} {
		for range n {
			fields := strings.Fields(values)
			if strings.HasPrefix(values, "fake") {
				fields = []string{values}
			}
			sites = append(sites, map[string][]string{"m": fields, "n": {"7.2.1"}})
		}
	}
	for name, test := range map[string]struct {
		listed   func([]byte) bool
		withheld int64
		want     []string
	}{
		// The site that has 7.2.3 and 7.2.4 counts once.
		"k = 4": {nil, 0, []string{"m | (other) | 9 9", "m | 7.2 (other) | 7 7", "n | 7.2.1 | 16 16"}},
		// Nothing is shown of a value that is not listed, not even what is coarser.
		"none listed": {func([]byte) bool { return false }, 0, []string{"m | (other) | 16 16", "n | (other) | 16 16"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Publish(sets(sites), group(`^(\d+\.\d+)\.`, `^(8)`), AtLeast(4), test.listed)
			if err != nil {
				t.Fatal(err)
			}
			if rows := written(got); !slices.Equal(rows, test.want) || got.Withheld != test.withheld {
				t.Errorf("%d withheld, rows\n%s", got.Withheld, strings.Join(rows, "\n"))
			}
		})
	}
}

// Rows are those that a look at every site's values gives, level by level, whatever the judge says.
func TestPublishRandom(t *testing.T) {
	const rounds = 300
	coarse := 0
	for seed := range uint64(rounds) {
		r := rand.New(rand.NewPCG(seed, 1))
		sites := make([]map[string][]string, 5+r.IntN(60))
		for i := range sites {
			sites[i] = map[string][]string{}
			for range r.IntN(5) {
				context := string('a' + rune(r.IntN(2)))
				v := fmt.Sprintf("%d.%d.%d", r.IntN(2), r.IntN(2), int(r.ExpFloat64()*2))
				if r.IntN(20) == 0 {
					v = []string{"NULL", "", "1", "1.0", "x (other)", "é"}[r.IntN(6)]
				}
				sites[i][context] = append(sites[i][context], v)
			}
		}
		levels := [][]string{nil, {`^(\d\.\d)`, `^(\d)`}, {`^(\d)`, `(\d)$`}, {`(.)`}}[r.IntN(4)]
		k := int64(1 + r.IntN(8))
		judge := func(_ int, set *cells.Set) (*cells.Set, error) {
			return set.Keep(func(cell int) bool { return appears(set, cell, k) }), nil
		}
		got, err := Publish(sets(sites), group(levels...), judge, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, withheld := naive(sites, levels, k)
		if rows := written(got); !slices.Equal(rows, want) || got.Withheld != withheld {
			t.Fatalf("seed %d, levels %q, k = %d: %d withheld, rows\n%s\nwant %d,\n%s", seed, levels, k, got.Withheld, strings.Join(rows, "\n"), withheld, strings.Join(want, "\n"))
		}
		if strings.Contains(strings.Join(want, "\n"), Other) {
			coarse++
		}
	}
	if coarse < rounds/3 {
		t.Errorf("only %d of %d rounds had coarser values", coarse, rounds)
	}
}

// appears is a judge's mind: a threshold that differs from cell to cell.
func appears(set *cells.Set, cell int, k int64) bool {
	jitter := int64(0)
	if v := set.Keys[1][cell]; !v.IsNull() {
		jitter = int64(len(set.Dict.Text(v.Code()))) % 3
	}
	return set.Sites[cell] >= k+jitter
}

// naive does what Publish promises by giving each site's values new readings, one level after the other.
func naive(sites []map[string][]string, levels []string, k int64) (rows []string, withheld int64) {
	for _, context := range []string{"a", "b"} {
		var left []map[string]bool // by site, the values that no row shows
		for _, site := range sites {
			values := map[string]bool{}
			for _, v := range site[context] {
				values[v] = true
			}
			left = append(left, values)
		}
		taken := map[string]bool{}
		for level := range len(levels) + 2 {
			reading := func(v string) string {
				special := v == "NULL" || strings.HasSuffix(v, Other)
				switch {
				case level == len(levels)+1:
					return Other
				case level == 0 && (v == "NULL" || !special):
					return "=" + v
				case special || level == 0:
					return ""
				}
				parsed, _ := ParseLevel(levels[level-1])
				label, _ := parsed.coarser([]byte(v))
				return label
			}
			having := map[string]map[int]bool{}
			for i, values := range left {
				for v := range values {
					r := reading(v)
					if r == "" || taken[strings.TrimPrefix(r, "=")] && level > 0 {
						continue
					}
					if having[r] == nil {
						having[r] = map[int]bool{}
					}
					having[r][i] = true
				}
			}
			for r, ids := range having {
				text := strings.TrimPrefix(r, "=")
				jitter := len(text) % 3
				if text == "NULL" {
					jitter = 0
				}
				n := int64(len(ids))
				if n < k+int64(jitter) {
					continue
				}
				rows = append(rows, fmt.Sprintf("%s | %s | %d %d", context, text, n, n))
				taken[text] = true
				for _, values := range left {
					maps.DeleteFunc(values, func(v string, _ bool) bool { return reading(v) == r })
				}
			}
		}
		lost := map[string]bool{}
		for _, values := range left {
			for v := range values {
				lost[v] = true
			}
		}
		withheld += int64(len(lost))
	}
	slices.Sort(rows)
	return rows, withheld
}

// What a damaged file of the job holds is an error, not a panic, and not in the message.
func TestDamaged(t *testing.T) {
	set := sets([]map[string][]string{{"m": {"secret"}}})
	for _, text := range []string{"secret", `{"secret":1}`, `["secret"`, `[1]`, ""} {
		set.Keys[1][0].Bits = uint64(set.Dict.Code([]byte(text)))
		if _, err := Publish(set, group(), AtLeast(1), nil); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// One site with very many values costs time in proportion to them.
func TestManyValues(t *testing.T) {
	const n = 200_000
	values := make([]string, n)
	for i := range values {
		values[i] = fmt.Sprintf("%d.%d", i%7, i)
	}
	set, err := Publish(sets([]map[string][]string{{"m": values}, {"m": values}}), group(`^(\d)`, `^(x)`), AtLeast(2), nil)
	if err != nil || set.N != n {
		t.Errorf("%d rows, %v", set.N, err)
	}
	set, err = Publish(sets([]map[string][]string{{"m": values}, {"m": values[:n/2]}}), group(`(\d)$`, `^(x)`), AtLeast(3), nil)
	if err != nil || set.N != 0 || set.Withheld != n {
		t.Errorf("%d rows, %d withheld, %v", set.N, set.Withheld, err)
	}
}

// A judge that invents a cell is an error.
func TestJudge(t *testing.T) {
	other := sets([]map[string][]string{{"elsewhere": {"x"}}})
	judge := func(int, *cells.Set) (*cells.Set, error) { return other, nil }
	if _, err := Publish(sets([]map[string][]string{{"m": {"x"}}}), group(), judge, nil); err == nil {
		t.Error("no error")
	}
}
