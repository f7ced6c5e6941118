package report

import (
	"bytes"
	"strings"
	"testing"

	"isobar/internal/record"
	"isobar/internal/value"
)

// bothWays reads reports quickly and the long way, in both passes.
type bothWays struct {
	cfg                     *Config
	check, long             checker
	decode, slow            shredder
	quickRecord, longRecord *record.Record
}

func newBothWays(t testing.TB, cfg *Config) *bothWays {
	columns := planned(cfg).Columns
	w := &bothWays{
		cfg:         cfg,
		check:       checker{shredder: shredder{layout: newLayout(cfg, nil)}, window: cfg.Window},
		long:        checker{shredder: shredder{layout: longWay(newLayout(cfg, nil))}, window: cfg.Window},
		decode:      shredder{layout: newLayout(cfg, columns)},
		slow:        shredder{layout: longWay(newLayout(cfg, columns))},
		quickRecord: record.New(len(cfg.Schema.All), value.NewDict()),
		longRecord:  record.New(len(cfg.Schema.All), value.NewDict()),
	}
	for _, n := range w.slow.repeated {
		n.top = false // lists with too many entries are cut in the end
	}
	return w
}

// compare reads a line both ways, and says whether it is JSON.
func (w *bothWays) compare(t *testing.T, line []byte) bool {
	t.Helper()
	w.check.begin()
	w.long.begin()
	quick, long := w.check.quickDocument(line), w.long.document(line)
	if quick && (!long || w.check.found() != w.long.found()) {
		t.Fatalf("%q: proved quickly with %s, but jsontext says %v with %s", line, w.check.found(), long, w.long.found())
	}
	object := strings.HasPrefix(strings.TrimLeft(string(line), " \t\r\n"), "{")
	if shallow := bytes.Count(line, []byte("["))+bytes.Count(line, []byte("{")) < proofDepth; long && object && shallow && !quick {
		t.Fatalf("%q is JSON, but was not proved quickly", line)
	}
	if !long {
		return false
	}
	got, limited := w.decode.decode(line, w.quickRecord)
	want, later := w.slow.decode(line, w.longRecord)
	checkRecord(t, w.cfg.Schema, w.quickRecord)
	if a, b := dump(w.cfg.Schema, w.quickRecord), dump(w.cfg.Schema, w.longRecord); a != b || got != want || limited != later {
		t.Fatalf("%q:\nquickly %s, %d skipped\nthe long way %s, %d skipped", line, a, got, b, want)
	}
	return true
}

// Lists in the ways that writers of JSON have are read quickly, all of each, whatever the order of fields.
func TestQuickEntries(t *testing.T) {
	const s = `[{"name":"site_id","type":"STRING"},{"name":"timestamp","type":"TIMESTAMP"},{"name":"message_id","type":"STRING"},
		{"name":"tags","type":"STRING","mode":"REPEATED"},{"name":"l","type":"RECORD","mode":"REPEATED","fields":[
		{"name":"name","type":"STRING"},{"name":"n","type":"INTEGER"},{"name":"a_long_name_of_a_field","type":"BYTES"},
		{"name":"up","type":"BOOLEAN"},{"name":"f","type":"FLOAT"},{"name":"d","type":"DATE"}]}]`
	cfg := config(t, parseSchema(t, s), "dropsonde")
	w := newBothWays(t, cfg)
	for _, test := range []struct {
		list  string
		quick bool
	}{
		{`"l":[{"name":"a","n":5,"a_long_name_of_a_field":"b","up":true,"f":1.5e3,"d":"2026-11-09"},{"name":"a"},{"n":7},{}]`, true},
		{`"l":[{"d":"2026-11-09","f":2,"up":false,"a_long_name_of_a_field":"","n":-3,"name":null},{ "n" : 1 , "name" : "x" }, {"n": 1}]`, true},
		{`"l":["short","\u00e9\n\"","a text that is longer than a word","日本"]`, true},
		{`"l":[{"name":"x\/y","extra":{"a":[1,"]}"]},"n":"12","f":"NaN"},{"Name":"z","names":"z","nam":"z"}]`, true},
		{`"tags":["a", "b","","\\"]`, true},
		{`"l":[{"n\u0061me":"x"}]`, false},
		{`"l":[{"name":"x","name":"y"}]`, false},
		{`"l":[{"n":1.5}]`, false},
		{`"l":[{"n":true}]`, false},
		{`"l":[{"up":"maybe"}]`, false},
		{`"l":[{"d":"2026-13-09"}]`, false},
		{`"l":[{"f":1e999}]`, false},
		{`"l":[null]`, false},
		{`"l":[[]]`, false},
		{`"l":[{"name":["x"]}]`, false},
		{`"tags":[null]`, false},
		{`"tags":[5]`, false},
	} {
		line := []byte(`{` + fine + `,` + test.list + `,"more":"after the list"}`)
		if !w.compare(t, line) {
			t.Errorf("%s is no JSON", line)
		}
		begin := bytes.IndexByte(line, '[') + 1
		w.decode.begin(line, w.quickRecord)
		n := w.decode.root.byName[test.list[1:strings.IndexByte(test.list, ':')-1]]
		if end := w.decode.quick(n, line, begin); (line[end] == ']' && end > begin) != test.quick {
			t.Errorf("%s: read quickly up to %q", test.list, line[end:])
		}
	}
}

// A list that ends with the line, wherever the line ends, is proved only if it is whole.
func TestQuickEntriesAreBounded(t *testing.T) {
	w := newBothWays(t, config(t, dropsondeSchema(t), "dropsonde"))
	whole := `{` + fine + `,"modules":[{"name":"a","slug":"b-a","version":"1.0.0"},"c"],"classes":[{"name":"Abcdefghij","count":12}]}`
	for n := range len(whole) {
		line := append(make([]byte, 0, n), whole[:n]...) // nothing behind it
		if w.check.begin(); w.check.quickDocument(line) {
			t.Errorf("%s was proved", line)
		}
		w.decode.decode(line, w.quickRecord)
		checkRecord(t, w.cfg.Schema, w.quickRecord)
	}
	if !w.compare(t, []byte(whole)) {
		t.Error("the whole was not proved")
	}
}
