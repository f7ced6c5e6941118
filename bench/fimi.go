package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// published are the data sets of the FIMI repository that are looked for, with the number of pairs of
// items that are together in ten baskets or more.
var published = []struct {
	Name  string
	Pairs int64
}{
	{"mushroom", 3323},
	{"T10I4D100K", 110793},
}

// errDifferent is what a benchmark ends with whose results are wrong, whatever its times are.
var errDifferent = errors.New("results differ")

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

// fimi measures pairs and triples of each data set that the folder has, and checks the number of pairs.
func (o *options) fimi(ctx context.Context, w io.Writer, scratch string) error {
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
		load := o.workload(filepath.Join("testdata", "fimi"), input, filepath.Join("sql", "fimi.sql"), scratch)
		load.SQL = func(table string) string { return filepath.Join("sql", "fimi_"+table+".sql") }
		m, err := load.measure(ctx)
		if err != nil {
			return err
		}
		for _, t := range m.Isobar[0].Tables {
			if t.Name == "pairs" && t.Rows != set.Pairs {
				m.Differences = append(m.Differences, fmt.Sprintf("%s: isobar found %s pairs; %s are published",
					set.Name, thousands(t.Rows), thousands(set.Pairs)))
			}
		}
		if err := m.write(w, "FIMI "+set.Name+", k = 10"); err != nil {
			return err
		}
		if len(m.Differences) > 0 {
			return fmt.Errorf("FIMI %s: %w", set.Name, errDifferent)
		}
	}
	return nil
}
