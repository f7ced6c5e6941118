package referee

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"time"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// sites is how many reports there are, one of each site. There are few values for each column, so that most
// groups have several sites and many have more than k.
const sites = 48

// A report is the columns of one site. A value is nil, bool, int64, float64, string, []byte or one of the types
// below; a record is a report, an array []any.
type report map[string]any

type (
	date      int64  // days since 1970-01-01
	timestamp int64  // microseconds since 1970-01-01T00:00:00Z
	datetime  int64  // microseconds since 1970-01-01T00:00:00 of no time zone
	numeric   string // a decimal number without needless digits
)

// at is a time in UTC as microseconds.
func at(text string) timestamp {
	t, err := time.Parse("2006-01-02 15:04:05.999999", text)
	if err != nil {
		panic(err)
	}
	return timestamp(t.UnixMicro())
}

func wall(text string) datetime { return datetime(at(text)) }

func day(text string) date { return date(at(text+" 00:00:00") / (86400 * 1e6)) }

// pools are the values of each column. Those of arrays are the values of an element.
var pools = map[string][]any{
	"region":  {"eu", "us", "ap", "eu", "EU", ""},
	"label":   {"\u00e9", "e\u0301", "\U0001f986", "\u05e9\u05dc\u05d5\u05dd", "", "\u0130stanbul", "stra\u00dfe", "\u01c6", "a b", " pad\t", "x,y;z", "-12", "3.5", "10%_\\"},
	"payload": {`{"a": 1, "b": {"c": "x"}, "list": [1, 2, 3]}`, `{"a": "1", "b": null, "list": []}`, `{"a": true}`, `[10, "y", {"z": 0.5}]`, `"text"`, `null`, `{bad`, ``, `{"a": 1.50, "list": ["p", "q"]}`},
	"active":  {true, false},
	"size":    {int64(0), int64(1), int64(2), int64(3), int64(5)},
	"big":     {int64(math.MinInt64), int64(math.MaxInt64), int64(0), int64(-1), int64(1) << 53, int64(1)<<53 + 1},
	"ratio":   {0.5, 0.25, -1.5, 2.0, 0.0, 1024.125},
	"load": { // no NaN, which the emulator stores as NULL
		math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0.0, 0.1, 2.5, -2.5, 1e300, 5e-324,
	},
	"token": {[]byte{}, []byte{0}, []byte{0xff, 0xfe}, []byte("abc"), []byte("ABC"), []byte("\u00e9")},
	"installed": {day("0001-01-01"), day("9999-12-31"), day("1970-01-01"), day("1969-12-31"), day("2024-02-29"), day("2026-11-09"), day("2025-01-01"),
		day("2024-12-30")},
	"seen": {at("0001-01-01 00:00:00"), at("9999-12-31 23:59:59.999999"), at("1969-12-31 23:59:59.999999"), at("2026-11-09 10:11:12.123456"),
		at("2024-02-29 23:59:59"), at("2026-11-09 00:00:00.5"), at("1970-01-01 00:00:00")},
	"started": {wall("0001-01-01 00:00:00"), wall("9999-12-31 23:59:59.999999"), wall("2026-11-09 10:11:12.25"), wall("2024-02-29 00:00:00"),
		wall("1969-12-31 23:59:59")},
	"cost":    {numeric("0"), numeric("1.5"), numeric("-2.25"), numeric("0.000000001"), numeric("99999999999999999999999999999.999999999"), numeric("-7")},
	"tags":    {"red", "green", "blue", "", "\u00e9"},
	"levels":  {int64(-2), int64(0), int64(1), int64(2), int64(3), int64(7)},
	"weights": {0.5, -0.25, 3.5, 1e-7}, // neither integers nor infinities, which the emulator loses in arrays
	"days":    {day("2026-11-09"), day("2026-11-10"), day("1999-12-31"), day("2024-02-29")},

	"host.os":        {"linux", "bsd", "Windows", "linux"},
	"host.cores":     {int64(1), int64(2), int64(4), int64(8)},
	"host.cpu.model": {"m1", "m2", "x86 64"},
	"host.cpu.flags": {"sse", "avx", "aes"},

	"modules.name":        {"apache", "apt", "nginx", "ntp", "Sudo", "stdlib"},
	"modules.version":     {"1.0.0", "1.2.3", "2.0.0-rc1", "10.4", "", "v3"},
	"modules.uses":        {int64(0), int64(1), int64(2), int64(10), int64(40)},
	"modules.score":       {0.5, 1.5, -3.25, 0.125, 100.75},
	"modules.enabled":     {true, false},
	"modules.released":    {day("2020-02-29"), day("2023-07-01"), day("2023-12-31"), day("1970-01-01")},
	"modules.meta.author": {"ann", "bob", "Eve"},
	"modules.meta.signed": {true, false},
	"modules.deps.name":   {"stdlib", "concat", "apt"},
	"modules.deps.need":   {int64(1), int64(2), int64(3)},
	"modules.deps.kinds":  {"hard", "soft"},

	"events.kind":     {"start", "stop", "crash"},
	"events.happened": {at("2026-11-09 10:00:00"), at("2026-11-10 23:59:59.999"), at("2026-11-15 12:30:00.000001"), at("1960-05-05 05:05:05")},
	"events.amount":   {int64(-5), int64(0), int64(3), int64(25), int64(700)},
	"events.data":     {[]byte("x"), []byte{}, []byte{0, 1, 2}},
}

func readSchema() (*schema.Schema, error) {
	const file = "testdata/dataset/schema.json"
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return schema.Parse(file, text)
}

// makeReports makes the reports of a seed.
func makeReports(s *schema.Schema, seed uint64) []report {
	rng := rand.New(rand.NewPCG(seed, 1))
	reports := make([]report, sites)
	for i := range reports {
		reports[i] = makeRecord(rng, s.Columns)
		reports[i]["site_id"] = fmt.Sprintf("s%02d", i)
	}
	return reports
}

// makeRecord leaves out about one value in seven: NULL. As in BigQuery's storage, arrays are never NULL,
// and neither are their elements; the fields of these may be.
func makeRecord(rng *rand.Rand, columns []*schema.Column) report {
	r := report{}
	for _, c := range columns {
		switch {
		case c.Repeated:
			elements := []any{}
			for range rng.IntN(5) {
				elements = append(elements, makeValue(rng, c))
			}
			r[c.Name] = elements
		case rng.IntN(7) > 0:
			r[c.Name] = makeValue(rng, c)
		}
	}
	return r
}

func makeValue(rng *rand.Rand, c *schema.Column) any {
	if c.Kind == value.Record {
		return makeRecord(rng, c.Fields)
	}
	pool := pools[c.Path]
	if len(pool) == 0 {
		return nil
	}
	return pool[rng.IntN(len(pool))]
}
