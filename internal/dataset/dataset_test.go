package dataset

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// valid is a small dataset that loads; tests replace some of its files.
var valid = map[string]string{
	"dataset.yaml": `description: Reports for a test.
reports:
  table: reports
  aliases: [a.b-c.d]
  schema: schema.json
  decoder: dropsonde
  timestamp: timestamp
privacy:
  unit: site_id
  never: [ip, hidden]
  k: 10
  bounds: {things.count: 100}
`,
	"schema.json": `[
  {"name": "site_id", "type": "BYTES"}, {"name": "message_id", "type": "STRING"},
  {"name": "timestamp", "type": "TIMESTAMP"}, {"name": "ip", "type": "STRING"},
  {"name": "size", "type": "FLOAT"},
  {"name": "hidden", "type": "RECORD", "fields": [{"name": "id", "type": "STRING"}, {"name": "at", "type": "TIMESTAMP"}]},
  {"name": "things", "type": "RECORD", "mode": "REPEATED", "fields": [
    {"name": "name", "type": "STRING"}, {"name": "count", "type": "INTEGER"}]}]`,
	"things.sql": "-- What things\n-- there are.\nSELECT 1",
}

// write makes a dataset folder of the valid files with some replaced; an empty text removes one.
func write(t *testing.T, replace map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "d")
	files := maps.Clone(valid)
	maps.Copy(files, replace)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoad(t *testing.T) {
	dir := write(t, map[string]string{
		"things.yaml": "owner: team\nk: 20\ncolumns:\n  name: Its name.\n  count: >-\n    How\n    many.\nlabels: {area: test}\n",
		"about.sql":   "SELECT 2",
		"README.md":   "not read", ".hidden.sql": "not read", "things_test.yaml": "anything: here",
	})
	d, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if d.Name != "d" || d.Dir != dir || d.Description != "Reports for a test." || len(d.Schema.Columns) != 7 {
		t.Errorf("dataset: %+v", d)
	}
	wantReports := Reports{
		Table: "reports", Aliases: []string{"a.b-c.d"}, Schema: "schema.json", Decoder: "dropsonde",
		Timestamp: "timestamp", MessageID: "message_id", Keep: KeepLatest,
	}
	if !reflect.DeepEqual(d.Reports, wantReports) {
		t.Errorf("reports: %+v", d.Reports)
	}
	wantPrivacy := Privacy{
		Unit: "site_id", Never: []string{"ip", "hidden"}, K: 10, Counts: CountsRounded, Rounding: 10, Dominance: 10, Rows: 1,
		Bounds: map[string]int64{"things.count": 100},
	}
	if !reflect.DeepEqual(d.Privacy, wantPrivacy) {
		t.Errorf("privacy: %+v", d.Privacy)
	}
	if want := (Gate{MaxRejected: 0.05, MaxDamaged: 0.05, MinSitesOfLastWeek: 0.5}); d.Gate != want {
		t.Errorf("gate: %+v", d.Gate)
	}
	wantTables := []Table{
		{
			Name: "about", SQLFile: filepath.Join(dir, "about.sql"), SQL: "SELECT 2", K: 10,
			Columns: map[string]string{}, Labels: map[string]string{},
		},
		{
			Name: "things", SQLFile: filepath.Join(dir, "things.sql"), SQL: valid["things.sql"],
			MetaFile: filepath.Join(dir, "things.yaml"), Description: "What things there are.", K: 20, Owner: "team",
			Columns: map[string]string{"name": "Its name.", "count": "How many."}, Labels: map[string]string{"area": "test"},
		},
	}
	if !reflect.DeepEqual(d.Tables, wantTables) {
		t.Errorf("tables: %+v", d.Tables)
	}
	if got, ok := d.Table("things"); !ok || got.K != 20 {
		t.Errorf("Table(things) = %+v, %v", got, ok)
	}
	if _, ok := d.Table("thing"); ok {
		t.Error("Table(thing) exists")
	}
}

// allow is a dataset with a list of publishable values of a column.
func allow(list, column string) map[string]string {
	text := strings.Replace(valid["dataset.yaml"], "  k: 10\n", "  k: 10\n  allow: {"+column+": list.txt}\n", 1)
	return map[string]string{"dataset.yaml": text, "list.txt": list}
}

