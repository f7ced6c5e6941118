package job_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	parquetgo "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"isobar/internal/job"
	"isobar/internal/release"
)

const typesDataset = `description: Made up.
reports:
  table: reports
  schema: schema.json
  decoder: json
  timestamp: timestamp
  keep: latest
privacy:
  unit: site_id
  k: 10
  counts: exact
`

const typesSchema = `[
  {"name": "site_id", "type": "STRING"}, {"name": "timestamp", "type": "TIMESTAMP"},
  {"name": "opened", "type": "DATETIME"}, {"name": "price", "type": "NUMERIC"}
]`

const typesQuery = `-- What is opened when, and at which price.
SELECT
  opened,
  price,
  DATETIME_ADD(opened, INTERVAL 1 MONTH) AS next,
  price * NUMERIC '1.5' AS more,
  COUNT(DISTINCT site_id) AS sites,
  COUNT(DISTINCT price) AS prices
FROM reports
GROUP BY opened, price
`

// TestDatetimeAndNumeric takes both types all the way: from JSON, through keys, counts and expressions, into Parquet and
// CSV.
func TestDatetimeAndNumeric(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shops")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"dataset.yaml": typesDataset, "schema.json": typesSchema, "openings.sql": typesQuery,
		"openings.yaml": "owner: nobody\ncolumns:\n  opened: When.\n  price: How much.\n  next: A month later.\n  more: Half more.\n  sites: How many.\n  prices: One.\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// Each group is written in two ways that mean the same.
	var lines []string
	for i := range 12 {
		for j, group := range [][2][2]string{
			{{`"2026-01-31T12:00:00.25"`, `12.50`}, {`"2026-1-31 12:0:0.250000"`, `"12.5"`}},
			{{`"1969-12-31 23:59:59.999999"`, `-99999999999999999999.123456789`}, {`"1969-12-31T23:59:59.9999999"`, `"-99999999999999999999.1234567891"`}},
			{{`null`, `1e-9`}, {`null`, `0.000000001`}},
			{{`"2026-01-31"`, `null`}, {`"2026-01-31 00:00:00"`, `null`}},
		} {
			form := group[i%2]
			lines = append(lines, fmt.Sprintf(`{"site_id":"%d-%d","timestamp":"2026-11-10 00:00:00 UTC","opened":%s,"price":%s}`, j, i, form[0], form[1]))
		}
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	output := t.TempDir()
	o := job.Options{Dataset: load(t, dir), Input: []string{write(t, lines, 2)}, Window: theWeek(t), Output: output, Version: "test", Counts: job.CountsThreshold}
	if _, err := job.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	want := []string{
		",0.000000001,,0.000000002,12,1",
		"1969-12-31T23:59:59.999999,-99999999999999999999.123456789,1970-01-31T23:59:59.999999,-149999999999999999998.685185184,12,1",
		"2026-01-31T00:00:00,,2026-02-28T00:00:00,,12,0",
		"2026-01-31T12:00:00.25,12.5,2026-02-28T12:00:00.25,18.75,12,1",
	}
	published := filepath.Join(output, "shops")
	var csv []string
	for _, row := range rowsOf(t, published, "openings") {
		csv = append(csv, strings.ReplaceAll(row, "\x00", ","))
	}
	if !slices.Equal(csv, want) {
		t.Errorf("CSV\n%s\nwant\n%s", strings.Join(csv, "\n"), strings.Join(want, "\n"))
	}
	if got := parquetRows(t, filepath.Join(published, "openings", "week=2026-11-09", "openings.parquet")); !slices.Equal(got, want) {
		t.Errorf("Parquet\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var manifest release.Manifest
	data, err := os.ReadFile(filepath.Join(published, release.ManifestFile("2026-11-09")))
	if err == nil {
		err = json.Unmarshal(data, &manifest)
	}
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, c := range manifest.Tables[0].Columns {
		types = append(types, c.Type)
	}
	if got := fmt.Sprint(types); got != "[DATETIME NUMERIC DATETIME NUMERIC INT64 INT64]" {
		t.Errorf("types %s", got)
	}
}

// parquetRows reads a file as rows of CSV, by the meaning that the file itself gives to its columns.
func parquetRows(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	p, err := parquetgo.OpenFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	columns := p.Root().Columns()
	rows := make([]parquetgo.Row, p.NumRows())
	reader := parquetgo.NewReader(p)
	if n, err := reader.ReadRows(rows); n != len(rows) {
		t.Fatal(n, err)
	}
	var text []string
	for _, row := range rows {
		fields := make([]string, len(row))
		for i, v := range row {
			if v.IsNull() {
				continue
			}
			var meaning any
			if logical := columns[i].Type().LogicalType(); logical != nil {
				meaning = logical.Value
			}
			switch meaning := meaning.(type) {
			case *format.TimestampType:
				if meaning.IsAdjustedToUTC {
					t.Errorf("column %d is of UTC", i)
				}
				fields[i] = time.UnixMicro(v.Int64()).UTC().Format("2006-01-02T15:04:05.999999")
			case *format.DecimalType:
				n := new(big.Int).SetBytes(v.ByteArray())
				if v.ByteArray()[0]&0x80 != 0 {
					n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v.ByteArray()))))
				}
				scale := int(meaning.Scale)
				fields[i] = new(big.Rat).SetFrac(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)).FloatString(scale)
				fields[i] = strings.TrimRight(strings.TrimRight(fields[i], "0"), ".")
			default:
				fields[i] = fmt.Sprint(v)
			}
		}
		text = append(text, strings.Join(fields, ","))
	}
	return text
}
