package job_test

import (
	"testing"

	"isobar/internal/audit"
	"isobar/internal/job"
	"isobar/internal/storage"
)

// TestFindingsAreTrue: what the auditor concludes from public files is so in the private reports.
func TestFindingsAreTrue(t *testing.T) {
	ds, w := load(t, dropsonde), theWeek(t)
	input := "../../sampledata/dropsonde"
	naive := run(t, job.Options{Dataset: ds, Input: []string{input}, Window: w, Output: t.TempDir(), Counts: job.CountsThreshold})
	truth, err := job.Truth(t.Context(), ds, []string{input}, w)
	if err != nil {
		t.Fatal(err)
	}
	report, err := audit.Run(t.Context(), audit.Options{Store: storage.NewLocal(naive), MaxFindings: -1,
		Truth: func(string, string) audit.Truth { return truth }})
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string]int{}
	for _, f := range report.Findings {
		if f.True == nil {
			continue
		}
		checked[f.Attack]++
		if *f.True < f.Lo || *f.True > f.Hi {
			t.Errorf("%s %s, %s: %d to %d, in truth %d", f.Attack, f.Kind, f.Group, f.Lo, f.Hi, *f.True)
		}
	}
	t.Logf("findings that the reports bear out: %v", checked)
	if checked["A3"] < 1000 || checked["A4"] < 1000 {
		t.Error("too few findings were compared")
	}
	if _, ok := truth.Sites([]string{"something"}, nil, nil); ok {
		t.Error("it claims to know about conditions")
	}
	if _, ok := truth.Sites(nil, []audit.Attribute{{Name: "no.column"}}, nil); ok {
		t.Error("it claims to know a column that is not there")
	}
}
