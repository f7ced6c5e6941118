package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"isobar/internal/dataset"
)

// datasetMark stands for the dataset's name in paths that are given to `isobar run`.
const datasetMark = "{dataset}"

// everyDataset does the run of each dataset that is named, one after the other. One that is not published does
// not keep the others from it; the error is as grave as the gravest of all (see graver), and says for each
// what became of it.
func (o *runOptions) everyDataset(ctx context.Context, e *env, args []string) error {
	dirs, err := o.folders(args)
	if err != nil {
		return err
	}
	if len(dirs) == 1 {
		return o.of(dirs[0]).run(ctx, e)
	}
	if err := o.apart(); err != nil {
		return err
	}
	if _, err := o.settings(e); err != nil {
		return err // of the command line as a whole
	}
	outcomes := make([]datasetOutcome, 0, len(dirs))
	for _, dir := range dirs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		one := o.of(dir)
		out := datasetOutcome{name: filepath.Base(dir), dryRun: o.dryRun, err: one.run(ctx, e)}
		outcomes = append(outcomes, out)
		if o.json {
			err = out.writeJSON(e.stdout, one.told)
		} else if one.told {
			_, err = fmt.Fprintln(e.stdout)
		}
		if err != nil {
			return fmt.Errorf("cannot write the summary: %w", err)
		}
	}
	if !o.json {
		if err := writeOutcomes(e.stdout, outcomes); err != nil {
			return fmt.Errorf("cannot write the summary: %w", err)
		}
	}
	return joined(outcomes)
}

// folders are the datasets that --dataset and the arguments name, each once, in the order of the command line: a
// shell makes one value and further arguments of `--dataset queries/*`.
func (o *runOptions) folders(args []string) ([]string, error) {
	if len(args) > 0 && len(o.datasets) == 0 {
		return nil, usagef("--dataset is missing: the datasets' folders follow it, as in --dataset queries/*")
	}
	var dirs []string
	for _, given := range o.datasets {
		if isDataset(given) || !strings.ContainsAny(given, `*?[`) {
			dirs = append(dirs, given)
			continue
		}
		found, err := filepath.Glob(filepath.Join(given, dataset.File))
		if err != nil || len(found) == 0 {
			return nil, usagef("--dataset %s: no folder with a %s matches%s", given, dataset.File, datasetsNear(given))
		}
		for _, file := range found {
			dirs = append(dirs, filepath.Dir(file))
		}
	}
	if dirs = append(dirs, args...); len(dirs) < 2 {
		return append(dirs, "")[:1], nil // one that is missing, or is no dataset, is for loadDataset to refuse
	}
	byName := map[string]string{}
	var once []string
	for _, dir := range dirs {
		absolute, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		if !isDataset(dir) {
			return nil, usagef("--dataset %s is not a dataset: there is no %s in it", dir, dataset.File)
		}
		switch other, seen := byName[filepath.Base(absolute)]; {
		case !seen:
			byName[filepath.Base(absolute)] = absolute
			once = append(once, dir)
		case other != absolute:
			return nil, usagef("--dataset: %s and %s have the same name, and so would be published as one", other, absolute)
		}
	}
	return once, nil
}

func isDataset(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, dataset.File))
	return err == nil && !info.IsDir()
}

// apart refuses to let several datasets write over each other's files.
func (o *runOptions) apart() error {
	for _, one := range []struct{ flag, value string }{{"rejects", o.rejects}, {"first-seen", o.firstSeen}} {
		if one.value != "" && !strings.Contains(one.value, datasetMark) {
			return usagef("--%s %s would be written by every dataset in turn: let it hold %s, which each one's name takes the place of", one.flag, one.value, datasetMark)
		}
	}
	for _, output := range o.output {
		if strings.HasPrefix(output, "bq://") && !strings.Contains(output, datasetMark) {
			return usagef("--output %s would hold the tables of all datasets: let it hold %s, which each one's name takes the place of", output, datasetMark)
		}
	}
	return nil
}

// of gives the options of one dataset: {dataset} in paths is replaced by its name.
func (o *runOptions) of(dir string) *runOptions {
	one := *o
	one.dataset = dir
	name := dir
	if absolute, err := filepath.Abs(dir); err == nil {
		name = filepath.Base(absolute)
	}
	put := func(path string) string { return strings.ReplaceAll(path, datasetMark, name) }
	one.input, one.output = slices.Clone(o.input), slices.Clone(o.output)
	for _, paths := range [][]string{one.input, one.output} {
		for i := range paths {
			paths[i] = put(paths[i])
		}
	}
	for _, path := range []*string{&one.rejects, &one.firstSeen, &one.optOut, &one.secret, &one.staging, &one.journal} {
		*path = put(*path)
	}
	return &one
}

// graver orders exit statuses by what is to be done first: mend the command line, start again, look at the data.
var graver = []int{ExitUsage, ExitFailed, ExitRefused, ExitPublished}

// joined makes one error of all.
func joined(outcomes []datasetOutcome) error {
	var all []error
	gravest := ExitPublished
	for _, out := range outcomes {
		if out.err == nil {
			continue
		}
		all = append(all, fmt.Errorf("%s: %w", out.name, out.err))
		if code := exitCode(out.err); slices.Index(graver, code) < slices.Index(graver, gravest) {
			gravest = code
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &ExitError{gravest, errors.Join(all...)}
}
