package job_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"isobar/internal/job"
	"isobar/internal/report"
	"isobar/internal/sample"
)

// reportOf is a report of the week in JSON, with further members.
func reportOf(site, rest string) string {
	return fmt.Sprintf(`{"site_id":%q,"timestamp":"2026-11-11T00:00:00Z"%s}`, site, rest)
}

// at is a report that says nothing, of a time.
func at(time string) string { return fmt.Sprintf(`{"site_id":"mallory","timestamp":%q}`, time) }

// lines writes reports one a line.
func lines(all ...string) func(*bufio.Writer, int) {
	return func(w *bufio.Writer, _ int) {
		for _, line := range all {
			w.WriteString(line)
			w.WriteByte('\n')
		}
	}
}

// long writes a text n times, a million bytes' worth times the scale.
func long(before, text string, millions int, after string) func(*bufio.Writer, int) {
	return func(w *bufio.Writer, scale int) {
		w.WriteString(before)
		for range scale * millions * 1e6 / len(text) {
			w.WriteString(text)
		}
		w.WriteString(after)
	}
}

// many writes n reports times the scale.
func many(n int, line func(i int) string) func(*bufio.Writer, int) {
	return func(w *bufio.Writer, scale int) {
		for i := range scale * n {
			w.WriteString(line(i))
			w.WriteByte('\n')
		}
	}
}

// nested is a value in so many brackets.
func nested(open, end string, deep int) string {
	return strings.Repeat(open, deep) + "1" + strings.Repeat(end, deep)
}

// listed joins n things that one makes.
func listed(n int, one func(i int) string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = one(i)
	}
	return strings.Join(all, ",")
}

type reasons = map[report.Reason]int64

var digits = strings.Repeat("9", 5e6)

