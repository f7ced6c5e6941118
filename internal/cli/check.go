package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"isobar/internal/dataset"
	"isobar/internal/gsql"
	"isobar/internal/job"
	"isobar/internal/week"
)

const checkHelp = `Prove that queries can be published, or say why not: every reason with file, line, column, a code, and
what to write instead. docs/refusals has a page for each code.

A FILE is a query in a dataset's folder. Without files, all datasets below queries/ are checked, and also
that every column of every table is described, every table has an owner and tests, and every query is
formatted.`

// checkOptions are the flags of `isobar check`.
type checkOptions struct {
	json bool
}

func newCheck(e *env) *cobra.Command {
	var o checkOptions
	c := &cobra.Command{
		Use:   "check [FILE...]",
		Short: "Prove that queries can be published, or say why not",
		Long:  checkHelp,
		Example: examples(
			"isobar check queries/dropsonde/module_usage.sql",
			"isobar check",
			"isobar check --json"),
		RunE: func(_ *cobra.Command, files []string) error { return o.run(e, files) },
	}
	c.Flags().BoolVar(&o.json, "json", false, "write one JSON object for programs: tables checked, findings")
	return c
}

// checkFinding is one thing that is wrong. Its JSON form is what CI reads.
type checkFinding struct {
	Code    string `json:"code,omitempty"` // of a refusal; "" for what is not about the SQL
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
	Why     string `json:"why,omitempty"`
	Instead string `json:"instead,omitempty"`
	Source  string `json:"source,omitempty"` // the line of the file
}

func (o *checkOptions) run(e *env, files []string) error {
	var findings []checkFinding
	checked := 0
	folders, err := checkTargets(files)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		ds, err := loadDataset(folder.dir)
		if err != nil {
			return err
		}
		tables := ds.Tables
		if len(folder.files) > 0 {
			if tables, err = tablesOfFiles(ds, folder.files); err != nil {
				return err
			}
		}
		checked += len(tables)
		found, err := checkTables(ds, tables, len(folder.files) == 0, week.LastComplete(e.now()))
		if err != nil {
			return err
		}
		findings = append(findings, found...)
	}
	if o.json {
		if findings == nil {
			findings = []checkFinding{}
		}
		err = json.NewEncoder(e.stdout).Encode(map[string]any{"checked": checked, "findings": findings})
	} else {
		err = writeFindings(e.stdout, findings, checked)
	}
	if err == nil && len(findings) > 0 {
		err = &ExitError{ExitRefused, fmt.Errorf("%s cannot be accepted as it is", plural(int64(countFiles(findings)), "file", "files"))}
	}
	return err
}

// checkFolder is a dataset and the files of it that were named; none for all.
type checkFolder struct {
	dir   string
	files []string
}

// checkTargets groups files by their datasets; no files means every dataset below queries/.
func checkTargets(files []string) ([]checkFolder, error) {
	var folders []checkFolder
	if len(files) == 0 {
		found, err := filepath.Glob(filepath.Join("queries", "*", dataset.File))
		if err != nil || len(found) == 0 {
			return nil, usagef("there are no datasets below queries/ here: name the files to check, or run it in the project's folder")
		}
		for _, file := range found {
			folders = append(folders, checkFolder{dir: filepath.Dir(file)})
		}
		return folders, nil
	}
	place := map[string]int{}
	for _, file := range files {
		if info, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, usagef("%s: there is no such file", file)
		} else if err != nil || info.IsDir() || filepath.Ext(file) != ".sql" {
			return nil, usagef("%s is not a query: name files that end in .sql", file)
		}
		dir := filepath.Dir(file)
		if _, known := place[dir]; !known {
			place[dir] = len(folders)
			folders = append(folders, checkFolder{dir: dir})
		}
		folders[place[dir]].files = append(folders[place[dir]].files, file)
	}
	return folders, nil
}

func tablesOfFiles(ds *dataset.Dataset, files []string) ([]dataset.Table, error) {
	var tables []dataset.Table
	for _, file := range files {
		t, err := ds.LoadTable(file)
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// checkTables finds everything wrong with the tables; described asks for all that a table needs besides its query.
func checkTables(ds *dataset.Dataset, tables []dataset.Table, described bool, w week.Window) ([]checkFinding, error) {
	queries, err := job.Compile(ds, tables, w)
	texts := map[string]string{}
	for _, t := range tables {
		texts[t.SQLFile] = t.SQL
	}
	findings, err := refusals(err, texts)
	if err != nil {
		return nil, err
	}
	for i, t := range tables {
		if described && queries[i] != nil {
			findings = append(findings, incomplete(&t, queries[i])...)
		}
	}
	return findings, nil
}

// refusals takes the compiler's findings out of an error; what is none stays an error.
func refusals(err error, texts map[string]string) (findings []checkFinding, rest error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			some, other := refusals(one, texts)
			findings, rest = append(findings, some...), errors.Join(rest, other)
		}
		return findings, rest
	}
	var found gsql.Findings
	if !errors.As(err, &found) {
		return nil, err
	}
	for _, f := range found {
		advice := gsql.Advices[f.Code]
		findings = append(findings, checkFinding{Code: string(f.Code), File: f.File, Line: f.Line, Column: f.Column, Message: f.Message,
			Why: advice.Why, Instead: advice.Instead, Source: lineOf(texts[f.File], f.Line)})
	}
	return findings, nil
}

// lineOf is a line of a text, counted from 1; "" if there is none.
func lineOf(text string, line int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[line-1], "\r")
}

func countFiles(findings []checkFinding) int {
	files := map[string]bool{}
	for _, f := range findings {
		files[f.File] = true
	}
	return len(files)
}

// writeFindings writes each finding with its line and a caret below the place.
func writeFindings(w io.Writer, findings []checkFinding, checked int) error {
	var b strings.Builder
	for _, f := range findings {
		switch {
		case f.Line > 0 && f.Code != "":
			fmt.Fprintf(&b, "%s:%d:%d: %s [%s]\n", f.File, f.Line, f.Column, f.Message, f.Code)
		case f.Line > 0:
			fmt.Fprintf(&b, "%s:%d:%d: %s\n", f.File, f.Line, f.Column, f.Message)
		case f.Code != "":
			fmt.Fprintf(&b, "%s: %s [%s]\n", f.File, f.Message, f.Code)
		default:
			fmt.Fprintf(&b, "%s: %s\n", f.File, f.Message)
		}
		if f.Source != "" {
			fmt.Fprintf(&b, "    %s\n    %s^\n", f.Source, indentTo(f.Source, f.Column))
		}
		if f.Why != "" {
			fmt.Fprintf(&b, "    Why: %s\n", f.Why)
		}
		if f.Instead != "" {
			fmt.Fprintf(&b, "    Instead: %s\n", f.Instead)
		}
		b.WriteByte('\n')
	}
	if len(findings) == 0 {
		fmt.Fprintf(&b, "%s can be published.\n", plural(int64(checked), "table", "tables"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// indentTo is as wide as the line before a column (in characters, from 1): blanks, and tabs where the
// line has them.
func indentTo(line string, column int) string {
	var b strings.Builder
	n := 1
	for _, r := range line {
		if n >= column {
			break
		}
		if r == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteByte(' ')
		}
		n++
	}
	return b.String()
}
