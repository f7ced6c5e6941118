package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"isobar/internal/sqlfmt"
	"isobar/internal/storage"
)

const queryFmtHelp = `Write queries in the one style: layout and the case of keywords change, and nothing else. The files that
were rewritten are listed. If one of them cannot be read as SQL, none is written.

FILE may be - for standard input, which is formatted to standard output. Without files, all queries of all
datasets below queries/ are formatted.

Exit status: 0 done, 1 failed, or with --check: some files are not formatted; 2 wrong command line.`

// stdinFile is the argument that stands for standard input.
const stdinFile = "-"

// queryFmtOptions are the flags of isobar query fmt.
type queryFmtOptions struct {
	check bool
}

func newQueryFmt(e *env) *cobra.Command {
	var o queryFmtOptions
	c := &cobra.Command{
		Use:   "fmt [FILE...]",
		Short: "Write queries in the one style",
		Long:  queryFmtHelp,
		Example: examples(
			"isobar query fmt",
			"isobar query fmt --check queries/dropsonde/module_usage.sql",
			"isobar query fmt - < draft.sql"),
		RunE: func(_ *cobra.Command, files []string) error { return o.run(e, files) },
	}
	f := c.Flags()
	f.BoolVar(&o.check, "check", false, "write nothing, list the files that are not formatted, and fail if there are any")
	return c
}

func (o *queryFmtOptions) run(e *env, files []string) error {
	if len(files) == 1 && files[0] == stdinFile {
		return o.pipe(e)
	}
	files, err := queryFiles(files)
	if err != nil {
		return err
	}
	var changed []formatted
	var problems []error
	for _, file := range files {
		f, err := formatFile(file)
		if err != nil {
			problems = append(problems, err)
		} else if f.before != f.after {
			changed = append(changed, f)
		}
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	for _, f := range changed {
		if !o.check {
			if err := storage.ReplaceFile(f.file, []byte(f.after)); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(e.stdout, f.file); err != nil {
			return err
		}
	}
	return o.verdict(len(changed))
}

// verdict is the error of --check.
func (o *queryFmtOptions) verdict(changed int) error {
	if !o.check || changed == 0 {
		return nil
	}
	return fmt.Errorf("%s not formatted: run isobar query fmt", plural(int64(changed), "query is", "queries are"))
}

// pipe formats standard input.
func (o *queryFmtOptions) pipe(e *env) error {
	data, err := io.ReadAll(e.stdin)
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	after, err := sqlfmt.Format(string(data))
	switch {
	case err != nil:
		return fmt.Errorf("<stdin>:%w", err)
	case !o.check:
		_, err = io.WriteString(e.stdout, after)
		return err
	case after == string(data):
		return nil
	}
	if _, err := fmt.Fprintln(e.stdout, stdinFile); err != nil {
		return err
	}
	return o.verdict(1)
}

// queryFiles are the files that are named, or those of all datasets below queries/. Their datasets need
// not be in order for that.
func queryFiles(named []string) ([]string, error) {
	folders, err := checkTargets(named)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, folder := range folders {
		if len(folder.files) > 0 {
			files = append(files, folder.files...)
			continue
		}
		entries, err := os.ReadDir(folder.dir)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if name := entry.Name(); !entry.IsDir() && filepath.Ext(name) == ".sql" && !strings.HasPrefix(name, ".") {
				files = append(files, filepath.Join(folder.dir, name))
			}
		}
	}
	return files, nil
}

// formatted is a file's text, before and after.
type formatted struct {
	file, before, after string
}

func formatFile(file string) (formatted, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return formatted{}, err
	}
	after, err := sqlfmt.Format(string(data))
	if err != nil {
		return formatted{}, fmt.Errorf("%s:%w", file, err)
	}
	return formatted{file, string(data), after}, nil
}
