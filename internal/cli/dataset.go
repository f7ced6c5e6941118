package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"isobar/internal/dataset"
)

// loadDataset reads the dataset that --dataset names. A folder that is none is a wrong command line,
// one whose files have faults is a failure.
func loadDataset(dir string) (*dataset.Dataset, error) {
	if err := required("dataset", dir, "the dataset's folder, such as queries/dropsonde"); err != nil {
		return nil, err
	}
	if info, err := os.Stat(filepath.Join(dir, dataset.File)); err != nil || info.IsDir() {
		return nil, usagef("--dataset %s is not a dataset: there is no %s in it%s", dir, dataset.File, datasetsNear(dir))
	}
	return dataset.Load(dir)
}

// datasetsNear lists datasets that may have been meant: those beside the folder, those in it, and
// those in queries/.
func datasetsNear(dir string) string {
	for _, parent := range []string{filepath.Dir(filepath.Clean(dir)), dir, "queries"} {
		files, err := filepath.Glob(filepath.Join(parent, "*", dataset.File))
		if err != nil || len(files) == 0 {
			continue
		}
		for i := range files {
			files[i] = filepath.Dir(files[i])
		}
		if len(files) == 1 {
			return fmt.Sprintf("; %s is one", files[0])
		}
		return fmt.Sprintf("; %s are datasets", strings.Join(files, ", "))
	}
	return ""
}
