package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestFind(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"in/b.jsonl", "in/a.jsonl.gz", "in/deep/c.ndjson.zst", "in/deep/d.json", "in/notes.txt", "in/_tmp/e.jsonl",
		"in/.hidden.jsonl", "in/_SUCCESS", "odd [name].jsonl", "other/f.jsonl", "empty/notes.txt"} {
		writeFile(t, dir, name, []byte("{}\n"))
	}
	writeFile(t, dir, "export-000", []byte("{}\n"))
	writeFile(t, dir, "export-001", gzipped("{}\n"))
	writeFile(t, dir, "export-002", zstded("{}\n"))
	if err := os.Symlink(filepath.Join(dir, "other/f.jsonl"), filepath.Join(dir, "in/link.jsonl")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		inputs []string
		want   string
	}{
		{[]string{"in"}, "in/a.jsonl.gz:jsonl.gz in/b.jsonl:jsonl in/deep/c.ndjson.zst:jsonl.zst in/deep/d.json:jsonl in/link.jsonl:jsonl"},
		{[]string{"./in//b.jsonl", "in/*.jsonl", "in/b.jsonl"}, "in/b.jsonl:jsonl in/link.jsonl:jsonl"},
		{[]string{"other", "in/deep"}, "in/deep/c.ndjson.zst:jsonl.zst in/deep/d.json:jsonl other/f.jsonl:jsonl"},
		{[]string{"export-*"}, "export-000:jsonl export-001:jsonl.gz export-002:jsonl.zst"},
		{[]string{"odd [name].jsonl"}, "odd [name].jsonl:jsonl"}, // a file before it is a glob
		{[]string{"[io]*r"}, "other/f.jsonl:jsonl"},
		{[]string{"in/.hidden.jsonl"}, "in/.hidden.jsonl:jsonl"}, // named by itself
	}
	for _, test := range tests {
		shards, err := Find(t.Context(), test.inputs, 0)
		if err != nil {
			t.Errorf("%v: %v", test.inputs, err)
			continue
		}
		var got []string
		for i, s := range shards {
			got = append(got, s.File+":"+string(s.Format))
			if s.ID != i || s.Start != 0 {
				t.Errorf("%v: shard %d is %+v", test.inputs, i, s)
			}
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("%v:\n got %s\nwant %s", test.inputs, text, test.want)
		}
	}
	if err := syscall.Mkfifo("pipe.jsonl", 0o600); err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "damaged.parquet", []byte("PAR1"))
	errors := map[string]string{
		"":              "input : no such file or directory",
		"nowhere":       "input nowhere: no such file or directory",
		"in/*.parquet":  "input in/*.parquet: no file matches",
		"in/[":          "input in/[: the glob is not well-formed",
		"empty":         "input empty: the directory holds no files of reports (*.jsonl",
		"emp*":          "input empty: the directory holds no files of reports",
		"s3://bucket/x": "input s3://bucket/x: reading from s3:// is not supported",
		"pipe.jsonl":    "input pipe.jsonl: not a file or a directory",
	}
	for input, want := range errors {
		if _, err := Find(t.Context(), []string{"in", input}, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", input, err, want)
		}
	}
	if _, err := Find(t.Context(), nil, 0); err == nil {
		t.Error("no input is no error")
	}
	if shards, err := Find(t.Context(), []string{"damaged.parquet"}, 1); err != nil || len(shards) != 1 || shards[0].Format != Parquet {
		t.Errorf("a damaged file, which the first pass is to find: %v, %v", shards, err)
	}
}

// The parts of a file cover it, without gaps, in parts of about the wanted size.
func TestFindCuts(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "a.jsonl", make([]byte, 1000))
	writeFile(t, dir, "b.jsonl", nil)
	writeFile(t, dir, "c.jsonl.gz", make([]byte, 1000))
	for _, split := range []int64{0, 1, 7, 333, 999, 1000, 1001, 1 << 60} {
		shards := find(t, split, dir)
		if got := TotalBytes(shards); got != 2000 {
			t.Errorf("split %d: %d bytes in all", split, got)
		}
		end := int64(0)
		for _, s := range shards[:len(shards)-2] {
			if s.Start != end || s.End < s.Start || split > 0 && s.End-s.Start > split || s.Size != 1000 {
				t.Fatalf("split %d: %+v after byte %d", split, s, end)
			}
			end = s.End
		}
		if end != 1000 || split >= 1000 && len(shards) != 3 {
			t.Errorf("split %d: %d shards up to byte %d", split, len(shards), end)
		}
		data, err := json.Marshal(shards)
		if err != nil {
			t.Fatal(err)
		}
		var back []Shard
		if err := json.Unmarshal(data, &back); err != nil || !slices.Equal(back, shards) {
			t.Errorf("%s reads back as %v, %v", data, back, err)
		}
	}
}

func TestConfigCheck(t *testing.T) {
	good := config(t, parseSchema(t, wideSchema), "dropsonde")
	tests := []struct {
		change func(c *Config)
		want   string
	}{
		{func(c *Config) {}, ""},
		{func(c *Config) { c.MessageID = "" }, ""},
		{func(c *Config) { c.Schema = nil }, "no schema"},
		{func(c *Config) { c.Decoder = "xml" }, `there is no decoder "xml"; there are: json, dropsonde`},
		{func(c *Config) { c.Unit = "" }, "the privacy unit has no column"},
		{func(c *Config) { c.Unit = "cluster" }, "the privacy unit: the schema has no column cluster"},
		{func(c *Config) { c.Unit = "i" }, "column i is INT64, it must be STRING or BYTES"},
		{func(c *Config) { c.Unit = "tags" }, "must be at the top level and not repeated"},
		{func(c *Config) { c.Unit = "nodes.id" }, "must be at the top level and not repeated"},
		{func(c *Config) { c.Timestamp = "s" }, "the timestamp: column s is STRING, it must be TIMESTAMP"},
		{func(c *Config) { c.MessageID = "f" }, "the message id: column f is FLOAT64"},
		{func(c *Config) { c.MaxLine = -1 }, "line limit"},
		{func(c *Config) { c.MaxLine = 1 << 31 }, "line limit"},
		{func(c *Config) { c.Columns = make([]bool, 3) }, "3 columns are planned"},
		{func(c *Config) {
			c.Schema = parseSchema(t, `[{"name":"site_id","type":"BYTES"},{"name":"timestamp","type":"TIMESTAMP"},{"name":"class_platforms","type":"STRING","mode":"REPEATED"}]`)
			c.MessageID = ""
		}, "decoder dropsonde: column class_platforms must be a REPEATED RECORD of plain fields"},
		{func(c *Config) {
			c.Schema = parseSchema(t, `[{"name":"site_id","type":"BYTES"},{"name":"timestamp","type":"TIMESTAMP"},{"name":"dependencies","type":"RECORD","fields":[{"name":"name","type":"INTEGER"}]}]`)
			c.MessageID = ""
		}, "decoder dropsonde: column dependencies.name must be a STRING"},
	}
	for _, test := range tests {
		c := *good
		test.change(&c)
		err := c.Check()
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%v; want %q", err, test.want)
		}
		if _, openErr := Open(t.Context(), Shard{File: "nowhere.jsonl", Format: JSONLines}, &c, nil); openErr == nil {
			t.Error("opened a file that is not there")
		} else if err != nil && openErr.Error() != err.Error() {
			t.Errorf("Open says %v, Check %v", openErr, err)
		}
	}
}
