package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// contestant is one way of asking DuckDB for the tables: files of its SQL.
type contestant struct {
	Name string

	// Begin are files that are executed before all others.
	Begin []string

	// Folders hold TABLE.sql for tables, and reading/NAME.sql for what tables are made of. The first folder
	// that has a file wins.
	Folders []string

	// Columns are the columns of reports. A query gets those that it, or what it is made of, names.
	Columns []string

	// Once says that the contestant takes part in the first turn only, because it takes minutes.
	Once bool

	// Triples says that its form of module_triples is meant to finish.
	Triples bool
}

// sqlFile is a file and what it says.
type sqlFile struct{ Path, Text string }

// script is the SQL that computes some tables.
type script struct {
	Columns []string  // of the reports, that are needed
	Reading []sqlFile // in the order of execution
	Queries []query
}

// query is the SQL of one table. Its last statement is a SELECT of the table's rows.
type query struct {
	Table string
	K     int // the least number of sites of a row
	SQL   sqlFile
}

// has says whether there is SQL for a table.
func (c *contestant) has(table string) bool {
	_, err := c.find(table + ".sql")
	return err == nil
}

// script gathers the SQL for tables: their queries, and of what there is in reading/ only what they name.
// So each table alone costs no more than it must.
func (c *contestant) script(tables []string) (*script, error) {
	s := &script{Columns: []string{}}
	for _, file := range c.Begin {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("the SQL that reads reports: %w", err)
		}
		s.Reading = append(s.Reading, sqlFile{file, string(text)})
	}
	seen := map[string]bool{}
	for _, table := range tables {
		file, err := c.find(table + ".sql")
		if err != nil {
			return nil, fmt.Errorf("the SQL of table %s: %w", table, err)
		}
		if err := c.addWhatIsNamed(s, seen, file.Text); err != nil {
			return nil, err
		}
		s.Queries = append(s.Queries, query{Table: table, SQL: file})
	}
	return s, nil
}

// addWhatIsNamed adds the columns and the files of reading/ that a text names, after those that these name.
func (c *contestant) addWhatIsNamed(s *script, seen map[string]bool, text string) error {
	for _, word := range words(text) {
		if slices.Contains(c.Columns, word) && !slices.Contains(s.Columns, word) {
			s.Columns = append(s.Columns, word)
		}
		if seen[word] {
			continue
		}
		seen[word] = true
		file, err := c.find(filepath.Join("reading", word+".sql"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := c.addWhatIsNamed(s, seen, file.Text); err != nil {
			return err
		}
		s.Reading = append(s.Reading, file)
	}
	return nil
}

// find reads the first file of that name.
func (c *contestant) find(name string) (sqlFile, error) {
	for _, folder := range c.Folders {
		path := filepath.Join(folder, name)
		text, err := os.ReadFile(path)
		if err == nil {
			return sqlFile{path, string(text)}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return sqlFile{}, err
		}
	}
	return sqlFile{}, fmt.Errorf("%s is in none of %s: %w", name, strings.Join(c.Folders, ", "), fs.ErrNotExist)
}

var (
	comment = regexp.MustCompile(`--[^\n]*`)
	word    = regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*`)
)

// words are the words of SQL outside comments.
func words(sql string) []string { return word.FindAllString(comment.ReplaceAllString(sql, ""), -1) }

// creating makes a query create a relation: what stands before its last statement stays as it is.
func (q *query) creating(relation string) string {
	lines := strings.Split(q.SQL.Text, "\n")
	last := 0 // the line after the last statement but one
	for i, line := range lines {
		end := strings.HasSuffix(strings.TrimSpace(comment.ReplaceAllString(line, "")), ";")
		if end && strings.TrimSpace(comment.ReplaceAllString(strings.Join(lines[i+1:], "\n"), "")) != "" {
			last = i + 1
		}
	}
	return fmt.Sprintf("%s\nCREATE TABLE %s AS\n%s", strings.Join(lines[:last], "\n"), relation, strings.Join(lines[last:], "\n"))
}

// choose picks contestants by their names, in the order in which they are known.
func choose(known []contestant, names string) ([]contestant, error) {
	asked := strings.Split(names, ",")
	if names == "" {
		asked = nil
	}
	for _, name := range asked {
		if !slices.ContainsFunc(known, func(c contestant) bool { return c.Name == name }) {
			return nil, fmt.Errorf("%q is no way of asking DuckDB: there are plain, tuned and best", name)
		}
	}
	return slices.DeleteFunc(slices.Clone(known), func(c contestant) bool { return !slices.Contains(asked, c.Name) }), nil
}
