package warehouse

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"isobar/internal/release"
	"isobar/internal/storage/gcs"
)

// marks is where the marks of a dataset are: of one for each dataset of BigQuery that follows it.
func (v *session) marks() *gcs.Bucket {
	return v.sink.Files.Place.Sub(path.Join(marksPrefix+v.target.Dataset, v.sink.Dataset.Project+"."+v.sink.Dataset.Dataset))
}

// loads is where the files are that are being loaded.
func (v *session) loads() *gcs.Bucket {
	return v.sink.Files.Place.Sub(loadsPrefix + v.target.Dataset)
}

// mark reads the mark of a week and the generation that it is at; the zero mark if there is none.
func (v *session) mark(ctx context.Context, week string) (mark, int64, error) {
	var m mark
	o, data, err := v.marks().Read(ctx, week+".json")
	if isMissing(err) {
		return m, 0, nil
	}
	if err != nil {
		return m, 0, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, 0, fmt.Errorf("%s is damaged; remove it, and the week is loaded again", v.marks().URL(week+".json"))
	}
	return m, o.Generation, nil
}

func (v *session) setMark(ctx context.Context, week string, generation int64, m mark) (int64, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return 0, err
	}
	return v.marks().Replace(ctx, week+".json", generation, append(data, '\n'))
}

func tablesOf(m *release.Manifest) []string {
	var names []string
	for _, t := range m.Tables {
		names = append(names, t.Name)
	}
	return names
}

func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

func contains(names []string, name string) bool { return slices.Contains(names, name) }

// partition is the name of a table's partition of a week: usage$20261109.
func partition(table, week string) string {
	return table + "$" + strings.ReplaceAll(week, "-", "")
}
