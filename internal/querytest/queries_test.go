package querytest

import (
	"path/filepath"
	"testing"

	"isobar/internal/dataset"
)

// TestQueries runs the tests of every table of the repository: to add one is to add to a file.
func TestQueries(t *testing.T) {
	found, err := filepath.Glob("../../queries/*/" + dataset.File)
	if err != nil || len(found) == 0 {
		t.Fatalf("no datasets: %v", err)
	}
	for _, file := range found {
		ds, err := dataset.Load(filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		compile := compilerOf(ds)
		for _, table := range ds.Tables {
			t.Run(ds.Name+"/"+table.Name, func(t *testing.T) {
				s, err := Load(ds, table)
				if err != nil {
					t.Fatal(err)
				}
				failures, err := s.Run(t.Context(), compile)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range failures {
					t.Errorf("%s:%d: %s\n%s", s.File, f.Case.Place.Line, f.Case.Name, f.Diff("  "))
				}
				edge := false
				for _, c := range s.Cases {
					edge = edge || c.K == table.K
				}
				if !edge {
					t.Errorf("%s: no case is about the table's own k", s.File)
				}
			})
		}
	}
}
