package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// triples is the table that both engines get apart: what DuckDB makes of it, it makes in minutes.
const triples = "module_triples"

// triplesSites is the number of sites that the k of module_triples in the dataset is meant for.
const triplesSites = 100_000

// tablesOf are the tables of a dataset, sorted.
func tablesOf(dataset string) (tables []string, err error) {
	files, err := filepath.Glob(filepath.Join(dataset, "*.sql"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		tables = append(tables, strings.TrimSuffix(filepath.Base(f), ".sql"))
	}
	if len(tables) == 0 {
		return nil, fmt.Errorf("%s has no tables: there is no .sql file", dataset)
	}
	slices.Sort(tables)
	return tables, nil
}

var generaliseLine = regexp.MustCompile(`(?m)^generalise: .*\n`)

// copyDataset copies a dataset with only these tables into a folder, and returns the copy. Rare values stay as they are
// and are not made coarser, since DuckDB is asked for plain GROUP BYs.
func copyDataset(from, folder string, tables []string) (string, error) {
	to := filepath.Join(folder, filepath.Base(from))
	if err := os.MkdirAll(to, 0o755); err != nil {
		return "", err
	}
	files, err := os.ReadDir(from)
	if err != nil {
		return "", fmt.Errorf("copy of the dataset: %w", err)
	}
	all, err := tablesOf(from)
	if err != nil {
		return "", err
	}
	for _, f := range files {
		table, _, _ := strings.Cut(f.Name(), ".")
		table = strings.TrimSuffix(table, "_test")
		if f.IsDir() || slices.Contains(all, table) && !slices.Contains(tables, table) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			return "", fmt.Errorf("copy of the dataset: %w", err)
		}
		if filepath.Ext(f.Name()) == ".yaml" {
			text = generaliseLine.ReplaceAll(text, nil)
		}
		if err := os.WriteFile(filepath.Join(to, f.Name()), text, 0o644); err != nil {
			return "", err
		}
	}
	return to, nil
}

var kLine = regexp.MustCompile(`(?m)^k: *([0-9]+)$`)

// scaleTriples changes the k of module_triples in proportion to the number of sites, so that all sizes ask
// for the same triples: with k left as it is, their number would grow much faster than the reports. Below
// the dataset's own k, isobar would refuse it.
func scaleTriples(dataset string, sites int64) error {
	file := filepath.Join(dataset, triples+".yaml")
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

// size is the number of bytes in the files of a folder.
func size(folder string) (bytes int64, err error) {
	err = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return bytes, err
}

// without is a list less one entry.
func without(list []string, entry string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == entry })
}
