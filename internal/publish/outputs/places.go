package outputs

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"isobar/internal/bigquery"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// Place is where the files of an output's releases lie, with one folder for each dataset.
type Place struct {
	storage.Store
	// Bucket is the place in Cloud Storage; nil if it is a folder of this machine.
	Bucket *gcs.Bucket
}

// Files gives the place of an output's files. Those of a BigQuery output are in the staging place, or in the
// output in Cloud Storage beside it, which is then to be asked for instead.
func Files(ctx context.Context, c Connections, output, staging string) (Place, error) {
	switch {
	case output == "":
		return Place{}, fmt.Errorf("an output is empty: name a folder, gs://BUCKET/PREFIX or bq://PROJECT.DATASET")
	case IsTable(output):
		name, err := bigquery.ParseDataset(output)
		if err != nil {
			return Place{}, err
		}
		if staging == "" {
			return Place{}, fmt.Errorf("output %s: which releases its tables have is in the files that they were loaded from: name the --staging place of the runs, or the output gs://BUCKET/PREFIX beside it", name)
		}
		b, err := c.bucket(ctx, staging)
		if err != nil {
			return Place{}, err
		}
		b = archived(b, name)
		return Place{b, b}, nil
	case strings.HasPrefix(output, gcs.Scheme):
		b, err := c.bucket(ctx, output)
		return Place{b, b}, err
	case Remote(output):
		return Place{}, fmt.Errorf("output %s: name a folder, gs://BUCKET/PREFIX or bq://PROJECT.DATASET", output)
	}
	return Place{Store: storage.NewLocal(output)}, nil
}

// archived is where the files of a BigQuery output are kept in the staging place.
func archived(staging *gcs.Bucket, name bigquery.Name) *gcs.Bucket {
	return staging.Sub(path.Join(archive, name.Project+"."+name.Dataset))
}

// Dataset is the place of one dataset.
func (p Place) Dataset(name string) Place {
	if p.Bucket != nil {
		b := p.Bucket.Sub(name)
		return Place{b, b}
	}
	return Place{Store: storage.NewLocal(filepath.Join(p.String(), name))}
}

// Datasets finds the published datasets of a place, sorted by their names; "." alone if the place itself is one.
func (p Place) Datasets(ctx context.Context) ([]string, error) {
	own, err := p.List(ctx, release.Dir)
	if err != nil {
		return nil, err
	}
	if len(own) > 0 {
		return []string{"."}, nil
	}
	files, err := p.List(ctx, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		name, rest, _ := strings.Cut(f.Name, "/")
		if strings.HasPrefix(rest, release.Dir+"/") && release.CheckName("dataset", name) == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Placed gives the places of the files of all outputs, which Open would publish to, each once.
func Placed(ctx context.Context, c Connections, outputs []string, staging string) ([]Place, error) {
	var places []Place
	files, tables := 0, 0
	for _, output := range outputs {
		if strings.HasPrefix(output, gcs.Scheme) {
			files++
		}
	}
	for _, output := range outputs {
		if IsTable(output) {
			if tables++; tables == 1 && files > 0 {
				continue // it follows the files of an output in Cloud Storage
			}
		}
		place, err := Files(ctx, c, output, staging)
		if err != nil {
			return nil, err
		}
		places = append(places, place)
	}
	return places, nil
}

// Connect gives the BigQuery service for the jobs of a project.
func (c Connections) Connect(ctx context.Context, project string) (*bigquery.Service, error) {
	return c.bigquery(ctx, project)
}
