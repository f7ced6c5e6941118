package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// triplesSites is the number of sites that the k of module_triples in the dataset is meant for. It is
// raised and lowered with the number of sites, so that all sizes ask for the same triples: with k left as it
// is, their number would grow much faster than the reports.
const triplesSites = 100_000

// parseSizes reads numbers of sites such as 10k,100k,1M.
func parseSizes(text string) (sizes []int64, err error) {
	for part := range strings.SplitSeq(text, ",") {
		number, factor := strings.TrimSpace(part), int64(1)
		for suffix, f := range map[string]int64{"k": 1000, "M": 1_000_000} {
			if digits, found := strings.CutSuffix(number, suffix); found {
				number, factor = digits, f
			}
		}
		n, err := strconv.ParseInt(number, 10, 32)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("--sizes: %q is no number of sites such as 5000, 100k or 1M", part)
		}
		sizes = append(sizes, n*factor)
	}
	return sizes, nil
}

// scale runs isobar for each size and prints a line for it when it is done. A size that fails is a line too.
func (o *options) scale(ctx context.Context, w io.Writer, scratch string) error {
	sizes, err := parseSizes(o.sizes)
	if err != nil {
		return err
	}
	line := func(cells ...string) {
		for i, c := range cells {
			cells[i] = fmt.Sprintf("%*s", []int{10, 10, 10, 10, 11, 12, 12, 13}[i], c)
		}
		fmt.Fprintln(w, strings.Join(cells, " "))
	}
	fmt.Fprintf(w, "isobar alone, medians of %d; k of module_triples in proportion to sites.\n", o.runs)
	line("sites", "input MB", "wall s", "CPU s", "memory MB", "rows", "wall/site", "memory/site")
	for _, sites := range sizes {
		bytes, runs, err := o.size(ctx, sites, filepath.Join(scratch, strconv.FormatInt(sites, 10)))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(w, "%10s %s\n", thousands(sites), err)
			continue
		}
		wall := of(runs, func(r isobarRun) float64 { return r.Wall.Seconds() }).median()
		cpu := of(runs, func(r isobarRun) float64 { return r.CPU.Seconds() }).median()
		peak := of(runs, func(r isobarRun) float64 { return float64(r.Peak) }).median()
		n := float64(sites)
		line(thousands(sites), digits(float64(bytes)/1e6), digits(wall), digits(cpu), digits(peak/1e6),
			thousands(runs[0].rows()), digits(wall/n*1e6)+" µs", digits(peak/n/1e3)+" kB")
	}
	return nil
}

// size measures one number of sites, in a folder that is removed again.
func (o *options) size(ctx context.Context, sites int64, folder string) (bytes int64, runs []isobarRun, err error) {
	defer os.RemoveAll(folder)
	dataset := filepath.Join(folder, filepath.Base(o.dataset))
	if err := copyDataset(o.dataset, dataset, sites); err != nil {
		return 0, nil, err
	}
	input := filepath.Join(folder, "reports")
	if err := o.isobar.sample(ctx, dataset, sites, o.seed, input); err != nil {
		return 0, nil, err
	}
	if bytes, err = size(input); err != nil {
		return 0, nil, err
	}
	for i := range o.runs {
		output := filepath.Join(folder, fmt.Sprint("out", i))
		run, err := o.isobar.run(ctx, dataset, input, output)
		if err != nil {
			return 0, nil, err
		}
		runs = append(runs, run)
		if err := os.RemoveAll(output); err != nil {
			return 0, nil, err
		}
	}
	return bytes, runs, nil
}

var kLine = regexp.MustCompile(`(?m)^k: *([0-9]+)$`)

// copyDataset copies a dataset with the k of module_triples in proportion to the number of sites. Below
// the dataset's own k, isobar would refuse it.
func copyDataset(from, to string, sites int64) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return fmt.Errorf("copy of the dataset: %w", err)
	}
	file := filepath.Join(to, "module_triples.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	m := kLine.FindSubmatch(text)
	if m == nil {
		return fmt.Errorf("%s: there is no line k: NUMBER to change", file)
	}
	k, err := strconv.ParseInt(string(m[1]), 10, 64)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	line := fmt.Appendf(nil, "k: %d", max(10, k*sites/triplesSites))
	return os.WriteFile(file, kLine.ReplaceAll(text, line), 0o644)
}
