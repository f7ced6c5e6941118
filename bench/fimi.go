package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// published are the data sets of the FIMI repository that are looked for, with the numbers of sets of items
// that are together in ten baskets or more: those that are in the literature, of each table.
var published = []struct {
	Name string
	Rows map[string]int64
}{
	{"mushroom", map[string]int64{"pairs": 3323}},
	{"T10I4D100K", map[string]int64{"pairs": 110793, "triples": 152805}},
}

// fimiWays are the ways in which DuckDB is asked for item sets.
func fimiWays() []contestant {
	plain, tuned := filepath.Join("sql", "fimi", "plain"), filepath.Join("sql", "fimi", "tuned")
	return []contestant{
		{Name: "plain", Begin: []string{filepath.Join(plain, "begin.sql")}, Folders: []string{plain}, Once: true},
		{Name: "tuned", Begin: []string{filepath.Join(tuned, "begin.sql")}, Folders: []string{tuned}},
	}
}

// convert turns baskets, one a line, items being numbers between spaces, into isobar's JSON lines: each
// basket is a site, and each item the slug of a module. It returns the number of baskets.
func convert(r io.Reader, w io.Writer) (baskets int64, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	out := bufio.NewWriter(w)
	for lines.Scan() {
		items := strings.Fields(lines.Text())
		if len(items) == 0 {
			continue
		}
		baskets++
		fmt.Fprintf(out, `{"site_id":"basket %d","timestamp":"%s","modules":[`, baskets, weekFrom)
		for i, item := range items {
			if strings.Trim(item, "0123456789") != "" {
				return baskets, fmt.Errorf("basket %d: item %q is no number", baskets, item)
			}
			if i > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(out, `{"slug":"%s"}`, item)
		}
		out.WriteString("]}\n")
	}
	if err := lines.Err(); err != nil {
		return baskets, fmt.Errorf("after basket %d: %w", baskets, err)
	}
	return baskets, out.Flush()
}

// convertFile converts NAME.dat.gz or NAME.dat of a folder into a folder of reports. The error is
// fs.ErrNotExist if there is neither.
func convertFile(folder, name, output string) (err error) {
	var r io.Reader
	file, err := os.Open(filepath.Join(folder, name+".dat.gz"))
	if errors.Is(err, fs.ErrNotExist) {
		file, err = os.Open(filepath.Join(folder, name+".dat"))
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if r = file; strings.HasSuffix(file.Name(), ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			return fmt.Errorf("%s: %w", file.Name(), err)
		}
	}
	if err := os.MkdirAll(output, 0o755); err != nil {
		return err
	}
	w, err := os.Create(filepath.Join(output, name+".jsonl"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if _, err := convert(r, w); err != nil {
		return fmt.Errorf("%s: %w", file.Name(), err)
	}
	return nil
}

// fimi measures pairs and triples of each data set that the folder has, and checks their numbers.
func (o *options) fimi(ctx context.Context, w io.Writer, r *results, scratch string) error {
	ways := slices.DeleteFunc(fimiWays(), func(c contestant) bool { return !slices.Contains(named(o.ways), c.Name) })
	for _, set := range published {
		input := filepath.Join(scratch, set.Name)
		err := convertFile(o.fimiFolder, set.Name, input)
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(w, "FIMI %s is not in %s: left out.\n\n", set.Name, o.fimiFolder)
			continue
		}
		if err != nil {
			return err
		}
		load := workload{Title: "FIMI " + set.Name + ", k = 10", Tables: []string{"pairs", "triples"},
			Dataset: filepath.Join("testdata", "fimi"), Input: input, Contestants: ways}
		if err := o.measureAndWrite(ctx, w, r, load, scratch); err != nil {
			return err
		}
		if err := checkRows(r.Measured[len(r.Measured)-1].Isobar[0].Tables, set.Rows); err != nil {
			return fmt.Errorf("%s: %w", load.Title, err)
		}
	}
	return nil
}

// checkRows holds isobar's numbers of rows against published ones. A table that is missing has none.
func checkRows(tables []tableSummary, published map[string]int64) error {
	found := map[string]int64{}
	for _, t := range tables {
		found[t.Name] = t.Rows
	}
	for _, table := range slices.Sorted(maps.Keys(published)) {
		if found[table] != published[table] {
			return fmt.Errorf("isobar found %s %s; %s are published: %w", thousands(found[table]), table, thousands(published[table]), errDifferent)
		}
	}
	return nil
}