func TestAllowList(t *testing.T) {
	d, err := Load(write(t, allow("\uFEFF# Names that are public.\nstdlib\r\n\n  Grüße \nstdlib\n", "things.name")))
	if err != nil {
		t.Fatal(err)
	}
	list := d.Privacy.Allow["things.name"]
	if list.Len() != 2 || !list.Has([]byte("stdlib")) || !list.Has([]byte("Grüße")) || list.Has([]byte("Stdlib")) || list.Has(nil) {
		t.Errorf("%d values: %+v", list.Len(), list)
	}
	if list.File != "list.txt" || len(list.SHA256) != 64 {
		t.Errorf("%+v", list)
	}
}

func TestSettingsOtherThanDefaults(t *testing.T) {
	text := valid["dataset.yaml"] + "  counts: exact\ngate: {max_rejected: 0, max_damaged: 0.25, min_sites_of_last_week: 1}\n"
	text = strings.Replace(text, "  timestamp: timestamp\n", "  timestamp: timestamp\n  message_id: ip\n  keep: latest\n", 1)
	d, err := Load(write(t, map[string]string{"dataset.yaml": text}))
	if err != nil {
		t.Fatal(err)
	}
	if d.Reports.MessageID != "ip" || d.Privacy.Counts != CountsExact || (d.Gate != Gate{MaxDamaged: 0.25, MinSitesOfLastWeek: 1}) {
		t.Errorf("%+v", d)
	}
}