var attacks = []attack{
	{name: "nothing", file: "a.jsonl", write: lines("")},
	{name: "deep nesting, too deep", file: "a.jsonl", rejected: reasons{report.NotJSON: 3}, write: lines(
		reportOf("mallory", `,"x":`+nested("[", "]", 1e6)), reportOf("mallory", `,"modules":`+nested("[", "]", 20000)),
		reportOf("mallory", `,"x":`+nested(`{"a":`, "}", 1e6)))},
	{name: "deep nesting, allowed", file: "a.jsonl", sites: 2, write: lines(
		reportOf("mallory", `,"x":`+nested("[", "]", 9000)+`,"modules":`+nested("[", "]", 9000)),
		reportOf("eve", `,"modules":[`+nested(`{"modules":`, "}", 4000)+`,`+nested(`{"slug":`, "}", 4000)+`]`))},
	{name: "brackets that never close", file: "a.jsonl", rejected: reasons{report.NotJSON: 1}, write: lines(strings.Repeat(`{"a":[`, 2e6))},
	{name: "gigantic numbers", file: "a.jsonl", sites: 1, rejected: reasons{report.WrongType: 4}, write: lines(
		reportOf("mallory", `,"environment_count":1e999999999`), reportOf("mallory", `,"environment_count":-1e-999999999999999999999`),
		reportOf("mallory", `,"environment_count":`+digits), reportOf("mallory", `,"environment_count":"`+digits+`"`),
		reportOf("mallory", `,"x":`+digits+`.`+digits+`e`+digits[:100]+`,"classes":[{"name":"a","count":`+digits+`},{"name":"b","count":1e400}]`))},
	{name: "duplicate keys", file: "a.jsonl", sites: 1, rejected: reasons{report.ColumnTwice: 2}, write: lines(
		reportOf("mallory", `,"site_id":"honest"`), reportOf("mallory", `,"modules":[],"modul\u0065s":[]`),
		reportOf("mallory", `,"x":{`+listed(1e5, func(int) string { return `"k":1` })+`},"modules":[{"slug":"a-b","slug":"c-d"}]`))},
	{name: "gzip bomb, one line", file: "a.jsonl.gz", rejected: reasons{report.LineTooLong: 1}, write: long("", "                                ", 500, "")},
	{name: "gzip bomb, blank lines", file: "a.jsonl.gz", write: long("", "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", 100, "")},
	{name: "zstd bomb, one report", file: "a.jsonl.zst", rejected: reasons{report.LineTooLong: 1}, write: long(`{"x":"`, strings.Repeat("a", 1000), 1000, `"}`)},
	{name: "zstd with a window of 1 GB", file: "a.jsonl.", damaged: "window size", write: lines("\x28\xb5\x2f\xfd\x00\xa0\x03\x00\xf0a")},
	{name: "gzip cut short", file: "a.jsonl.", damaged: "cut short", write: lines("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xca")},
	{name: "a very long line", file: "a.jsonl", rejected: reasons{report.LineTooLong: 1}, write: long(`{"site_id":"mallory","x":"`, strings.Repeat("long ", 1000), 200, `"}`)},
	{name: "reports that are no text", file: "a.jsonl", rejected: reasons{report.NotUTF8: 2, report.NotJSON: 2}, write: lines(
		reportOf("mallory", `,"x":"`+"\xff"+`"`), reportOf("mallory", `,"x":"\ud800"`), strings.Repeat("\xfe", 1e6), strings.Repeat("\x00", 1e6))},
	{name: "very many texts", file: "a.jsonl", sites: 1, besides: []string{"modules_per_site"}, limited: report.Limited{Entries: 290_000}, write: lines(
		reportOf("mallory", `,"modules":[`+listed(300_000, func(i int) string { return fmt.Sprintf(`{"slug":"m%d","version":"%d"}`, i, i) })+`]`))},
	{name: "a million entries", file: "a.jsonl", sites: 1, limited: report.Limited{Entries: 990_000}, write: lines(
		reportOf("mallory", `,"unused_modules":[`+listed(1e6, func(i int) string { return fmt.Sprintf(`"m%d"`, i) })+`]`))},
	{name: "four million empty entries", file: "a.jsonl", sites: 1, besides: []string{"modules_per_site"}, limited: report.Limited{Entries: 3_990_000}, write: lines(
		reportOf("mallory", `,"modules":[`+strings.Repeat("{},", 4e6-1)+`{}]`))},
	{name: "20,000 modules into pairs", file: "a.jsonl", sites: 1, besides: []string{"modules_per_site"}, limited: report.Limited{Entries: 10_000}, write: lines(
		reportOf("mallory", `,"modules":[`+listed(20_000, func(i int) string { return fmt.Sprintf(`{"slug":"a-m%d","version":"1.%d.0"}`, i, i%9) })+`]`))},
	{name: "very many columns", file: "a.jsonl", sites: 1, write: lines(
		reportOf("mallory", `,`+listed(300_000, func(i int) string { return fmt.Sprintf(`"column %d":%d`, i, i) })))},
	{name: "a text of 8 MB", file: "a.jsonl", sites: 1, besides: []string{"modules_per_site"}, limited: report.Limited{Long: 1}, write: lines(
		reportOf("mallory", `,"modules":[{"slug":"`+strings.Repeat("x", 8e6)+`"}]`))},
	{name: "15 texts of 1 MB", file: "a.jsonl", sites: 1, limited: report.Limited{Long: 15}, write: lines(
		reportOf("mallory", `,"unused_modules":[`+listed(15, func(i int) string { return `"` + strings.Repeat(string(rune('a'+i)), 1e6) + `"` })+`]`))},
	{name: "texts that turn direction", file: "a.jsonl", sites: 1, besides: []string{"modules_per_site"}, limited: report.Limited{Direction: 3}, write: lines(
		reportOf("mallory", `,"modules":[{"slug":"a-\u202etpa"},{"slug":"\u2066\u2069"},{"slug":"`+"b-\u202a"+`"},{"slug":"\u200eright\u200f"}]`))},
	{name: "texts with control characters", file: "a.jsonl", sites: 1, besides: []string{"modules_per_site"}, limited: report.Limited{Control: 3}, write: lines(
		reportOf("mallory", `,"modules":[{"slug":"\u0000\u001b[2J"},{"slug":"\u0085"},{"slug":"`+"a\u007f"+`"},{"slug":"a\tb\r\n"},{"slug":"=cmd|' /C calc'!A0"}]`))},
	{name: "site ids alike but for space or case", file: "a.jsonl", sites: 5, write: lines(
		reportOf("SITE-1", ""), reportOf("site-1", ""), reportOf(" site-1", ""), reportOf("site-1 ", ""), reportOf("ſite-1", ""))},
	{name: "years 0 and 9999", file: "a.jsonl", rejected: reasons{report.UnreadableTime: 4}, write: lines(
		at("0000-01-01T00:00:00Z"), at("-0001-01-01T00:00:00Z"), at("10000-01-01T00:00:00Z"), at("9999-12-31T23:59:59-23:59"),
		at("0001-01-01T00:00:00Z"), at("9999-12-31T23:59:59.999999Z"))},
	{name: "a million reports from one site", file: "a.jsonl", sites: 1, write: many(1e6, func(i int) string {
		return fmt.Sprintf(`{"site_id":"mallory","timestamp":"2026-11-11T00:00:00Z","message_id":"%d"}`, i)
	})},
	{name: "100,000 reports without a site", file: "a.jsonl", rejected: reasons{report.NoSite: 1e5}, grows: true, write: many(1e5, func(i int) string {
		return `{"site_id":"","timestamp":"2026-11-11T00:00:00Z","modules":[{"slug":"a"}]}`
	})},
	{name: "Parquet cut short", file: "a.parquet", damaged: "not a readable Parquet file", write: func(w *bufio.Writer, _ int) {
		data := earlyParquet()
		w.Write(data[:len(data)*3/4])
	}},
	{name: "Parquet with other types", file: "a.parquet", damaged: "does not match the schema", write: func(w *bufio.Writer, _ int) {
		type row struct {
			SiteID    []byte `parquet:"site_id"`
			Timestamp string `parquet:"timestamp"`
			Modules   int64  `parquet:"modules"`
		}
		if err := parquet.Write(w, []row{{[]byte("mallory"), "2026-11-11T00:00:00Z", 1}}); err != nil {
			panic(err)
		}
	}},
	{name: "gzip that is named plain text", file: "a.jsonl", damaged: "its content is gzip", write: lines("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xca")},
	{name: "Parquet, a million entries in a row", file: "a.parquet", sites: 1, limited: report.Limited{Entries: 990_000, Long: 1}, write: func(w *bufio.Writer, _ int) {
		w.Write(crowdedParquet())
	}},
	{name: "Parquet of another week", file: "a.parquet", write: func(w *bufio.Writer, _ int) { w.Write(earlyParquet()) }},
}

