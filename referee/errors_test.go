package referee

import (
	"strings"
	"testing"
)

// Where an expression fails for some report, GoogleSQL fails the query. isobar gives NULL and counts, since a
// failing query would tell everybody that such a report exists (package eval says so). These are the queries
// for which the two are meant to differ: isobar's answer is that of the SAFE form.
var failing = []struct{ plain, safe string }{
	{"10 / size", "SAFE_DIVIDE(10, size)"},
	{"DIV(10, size)", "SAFE.DIV(10, size)"},
	{"MOD(10, size)", "SAFE.MOD(10, size)"},
	{"CAST(m.version AS INT64)", "SAFE_CAST(m.version AS INT64)"},
	{"CAST(m.name AS DATE)", "SAFE_CAST(m.name AS DATE)"},
}

func TestFailingExpressions(t *testing.T) {
	b := start(t)
	for _, f := range failing {
		t.Run(strings.ReplaceAll(f.plain, "/", "|"), func(t *testing.T) {
			sql := func(expression string) string {
				return "SELECT " + expression + " AS v, COUNT(*) AS n FROM reports, UNNEST(modules) AS m WHERE m.version != '' GROUP BY v"
			}
			if _, err := b.emulator.query(sql(f.plain)); err == nil {
				t.Error("the emulator does not fail")
			}
			right, err := b.emulator.query(sql(f.safe))
			if err != nil {
				t.Fatal(err)
			}
			for _, expression := range []string{f.plain, f.safe} {
				ours, err := b.isobar.query(sql(expression), 1)
				if err != nil {
					t.Fatal(err)
				}
				if d := difference(ours, right, query{}); d != "" {
					t.Errorf("%s: %s", expression, d)
				}
			}
		})
	}
}
