package witness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// sites is how many sites the difficult reports are of. Those from severalFrom on send more than one: the
// others are enough for tables whose k is 200.
const sites, severalFrom = 420, 220

// object is a JSON object; raw is JSON that no Go value would be written as.
type object = map[string]any

func raw(format string, args ...any) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(format, args...))
}

// awkward are texts that quoting, sorting or the rules of CSV may get wrong. The last three are in another
// order in UTF-16 than in UTF-8.
var awkward = []string{
	"", " leading", "trailing ", "=1+1", "+1", "-1", "@x", "\ttab", "\rreturn", "'=kept", "'kept", `quo"te`, `"`,
	"com,ma", "new\nline", "crlf\r\nline", "NULL", "null", `\N`, `back\slash`, "true", "2026-11-09", "1e5", "ümlaut",
	"<&>", "\u2028", "z", "\uffff", "\U0001f600", "\U0010ffff",
}

// difficult is JSON lines at the edges of the rules: of types, forms, times, thresholds and bounds.
func difficult(t *testing.T) []byte {
	t.Helper()
	var lines bytes.Buffer
	write := func(report any) {
		line, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	for i := range sites {
		write(formed(i, columns(i)))
		for _, other := range others(i) {
			write(other)
		}
		if i%50 == 0 {
			lines.WriteString(" \n") // a blank line is no line
		}
	}
	lines.WriteString(strings.Join(bad, "\n"))
	lines.WriteString("\n" + stored("too long", `"padding": "`+strings.Repeat("x", 16<<20)+`"`)) // without an end
	return lines.Bytes()
}

// columns is what site i reports, the header apart.
func columns(i int) object {
	var modules, unused []any
	for j, text := range awkward {
		modules = append(modules, object{"slug": text, "version": awkward[(i+j)%3], "name": "m"})
		if i%20 != j%20 {
			unused = append(unused, text, object{"name": text})
		}
	}
	for _, k := range []int{9, 10, 199, 200} { // just below the thresholds, and on them
		if i < k {
			modules = append(modules, object{"slug": fmt.Sprint("held by ", k), "version": nil})
		}
	}
	if i%8 == 0 {
		for j := range 10 * (i % 24) {
			modules = append(modules, object{"name": fmt.Sprint("without slug ", j)})
		}
	}
	modules = append(modules, nil, 17, "only a name", object{"slug": []int{1}}, object{"slug": "wrong version", "version": 5},
		raw(`{"slug": "twice", "slug": "twice"}`), raw(`{"slug": "unknown fields", "other": 1, "other": [2]}`), object{})
	count := func(name string, counts ...any) (entries []any) {
		for _, n := range counts {
			entries = append(entries, object{"name": name, "count": n})
		}
		return entries
	}
	var counted []any
	for _, entries := range [][]any{
		count("clamped", 20000), count("clamped below", -20000), count("clamped together", 60, 60),
		count("exactly the bound", 100), count("cancel out", 5, -5), count("nothing", 0), count("no number", nil),
		count("beyond 64 bits together", raw("9223372036854775807"), raw("9223372036854775807")),
		count("back from beyond", raw("9223372036854775807"), raw("9223372036854775807"), raw("-9223372036854775808"), raw("-9223372036854775808")),
		count("beyond 64 bits", raw("9223372036854775808")), count("not integral", raw("1.5")), count("a text", "many"),
		count("spellings", "12", "+3", "-0004", raw("5.0"), raw("1e3"), raw("-0"), raw("20e-1")),
		count("no count of nine", min(max(i-8, 0), 1)), count("count of nine", min(max(9-i, 0), 1)), count("count of ten", min(max(10-i, 0), 1)),
		{object{"name": "without count"}, object{"count": 3}, object{"name": nil, "count": 3}, "only a name", nil},
	} {
		counted = append(counted, entries...)
	}
	platforms := []any{"only a name"}
	for j, text := range awkward[:10] {
		entry := object{"name": text, "platform": awkward[(i+j)%5], "count": i}
		platforms = append(platforms, entry, entry, object{"name": text, "platform": nil}, object{"platform": "without class"}, object{"platform": 1})
	}
	return object{
		"modules": modules, "classes": counted, "puppetfile_ruby_methods": counted, "class_platforms": platforms,
		"unused_modules": unused, "unused_classes": append([]any{object{"name": "record"}, []string{"x"}, true}, unused...),
		"dependencies":      []any{object{"name": []string{"a/b", "a-b", "a/b/c"}[i%3]}, "x/y", object{"name": "z", "version_requirement": 1}},
		"environment_count": []any{nil, 0, "7", raw("9.0"), raw("1e1"), 19, 20, 49.0, 50, 99, 100, raw("9223372036854775807"), -1}[i%13],
	}
}

// formed makes a report of columns, in the stored or the submitted form.
func formed(i int, columns object) object {
	report := object{"site_id": fmt.Sprintf("site %d ü\"", i), "message_id": fmt.Sprintf("%03d", i), "product": "x", "version": nil, "unknown": object{}}
	report["timestamp"] = []string{
		"2026-11-12 10:00:00 UTC", "2026-11-12T10:00:00Z", "2026-11-12T12:00:00+02:00", "2026-11-12 10:00:00", "2026-11-12 10:00:00.000000+00:00",
	}[i%5]
	if i%3 > 0 {
		for name, value := range columns {
			report[name] = value
		}
		return report
	}
	if i%2 == 0 {
		delete(report, "timestamp") // the latest of the snapshots' that can be read
	}
	snapshots := object{"unknown": object{"value": 1, "timestamp": "2026-11-12 10:00:00 UTC"}, "nothing": nil, "modules": nil}
	for name, value := range columns {
		snapshots[name] = object{"value": value, "timestamp": "2026-11-11T23:00:00-02:00"}
	}
	snapshots["classes"].(object)["timestamp"] = "yesterday"
	report["self-service-analytics"] = object{"snapshots": snapshots, "other": 1}
	return report
}

// others are further reports of site i, of which at most one is to be kept.
func others(i int) []object {
	at := func(time, message, slug string) object {
		return object{"site_id": fmt.Sprintf("site %d ü\"", i), "message_id": message, "timestamp": time,
			"modules": []any{object{"slug": slug}}, "classes": nil}
	}
	const same = "2026-11-12 10:00:00 UTC"
	switch {
	case i < severalFrom:
		return nil
	case i%5 == 0:
		return []object{at(same, "zz", "greater message"), at(same, "", "lesser message"), at("2026-11-12 09:59:59.999999 UTC", "zzz", "earlier")}
	case i%5 == 1: // equal in all but content
		return []object{at(same, "zz", "one content"), at(same, "zz", "another content"), at(same, "zz", "one content")}
	case i%5 == 2:
		return []object{at("2026-11-15T23:59:59.999999Z", "", "last"), at("2026-11-16T00:00:00Z", "zz", "after the window")}
	case i%5 == 3:
		return []object{at("2026-11-09T00:00:00Z", "zz", "first"), at("2026-11-08T23:59:59.999999Z", "zz", "before the window")}
	default:
		return []object{at("2026-11-16T01:59:59+02:00", "", "last by its zone"), at("2026-11-08T23:59:59-00:00", "", "before")}
	}
}

// stored is a report in the stored form, of a site of its own, with further members.
func stored(site string, members string) string {
	return fmt.Sprintf(`{"site_id": %q, "timestamp": "2026-11-12 10:00:00 UTC", %s}`, site, members)
}

// bad are lines that are no reports. No more than one line in twenty may be, or nothing is published.
var bad = []string{
	`{`,
	stored("a", `"x": 1`) + stored("b", `"x": 1`),
	`[1]`,
	stored("not UTF-8", "\"x\": \"\xe9\""),
	stored("half a character", `"x": "\ud800"`),
	stored("twice", `"modules": [], "modules": []`),
	stored("in both forms", `"modules": [], "self-service-analytics": {"snapshots": {"modules": {"value": []}}}`),
	stored("no snapshots", `"self-service-analytics": {"snapshots": []}`),
	stored("no list", `"classes": {}`),
	stored("half an environment", `"environment_count": 1.5`),
	`{"site_id": 5, "timestamp": "2026-11-12 10:00:00 UTC"}`,
	`{"site_id": "", "timestamp": "2026-11-12 10:00:00 UTC"}`,
	`{"site_id": "no time", "timestamp": null, "self-service-analytics": {"snapshots": {"modules": {"value": []}}}}`,
	`{"site_id": "unreadable", "self-service-analytics": {"snapshots": {"modules": {"timestamp": "today"}}}}`,
	`{"site_id": "a number for a time", "timestamp": 1794477600}`,
}