// earlyParquet is a file of reports from before the week.
func earlyParquet() []byte {
	type module struct {
		Name string `parquet:"name"`
		Slug string `parquet:"slug"`
	}
	type row struct {
		SiteID    []byte    `parquet:"site_id"`
		Timestamp time.Time `parquet:"timestamp,timestamp(microsecond)"`
		Modules   []module  `parquet:"modules,list"`
	}
	var rows []row
	for i := range 300 {
		rows = append(rows, row{fmt.Appendf(nil, "s%d", i), time.Unix(1_700_000_000, 0), []module{{"a", "x-a"}, {"b", fmt.Sprint("y-", i)}}})
	}
	var file bytes.Buffer
	if err := parquet.Write(&file, rows); err != nil {
		panic(err)
	}
	return file.Bytes()
}

type fullEntry struct {
	Name     string `parquet:"name"`
	Slug     string `parquet:"slug"`
	Version  string `parquet:"version"`
	Platform string `parquet:"platform"`
	Count    int64  `parquet:"count"`
}

// fullRow is a report of Dropsonde in Parquet, with all columns that queries read.
type fullRow struct {
	SiteID         []byte      `parquet:"site_id"`
	Timestamp      time.Time   `parquet:"timestamp,timestamp(microsecond)"`
	UnusedModules  []string    `parquet:"unused_modules,list"`
	UnusedClasses  []string    `parquet:"unused_classes,list"`
	Modules        []fullEntry `parquet:"modules,list"`
	Classes        []fullEntry `parquet:"classes,list"`
	ClassPlatforms []fullEntry `parquet:"class_platforms,list"`
	Dependencies   []fullEntry `parquet:"dependencies,list"`
	Methods        []fullEntry `parquet:"puppetfile_ruby_methods,list"`
	Environments   *int64      `parquet:"environment_count,optional"`
}

