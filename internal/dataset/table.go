package dataset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"isobar/internal/dataset/yamldoc"
)

// maxSQLBytes bounds a query. The longest that a person maintains is far shorter.
const maxSQLBytes = 1 << 20

const (
	sqlSuffix  = ".sql"
	metaSuffix = ".yaml"
	testSuffix = "_test" // <table>_test.yaml holds the query's own tests
)

var tablePattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// readTables reads every query of the folder and the descriptions beside them.
func (d *Dataset) readTables() error {
	entries, err := os.ReadDir(d.Dir)
	if err != nil {
		return fmt.Errorf("%s: cannot be listed: %w", d.Dir, reason(err))
	}
	var problems []error
	for _, e := range entries {
		name, file := e.Name(), filepath.Join(d.Dir, e.Name())
		switch {
		case e.IsDir() || strings.HasPrefix(name, "."):
		case filepath.Ext(name) == sqlSuffix:
			t, err := d.readTable(file)
			problems = append(problems, err)
			d.Tables = append(d.Tables, t)
		case filepath.Ext(name) == ".yml":
			problems = append(problems, problem(file, "descriptions are read from files that end in %s: rename it", metaSuffix))
		case filepath.Ext(name) == metaSuffix && name != File:
			base := strings.TrimSuffix(strings.TrimSuffix(name, metaSuffix), testSuffix)
			sql := base + sqlSuffix
			if !slices.ContainsFunc(entries, func(o os.DirEntry) bool { return o.Name() == sql }) {
				problems = append(problems, problem(file, "there is no %s that this file could belong to", sql))
			}
		}
	}
	slices.SortFunc(d.Tables, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return errors.Join(problems...)
}

// LoadTable reads one further query, which may lie outside the dataset's folder, as a table of d, with
// the .yaml beside it if there is one. It does not add it to d.Tables.
func (d *Dataset) LoadTable(sqlFile string) (Table, error) { return d.readTable(sqlFile) }

func (d *Dataset) readTable(sqlFile string) (Table, error) {
	t := Table{
		Name: strings.TrimSuffix(filepath.Base(sqlFile), sqlSuffix), SQLFile: sqlFile,
		K: d.Privacy.K, Columns: map[string]string{}, Labels: map[string]string{},
	}
	switch {
	case filepath.Ext(sqlFile) != sqlSuffix:
		return t, problem(sqlFile, "a query's file ends in %s", sqlSuffix)
	case !tablePattern.MatchString(t.Name):
		return t, problem(sqlFile, "the file's name names the table: begin with a small letter and use a-z, 0-9 and _ only")
	case strings.HasSuffix(t.Name, testSuffix):
		return t, problem(sqlFile, "a table's name cannot end in %s: such names are for the tests of queries", testSuffix)
	}
	data, err := os.ReadFile(sqlFile)
	switch {
	case err != nil:
		return t, fmt.Errorf("%s: cannot be read: %w", sqlFile, reason(err))
	case len(data) > maxSQLBytes:
		return t, problem(sqlFile, "the query is longer than %d bytes", maxSQLBytes)
	case !utf8.Valid(data):
		return t, problem(sqlFile, "the query is not UTF-8 text")
	}
	t.SQL = strings.TrimPrefix(string(data), "\uFEFF")
	comment, query := leadingComment(t.SQL)
	if strings.TrimSpace(query) == "" {
		return t, problem(sqlFile, "the file holds no query")
	}
	t.Description = comment
	return t, d.readMeta(&t)
}

// readMeta reads <table>.yaml, if there is one.
func (d *Dataset) readMeta(t *Table) error {
	file := strings.TrimSuffix(t.SQLFile, sqlSuffix) + metaSuffix
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("%s: cannot be read: %w", file, reason(err))
	}
	t.MetaFile = file
	return yamldoc.Read(file, data, func(root *yamldoc.Map) {
		root.Text("description", &t.Description)
		root.Text("owner", &t.Owner)
		k := int64(t.K)
		root.Int("k", &k, atLeast(int64(d.Privacy.K), "a table may raise its dataset's k but not lower it"))
		t.K = int(k)
		d.readDP(root, t)
		d.readMaxRows(root, t)
		d.readClimb(root, t)
		readTexts(root.Map("columns"), t.Columns)
		readTexts(root.Map("labels"), t.Labels)
	})
}

// readTexts reads a mapping whose keys are data.
func readTexts(m *yamldoc.Map, to map[string]string) {
	for _, key := range m.Keys() {
		text := ""
		m.Text(key, &text)
		to[key] = text
	}
}

func problem(file, format string, args ...any) error {
	return &yamldoc.Problem{File: file, Line: 1, Column: 1, Text: fmt.Sprintf(format, args...)}
}