// TestEveryProblemAtOnce: one run of the program shows a contributor all there is to mend.
func TestEveryProblemAtOnce(t *testing.T) {
	dir := write(t, map[string]string{
		"dataset.yaml": strings.Replace(valid["dataset.yaml"], "k: 10", "k: 4", 1) + "colour: red\n",
		"Bad.sql":      "SELECT 1",
		"things.yaml":  "ownr: team\nk: ten\n",
	})
	_, err := Load(dir)
	want := strings.ReplaceAll(`DIR/dataset.yaml:11:6: privacy.k: 4 is below 5: fewer sites do not hide one of them
DIR/dataset.yaml:13:1: colour is not a key that can stand here; known are description, gate, limits, privacy, reports
DIR/Bad.sql:1:1: the file's name names the table: begin with a small letter and use a-z, 0-9 and _ only
DIR/things.yaml:1:1: ownr is not a key that can stand here; known are columns, description, dp, generalise, k, labels, max_rows, owner
DIR/things.yaml:2:4: k must be a whole number, not text`, "DIR", dir)
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

func TestProblems(t *testing.T) {
	change := func(from, to string) map[string]string {
		text := valid["dataset.yaml"]
		if !strings.Contains(text, from) {
			t.Fatalf("%q is not in the valid dataset", from)
		}
		return map[string]string{"dataset.yaml": strings.Replace(text, from, to, 1)}
	}
	cases := []struct {
		name  string
		files map[string]string
		want  string // in the error, with DIR for the folder
	}{
		{"no folder", map[string]string{"dataset.yaml": ""}, "DIR: not a dataset: there is no dataset.yaml in it"},
		{"not YAML", change("reports:", "reports: ]"), "DIR/dataset.yaml:2:10: not valid YAML: "},
		{"no description", change("description: Reports for a test.", ""), "DIR/dataset.yaml:1:1: description is missing: "},
		{"no reports", change("reports:\n", "x:\n"), "DIR/dataset.yaml:1:1: reports is missing: "},
		{"no table", change("  table: reports\n", ""), "DIR/dataset.yaml:2:1: reports.table is missing: "},
		{"no schema", change("  schema: schema.json\n", ""), "DIR/dataset.yaml:2:1: reports.schema is missing: "},
		{"no decoder", change("  decoder: dropsonde\n", ""), "DIR/dataset.yaml:2:1: reports.decoder is missing: "},
		{"no timestamp", change("  timestamp: timestamp\n", ""), "DIR/dataset.yaml:2:1: reports.timestamp is missing: "},
		{"no privacy", change("privacy:\n", "x:\n"), "DIR/dataset.yaml:1:1: privacy is missing: "},
		{"no unit", change("  unit: site_id\n", ""), "DIR/dataset.yaml:8:1: privacy.unit is missing: "},
		{"no k", change("  k: 10\n", ""), "DIR/dataset.yaml:8:1: privacy.k is missing: "},
		{"empty section", change("  unit: site_id\n  never: [ip, hidden]\n  k: 10\n  bounds: {things.count: 100}\n", ""),
			"privacy must be a mapping, not empty"},
		{"unknown key", change("  decoder:", "  decodr:"), "DIR/dataset.yaml:6:3: reports.decodr is not a key that can stand here; known are aliases, decoder, "},
		{"key twice", change("  k: 10\n", "  k: 10\n  k: 20\n"), "DIR/dataset.yaml:12:3: "},
		{"k is text", change("k: 10", "k: '10'"), "DIR/dataset.yaml:11:6: privacy.k must be a whole number, not text"},
		{"k huge", change("k: 10", "k: 99999999999"), "DIR/dataset.yaml:11:6: privacy.k: 99999999999 is above 2147483647"},
		{"k negative", change("k: 10", "k: -10"), "DIR/dataset.yaml:11:6: privacy.k: -10 is below 5"},
		{"empty value", change("decoder: dropsonde", "decoder:"), "reports.decoder must be text, not empty"},
		{"alias is the table", change("[a.b-c.d]", "[a, reports]"), "DIR/dataset.yaml:4:16: reports.aliases: this is reports.table itself"},
		{"alias is no list", change("[a.b-c.d]", "a"), "DIR/dataset.yaml:4:12: reports.aliases must be a list such as [a, b], not text"},
		{"odd table", change("table: reports", "table: my reports"), `DIR/dataset.yaml:3:10: reports.table: "my reports" is not a table's name`},
		{"schema elsewhere", change("schema: schema.json", "schema: ../schema.json"), `DIR/dataset.yaml:5:11: reports.schema: "../schema.json" must be a file in the dataset's folder`},
		{"schema not there", change("schema: schema.json", "schema: none.json"), "DIR/dataset.yaml:5:11: reports.schema: DIR/none.json cannot be read: no such file"},
		{"schema not JSON", map[string]string{"schema.json": "{"}, "DIR/schema.json: not a BigQuery JSON schema"},
		{"timestamp is text", change("timestamp: timestamp", "timestamp: ip"), "DIR/dataset.yaml:7:14: reports.timestamp: column ip is STRING; TIMESTAMP is needed"},
		{"timestamp nested", change("timestamp: timestamp", "timestamp: hidden.at"), "reports.timestamp: column hidden.at is inside hidden"},
		{"timestamp unknown", change("timestamp: timestamp", "timestamp: when"), "DIR/dataset.yaml:7:14: reports.timestamp: the schema has no column when"},
		{"message id is a time", change("  timestamp: timestamp\n", "  timestamp: timestamp\n  message_id: timestamp\n"), "reports.message_id: column timestamp is TIMESTAMP; STRING or BYTES is needed"},
		{"keep some", change("  timestamp: timestamp\n", "  timestamp: timestamp\n  keep: some\n"), `DIR/dataset.yaml:8:9: reports.keep: "some" is none of latest, all`},
		{"unit unknown", change("unit: site_id", "unit: site"), "DIR/dataset.yaml:9:9: privacy.unit: the schema has no column site"},
		{"unit repeated", change("unit: site_id", "unit: things"), "privacy.unit: column things is REPEATED"},
		{"unit is a record", change("unit: site_id", "unit: hidden"), "privacy.unit: column hidden is RECORD; STRING or BYTES is needed"},
		{"unit never", change("[ip, hidden]", "[ip, site_id]"), "DIR/dataset.yaml:10:15: privacy.never: the privacy unit cannot be hidden"},
		{"unit nested", change("unit: site_id", "unit: hidden.id"), "privacy.unit: column hidden.id is inside hidden"},
		{"unit in a repeated record", change("unit: site_id", "unit: things.name"), "privacy.unit: column things.name is inside things"},
		{"never unknown", change("[ip, hidden]", "[ip, things.nam]"), "privacy.never: the schema has no column things.nam"},
		{"bound unknown", change("things.count: 100", "thing.count: 100"), "DIR/dataset.yaml:12:12: privacy.bounds.thing.count: the schema has no column thing.count"},
		{"bound of text", change("things.count: 100", "things.name: 100"), "column things.name is STRING; INT64 or FLOAT64 is needed"},
		{"bound of zero", change("things.count: 100", "things.count: 0"), "privacy.bounds.things.count: 0 is below 1"},
		{"bound of no rows", change("things.count: 100", "rows: 0"), "privacy.bounds.rows: 0 is below 1"},
		{"no rounding", change("  k: 10\n", "  k: 10\n  rounding: 1\n"), "DIR/dataset.yaml:12:13: privacy.rounding: 1 is below 2: one site would always show"},
		{"dominance of all", change("  k: 10\n", "  k: 10\n  dominance: 101\n"), "DIR/dataset.yaml:12:14: privacy.dominance: 101 is above 100"},
		{"allow without a list", change("  k: 10\n", "  k: 10\n  allow: {things.name: list.txt}\n"), "DIR/dataset.yaml:12:24: privacy.allow.things.name: DIR/list.txt cannot be read: no such file"},
		{"allow of a number", allow("x\n", "things.count"), "privacy.allow.things.count: column things.count is INT64; STRING is needed"},
		{"allow unknown", allow("x\n", "things.nam"), "the schema has no column things.nam"},
		{"allow elsewhere", change("  k: 10\n", "  k: 10\n  allow: {things.name: ../list.txt}\n"), "must be a file in the dataset's folder"},
		{"allow nothing", allow("# nothing\n\n", "things.name"), "DIR/list.txt has no values: nothing of the column could be published"},
		{"allow no text", allow("\xff\n", "things.name"), "DIR/list.txt is not UTF-8 text"},
		{"counts dp", change("  k: 10\n", "  k: 10\n  counts: dp\n"), "DIR/dataset.yaml:12:11: privacy.counts: differential privacy is asked for table by table, as dp in its .yaml"},
		{"counts other", change("  k: 10\n", "  k: 10\n  counts: fuzzy\n"), `privacy.counts: "fuzzy" is none of rounded, exact`},
		{"no share", change("privacy:\n", "gate:\n  max_rejected: 5\nprivacy:\n"), "DIR/dataset.yaml:9:17: gate.max_rejected: 5 is no share"},
		{"gate unknown", change("privacy:\n", "gate:\n  min_reports: 5\nprivacy:\n"), "DIR/dataset.yaml:9:3: gate.min_reports is not a key that can stand here"},
		{"anchor", change("k: 10", "k: &ten 10"), "privacy.k must be a whole number, not an anchor or alias, which is not supported"},
		{"two documents", change("description:", "a: 1\n---\ndescription:"), "DIR/dataset.yaml:3:1: a second YAML document begins here"},
		{"not a mapping", map[string]string{"dataset.yaml": "- a\n"}, "DIR/dataset.yaml:1:1: the file must be a mapping of keys to values, not a list"},
		{"empty file", map[string]string{"dataset.yaml": "# nothing\n"}, "DIR/dataset.yaml:1:1: privacy is missing"},
		{"not UTF-8", map[string]string{"dataset.yaml": "a: \xff\n"}, "DIR/dataset.yaml:1:1: the file is not UTF-8 text"},
		{"table k lowered", map[string]string{"things.yaml": "owner: x\nk: 9\n"}, "DIR/things.yaml:2:4: k: 9 is below 10: a table may raise its dataset's k but not lower it"},
		{"column not text", map[string]string{"things.yaml": "columns:\n  a: 5\n"}, "DIR/things.yaml:2:6: columns.a must be text, not a number; quote it if text is meant"},
		{"description without query", map[string]string{"other.yaml": "owner: x\n"}, "DIR/other.yaml:1:1: there is no other.sql that this file could belong to"},
		{"tests without query", map[string]string{"other_test.yaml": "x"}, "DIR/other_test.yaml:1:1: there is no other.sql that this file could belong to"},
		{"yml", map[string]string{"things.yml": "owner: x\n"}, "DIR/things.yml:1:1: descriptions are read from files that end in .yaml"},
		{"name of a test", map[string]string{"things_test.sql": "SELECT 1"}, "DIR/things_test.sql:1:1: a table's name cannot end in _test"},
		{"no query", map[string]string{"empty.sql": "-- only a comment\n"}, "DIR/empty.sql:1:1: the file holds no query"},
		{"query not UTF-8", map[string]string{"bytes.sql": "SELECT '\xff'"}, "DIR/bytes.sql:1:1: the query is not UTF-8 text"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, c.files)
			_, err := Load(dir)
			if want := strings.ReplaceAll(c.want, "DIR", dir); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got:\n%v\nwant in it:\n%s", err, want)
			}
		})
	}
}

