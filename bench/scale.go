package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// scaleResult is what one number of sites cost isobar in one mode.
type scaleResult struct {
	Sites  int64       `json:"sites"`
	Counts counts      `json:"counts"`
	Bytes  int64       `json:"bytes"` // of the reports
	Runs   []isobarRun `json:"runs,omitempty"`
	Error  string      `json:"error,omitempty"` // why there are no runs, or not all
}

func (s *scaleResult) wall() figures {
	return of(s.Runs, func(r isobarRun) float64 { return wallOf(r.usage) })
}

func (s *scaleResult) cpu() figures {
	return of(s.Runs, func(r isobarRun) float64 { return cpuOf(r.usage) })
}

func (s *scaleResult) peak() figures {
	return of(s.Runs, func(r isobarRun) float64 { return peakOf(r.usage) })
}

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

// scale runs isobar for each size, in both modes, and prints a line for each when it is done. What fails is a
// line too.
func (o *options) scale(ctx context.Context, w io.Writer, r *results, scratch string) error {
	sizes, err := parseSizes(o.sizes)
	if err != nil {
		return err
	}
	if err := o.needDisk(scratch, slices.Max(sizes)); err != nil {
		return err
	}
	fmt.Fprintf(w, "isobar alone, medians of %d; k of %s in proportion to sites; × is the factor to the size before.\n", o.runs, triples)
	writeScale(w, "sites", "counts", "input MB", "×", "wall s", "×", "CPU s", "×", "memory MB", "×", "rows", "wall/site", "memory/site")
	before := map[counts]*scaleResult{}
	for _, sites := range sizes {
		modes, err := o.size(ctx, sites, filepath.Join(scratch, strconv.FormatInt(sites, 10)))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("%s sites: %w", thousands(sites), err)
		}
		for _, s := range modes {
			r.Scale = append(r.Scale, *s)
			if s.Error != "" {
				fmt.Fprintf(w, "%10s %9s %s\n", thousands(sites), s.Counts, s.Error)
				continue
			}
			s.write(w, before[s.Counts])
			before[s.Counts] = s
		}
	}
	fmt.Fprintln(w)
	r.Aims = append(r.Aims, aimsOfScale(r.Scale)...)
	return writeAims(w, r.Aims)
}

// writeScale prints the cells of a line.
func writeScale(w io.Writer, cells ...string) {
	for i, c := range cells {
		cells[i] = fmt.Sprintf("%*s", []int{10, 9, 9, 5, 8, 5, 8, 5, 10, 5, 11, 11, 12}[i], c)
	}
	fmt.Fprintln(w, strings.Join(cells, " "))
}

// write prints a line. Before is the size before it in the same mode, if there is one.
func (s *scaleResult) write(w io.Writer, before *scaleResult) {
	times := func(figure func(*scaleResult) float64) string {
		if before == nil {
			return ""
		}
		return digits(figure(s) / figure(before))
	}
	bytes := func(s *scaleResult) float64 { return float64(s.Bytes) }
	wall := func(s *scaleResult) float64 { return s.wall().median() }
	cpu := func(s *scaleResult) float64 { return s.cpu().median() }
	peak := func(s *scaleResult) float64 { return s.peak().median() }
	n := float64(s.Sites)
	writeScale(w, thousands(s.Sites), string(s.Counts), digits(bytes(s)/1e6), times(bytes), digits(wall(s)), times(wall), digits(cpu(s)), times(cpu),
		digits(peak(s)/1e6), times(peak), thousands(s.Runs[0].rows()), digits(wall(s)/n*1e6)+" µs", digits(peak(s)/n/1e3)+" kB")
}

// size measures one number of sites in both modes, in a folder that is removed again.
func (o *options) size(ctx context.Context, sites int64, folder string) (modes []*scaleResult, err error) {
	defer os.RemoveAll(folder)
	tables, err := tablesOf(o.dataset)
	if err != nil {
		return nil, err
	}
	dataset, err := copyDataset(o.dataset, filepath.Join(folder, "dataset"), tables)
	if err != nil {
		return nil, err
	}
	if err := scaleTriples(dataset, sites); err != nil {
		return nil, err
	}
	input := filepath.Join(folder, "reports")
	o.say("writing the reports of %s sites", thousands(sites))
	if err := o.isobar.sample(ctx, dataset, sites, o.seed, input); err != nil {
		return nil, err
	}
	bytes, err := size(input)
	if err != nil {
		return nil, err
	}
	for _, c := range []counts{threshold, rounded} {
		s := &scaleResult{Sites: sites, Counts: c, Bytes: bytes}
		if err := o.repeat(ctx, s, dataset, input, filepath.Join(folder, "output")); err != nil {
			s.Error = err.Error()
		}
		modes = append(modes, s)
	}
	return modes, nil
}

// repeat runs isobar as often as it is to.
func (o *options) repeat(ctx context.Context, s *scaleResult, dataset, input, output string) error {
	for i := range o.runs {
		o.say("%s sites, counts %s, run %d of %d", thousands(s.Sites), s.Counts, i+1, o.runs)
		run, err := o.isobar.run(ctx, dataset, input, output, s.Counts)
		if err != nil {
			return err
		}
		s.Runs = append(s.Runs, run)
		if err := os.RemoveAll(output); err != nil {
			return err
		}
	}
	return nil
}
