package pipelines

import (
	"context"
	"path"

	"isobar/internal/report"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

const (
	rollFolder  = "roll"
	leftOutFile = "left-out"
	knownFile   = "known"
)

// rollSpec says what of Job.LeftOut, Known and Note there is. The sites themselves, of which there may be many,
// are in the scratch folder.
type rollSpec struct{ LeftOut, Known, Note bool }

// writeRoll writes the sites for the workers.
func (j *Job) writeRoll(ctx context.Context) (rollSpec, error) {
	spec := rollSpec{LeftOut: len(j.LeftOut) > 0, Known: j.Known != nil, Note: j.Note}
	store, err := gcs.Place(ctx, j.Scratch)
	if err != nil {
		return spec, err
	}
	write := func(name string, sites report.SiteSet) error {
		return storage.WriteFile(ctx, store, path.Join(rollFolder, name), sites.Encode())
	}
	if spec.LeftOut {
		if err := write(leftOutFile, j.LeftOut); err != nil {
			return spec, err
		}
	}
	if spec.Known {
		return spec, write(knownFile, j.Known)
	}
	return spec, nil
}

// open reads the sites; nil if all count and none is noted.
func (s rollSpec) open(scratch string) (*report.Roll, error) {
	if s == (rollSpec{}) {
		return nil, nil
	}
	roll := &report.Roll{}
	var err error
	if s.LeftOut {
		if roll.LeftOut, err = readSites(scratch, leftOutFile); err != nil {
			return nil, err
		}
	}
	if s.Known {
		if roll.Known, err = readSites(scratch, knownFile); err != nil {
			return nil, err
		}
	}
	if s.Note {
		roll.New = report.SiteSet{}
	}
	return roll, nil
}

func readSites(scratch, name string) (report.SiteSet, error) {
	ctx := context.Background()
	store, err := gcs.Place(ctx, scratch)
	if err != nil {
		return nil, err
	}
	data, err := storage.ReadFile(ctx, store, path.Join(rollFolder, name))
	if err != nil {
		return nil, err
	}
	return report.DecodeSites(data)
}
