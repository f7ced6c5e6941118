package sample

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// whatIsWrong is an independent reading of a line: the reason for rejecting it, or "".
func whatIsWrong(line string) string {
	if len(line) > 16<<20 {
		return "line too long"
	}
	var top map[string]any
	if !utf8.ValidString(line) {
		return "not UTF-8"
	}
	if json.Unmarshal([]byte(line), &top) != nil {
		return "not JSON"
	}
	if strings.Contains(line, `"version":"1.0.0","version":`) {
		return "column given twice"
	}
	if site, _ := top["site_id"].(string); site == "" {
		return "no site id"
	}
	when, ok := top["timestamp"].(string)
	if !ok {
		return "no time"
	}
	if _, err := time.Parse("2006-01-02 15:04:05 UTC", when); err != nil {
		return "unreadable time"
	}
	_, productOK := top["product"].(string)
	_, versionOK := top["version"].(string)
	if modules := top["modules"]; !productOK || !versionOK || modules == "none" {
		return "wrong type"
	}
	return ""
}

// TestBadLines: the share is what was asked for, every reason is there, every bad line is bad for the
// reason that the summary counts it under, and without them the files are those of a clean sample.
func TestBadLines(t *testing.T) {
	const sites, dirty = 2000, 0.05
	clean := string(contents(t, generate(t, sites, nil)))
	made := generate(t, sites, func(o *Options) { o.Dirty = dirty })
	counted := map[string]int64{}
	var good strings.Builder
	n := int64(0)
	for _, line := range lines(contents(t, made)) {
		n++
		if why := whatIsWrong(line); why != "" {
			counted[why]++
		} else {
			good.WriteString(line + "\n")
		}
	}
	if good.String() != clean {
		t.Error("the good lines are not those of a clean sample")
	}
	bad := int64(0)
	for _, f := range append(flaws, flaw{reason: overlong}) {
		if counted[f.reason] == 0 || counted[f.reason] != made.Bad[f.reason] {
			t.Errorf("%s: %d lines, %d in the summary", f.reason, counted[f.reason], made.Bad[f.reason])
		}
		bad += counted[f.reason]
	}
	if made.Reports+bad != n {
		t.Errorf("%d lines, %d reports and %d bad ones", n, made.Reports, bad)
	}
	within(t, "share of bad lines", float64(bad)/float64(n), dirty*0.75, dirty*1.25)
	if counted[overlong] != 1 {
		t.Errorf("%d lines are too long", counted[overlong])
	}
	small := generate(t, 100, func(o *Options) { o.Dirty = dirty })
	if small.Bytes > 2e6 {
		t.Errorf("a small sample has %d bytes", small.Bytes)
	}
}
