package job_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/eval"
	"isobar/internal/gsql"
	"isobar/internal/plan"
	"isobar/internal/schema"
)

// TestWhatIsAcceptedCanBeRun compiles the plans of all queries in internal/gsql/testdata/accept: what the
// translator accepts, the engine has to have.
func TestWhatIsAcceptedCanBeRun(t *testing.T) {
	const dir = "../gsql/testdata"
	data, err := os.ReadFile(filepath.Join(dir, "schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Parse("schema.json", data)
	if err != nil {
		t.Fatal(err)
	}
	compiler, err := gsql.New(gsql.Settings{Schema: s, Table: "reports", Unit: "site_id", Never: []string{"message_id", "ip", "host.serial"},
		Aliases: []string{"old-project.lake.community_metrics"}, Bounds: map[string]int64{"environment_count": 1000, "nodes.capacity.value": 64},
		CurrentDate: 20774, Supported: eval.Supported})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "accept", "*.sql"))
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		sql, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		q, err := compiler.Compile(gsql.Source{Table: "t", File: filepath.Base(file), SQL: string(sql), K: 10})
		if err == nil {
			_, err = eval.Compile([]*plan.Query{q}, s)
		}
		if err != nil {
			t.Errorf("%s: %v", strings.TrimSuffix(filepath.Base(file), ".sql"), err)
		}
	}
}
