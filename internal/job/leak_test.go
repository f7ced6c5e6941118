package job_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/eval"
	"isobar/internal/gsql"
	"isobar/internal/plan"
	"isobar/internal/querytest"
	"isobar/internal/report"
	"isobar/internal/value"
)

// The property: two sets of reports that differ in nothing but a value that one site alone has publish
// the same table, whatever accepted query makes it. For the value is in no group of k sites, in either,
// and nothing else may depend on it. Queries that compare with that very value are left out: they are
// the subtraction between cells that exact counts do not withstand.

// reportsWith makes one report a site; odd is the value that only the last one has.
func reportsWith(t *testing.T, odd string) string {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	common := []string{"apache", "apt", "nginx", "ntp", "sudo", "stdlib", "zfs"}
	var b strings.Builder
	for site := range 45 {
		var modules []string
		for range r.IntN(6) {
			name := common[r.IntN(len(common))]
			modules = append(modules, fmt.Sprintf(`{"name":%q,"slug":"%[1]s","version":"%d"}`, name, 1+r.IntN(2)))
		}
		if site == 44 {
			modules = append(modules, fmt.Sprintf(`{"name":%q,"slug":%[1]q,"version":%[1]q}`, odd), fmt.Sprintf(`{"name":"apt","slug":"apt","version":%q}`, odd))
		}
		fmt.Fprintf(&b, `{"site_id":"%d","timestamp":"2026-11-10 00:00:00 UTC","environment_count":%d,"modules":[%s]}`+"\n", site, r.IntN(5), strings.Join(modules, ","))
	}
	file := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// published runs a query over a file and gives its rows as text.
func published(t *testing.T, q *plan.Query, cfg report.Config, file string) string {
	t.Helper()
	program, err := eval.Compile([]*plan.Query{q}, cfg.Schema)
	if err != nil {
		t.Fatal(err)
	}
	shards, err := report.Find(t.Context(), []string{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	index := report.NewIndex(1)
	if _, err := report.Scan(t.Context(), shards[0], &cfg, index, nil, nil); err != nil {
		t.Fatal(err)
	}
	worker := program.NewWorker()
	cfg.Columns = program.Columns()
	_, err = report.Visit(t.Context(), shards[0], &cfg, index.Kept().Picks(0), worker.Record(), func() error { worker.Site(); return nil }, nil)
	if err != nil {
		t.Fatal(err)
	}
	var sets []*cells.Set
	batches := map[int][][]byte{}
	worker.Flush(1, func(key eval.Key, batch []byte) { batches[key.Group] = append(batches[key.Group], batch) })
	for i, g := range q.Groups {
		set, err := querytest.Publishable(t.Context(), g, batches[i], q.K)
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, set)
	}
	rows, err := eval.Public(q, sets)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range rows.N {
		for _, column := range rows.Columns {
			v := column[i]
			if v.Kind == value.String {
				fmt.Fprintf(&b, "%q ", rows.Dict.Text(v.Code()))
			} else {
				fmt.Fprint(&b, v, " ")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestNoAcceptedQueryShowsWhatOneSiteAloneHas(t *testing.T) {
	ds := load(t, dropsonde)
	compiler, err := gsql.New(gsql.Settings{Schema: ds.Schema, Table: ds.Reports.Table, Unit: ds.Privacy.Unit, Never: ds.Privacy.Never,
		Bounds: ds.Privacy.Bounds, CurrentDate: theWeek(t).CurrentDate(), Supported: eval.Supported})
	if err != nil {
		t.Fatal(err)
	}
	cfg := report.Config{Schema: ds.Schema, Decoder: "dropsonde", Unit: "site_id", Timestamp: "timestamp", Window: theWeek(t)}
	// Of one length and one beginning, so that what is cut from them or measured of them is the same.
	one, other := reportsWith(t, "zzodd-aaaa"), reportsWith(t, "zzodd-bbbb")
	m := sqlMaker{rand.New(rand.NewPCG(5, 6))}
	accepted, withRows := 0, 0
	for range 1500 {
		sql := m.query()
		q, err := compiler.Compile(gsql.Source{Table: "t", File: "t.sql", SQL: sql, K: 5})
		if err != nil {
			continue
		}
		accepted++
		a, b := published(t, q, cfg, one), published(t, q, cfg, other)
		if a != b {
			t.Errorf("%s\npublishes\n%s\nor\n%s", sql, a, b)
		}
		if strings.Contains(a, "zzodd-") {
			t.Errorf("%s\npublishes the value of one site:\n%s", sql, a)
		}
		if a != "" {
			withRows++
		}
	}
	t.Logf("%d of 1500 queries accepted, %d with rows", accepted, withRows)
	if accepted < 500 || withRows < 300 {
		t.Errorf("%d accepted and %d with rows test too little", accepted, withRows)
	}
}