// crowdedParquet is a file of one report of the week with very many entries, and a long text.
func crowdedParquet() []byte {
	mallory := fullRow{SiteID: []byte("mallory"), Timestamp: time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC), UnusedClasses: []string{strings.Repeat("x", 1e6)}}
	for i := range 1_000_000 {
		mallory.UnusedModules = append(mallory.UnusedModules, fmt.Sprint("m", i))
	}
	var file bytes.Buffer
	if err := parquet.Write(&file, []fullRow{mallory}); err != nil {
		panic(err)
	}
	return file.Bytes()
}

// TestHostileParquet flips bits of a Parquet file of another week, also of its footer, which has no checksum: what is
// published is what is published without the file.
func TestHostileParquet(t *testing.T) {
	w := theWeek(t)
	ds := *load(t, dropsonde)
	ds.Gate.MaxRejected, ds.Gate.MaxDamaged = 1, 1
	honest := generated(t, w, 6, 60)
	o := job.Options{Dataset: &ds, Window: w, Secret: secretFile(t, aSecret), Version: "test", Input: []string{honest}, Output: t.TempDir()}
	want := run(t, o)
	data := earlyParquet()
	r := rand.New(rand.NewPCG(8, 8))
	left := 0
	const flips = 24
	for range flips {
		dir := t.TempDir()
		damaged := bytes.Clone(data)
		bit := r.IntN(8 * len(data))
		damaged[bit/8] ^= 1 << (bit % 8)
		a := attack{file: "flipped.parquet", write: func(w *bufio.Writer, _ int) { w.Write(damaged) }}
		writeAttack(t, dir+"/"+a.file, a, 1)
		o.Input, o.Output = []string{honest, dir}, t.TempDir()
		done, err := job.Run(t.Context(), o)
		if err != nil {
			t.Errorf("bit %d: %v", bit, err)
			continue
		}
		sameRelease(t, o.Output+"/"+ds.Name, want, a)
		left += len(done.Damaged)
	}
	t.Logf("%d of %d files with a flipped bit were left out", left, flips)
	if left == 0 {
		t.Error("no flipped bit was noticed")
	}
}

// sampled makes a file of reports of a system, of one week.
func sampled(t *testing.T, system string, sites int64, seed uint64) (folder string) {
	t.Helper()
	profile, err := sample.ProfileOf(system)
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	_, err = sample.Generate(t.Context(), sample.Options{Profile: profile, Sites: sites, Weeks: 1, Last: time.UnixMicro(theWeek(t).From).UTC(), Seed: seed, Output: folder, FilesPerWeek: 1})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestHostileMerged delivers a report of one site very often, where all reports of a site are made one: the release is
// as if it had come once.
func TestHostileMerged(t *testing.T) {
	w := theWeek(t)
	ds := *load(t, "../../queries/vcluster")
	ds.Gate.MaxRejected = 1
	honest := sampled(t, ds.Name, 60, 4)
	files, err := filepath.Glob(filepath.Join(honest, "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	o := job.Options{Dataset: &ds, Window: w, Secret: secretFile(t, aSecret), Version: "test", Input: []string{honest}, Output: t.TempDir()}
	want := run(t, o)
	const times = 100_000
	a := attack{file: "again.jsonl.gz", sites: 1, write: many(times, func(int) string { return line })}
	file := filepath.Join(t.TempDir(), a.file)
	writeAttack(t, file, a, hostileScale(t))
	o.Input, o.Output = []string{honest, file}, t.TempDir()
	memory, took := measured(func() { run(t, o) })
	sameRelease(t, filepath.Join(o.Output, ds.Name), want, a)
	t.Logf("%d MB of reports of one site took %d MB and %.2f s", hostileScale(t)*times*len(line)/1e6, memory/1e6, took.Seconds())
	if memory > mostMemory {
		t.Errorf("the heap grew by %d MB", memory>>20)
	}
}