func TestFolderNames(t *testing.T) {
	dir := write(t, nil)
	t.Chdir(dir)
	for _, given := range []string{".", "../d", "../d/", dir + "/"} {
		if d, err := Load(given); err != nil || d.Name != "d" {
			t.Errorf("Load(%q) = %+v, %v", given, d, err)
		}
	}
	odd := filepath.Join(t.TempDir(), "week=1")
	if err := os.CopyFS(odd, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(odd); err == nil || !strings.Contains(err.Error(), "the folder's name names the dataset") {
		t.Errorf("a folder named week=1: %v", err)
	}
	if _, err := Load("no/such/folder"); err == nil || !strings.HasPrefix(err.Error(), "no/such/folder: not a dataset") {
		t.Errorf("no folder: %v", err)
	}
}

func TestLoadTable(t *testing.T) {
	d, err := Load(write(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	files := map[string]string{"mine.sql": "\uFEFF# Mine.\nSELECT 3", "mine.yaml": "k: 30\ndescription: Yours.\n", "mine.txt": "SELECT 4"}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(other, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.LoadTable(filepath.Join(other, "mine.sql"))
	if err != nil || got.Name != "mine" || got.SQL != "# Mine.\nSELECT 3" || got.K != 30 || got.Description != "Yours." {
		t.Errorf("got %+v, %v", got, err)
	}
	if len(d.Tables) != 1 {
		t.Errorf("the dataset now has %d tables", len(d.Tables))
	}
	for file, want := range map[string]string{"mine.txt": "a query's file ends in .sql", "none.sql": "cannot be read: no such file"} {
		if _, err := d.LoadTable(filepath.Join(other, file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestLeadingComment(t *testing.T) {
	cases := []struct{ sql, comment, query string }{
		{"SELECT 1", "", "SELECT 1"},
		{"-- One.\nSELECT 1 -- not this", "One.", "SELECT 1 -- not this"},
		{"--One\n--  line.\n--\n-- Two.\n\nSELECT 1", "One line.\n\nTwo.", "SELECT 1"},
		{"# One\r\n# line.\r\nSELECT 1", "One line.", "SELECT 1"},
		{"/* One\n * line.\n *\n * Two. */ SELECT 1", "One line.\n\nTwo.", "SELECT 1"},
		{"\n\n-- One.\n\n/* Two. */ # three\nWITH a", "One.\n\nTwo. three", "WITH a"},
		{"/* open", "", "/* open"},
		{"-- only", "only", ""},
		{"/**/--\nSELECT", "", "SELECT"},
		{"- 1", "", "- 1"},
	}
	for _, c := range cases {
		comment, query := leadingComment(c.sql)
		if comment != c.comment || query != c.query {
			t.Errorf("%q: %q and %q, want %q and %q", c.sql, comment, query, c.comment, c.query)
		}
	}
}

// TestQueriesFolder holds every dataset of the repository to what a contribution must be: it loads,
// and every table says what it holds, whose it is and what its columns mean.
func TestQueriesFolder(t *testing.T) {
	dirs, err := filepath.Glob("../../queries/*/" + File)
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no datasets: %v", err)
	}
	for _, file := range dirs {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			d, err := Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Tables) == 0 {
				t.Error("it has no tables")
			}
			for _, table := range d.Tables {
				if table.Description == "" || table.Owner == "" || len(table.Columns) == 0 {
					t.Errorf("%s: a leading comment, an owner and described columns are needed", table.SQLFile)
				}
				if strings.Contains(table.SQL, "\t") || !strings.HasSuffix(table.SQL, "\n") {
					t.Errorf("%s: indent with spaces and end with a newline", table.SQLFile)
				}
			}
		})
	}
}
