package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"isobar/internal/dataset"
	"isobar/internal/querytest"
)

const queryNewHelp = `Begin a new table: write NAME.sql, NAME.yaml with its descriptions, and NAME_test.yaml with its tests into
the dataset's folder. They can be published and pass as they are, and say what to change.

NAME may have the dataset before it, as in dropsonde/probe_versions. No file that is there is touched.`

// placeholderOwner answers for a new table until somebody else does.
const placeholderOwner = "your-name"

// queryNewOptions are the flags of isobar query new.
type queryNewOptions struct {
	dataset, owner string
}

func newQueryNew(e *env) *cobra.Command {
	var o queryNewOptions
	c := &cobra.Command{
		Use:   "new NAME",
		Short: "Begin a new table: a query, its descriptions and its tests",
		Long:  queryNewHelp,
		Example: examples(
			"isobar query new probe_versions",
			"isobar query new probe_versions --dataset queries/dropsonde --owner dropsonde-maintainers"),
		RunE: func(c *cobra.Command, args []string) error { return o.run(e, c, args) },
	}
	f := c.Flags()
	f.StringVar(&o.dataset, "dataset", "", "the dataset's `folder` (default the one below queries/, if there is one only)")
	f.StringVar(&o.owner, "owner", placeholderOwner, "`who` answers for the table")
	return c
}

func (o *queryNewOptions) run(e *env, c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s takes the new table's name, such as probe_versions, not %d arguments", c.CommandPath(), len(args))
	}
	if strings.TrimSpace(o.owner) == "" {
		return usagef("--owner is empty: say who answers for the table")
	}
	name, err := o.place(args[0])
	if err != nil {
		return err
	}
	ds, err := loadDataset(o.dataset)
	if err != nil {
		return err
	}
	file := filepath.Join(ds.Dir, name+".sql")
	// What is wrong with a name is for the dataset to say. That there is no such file is how it should be.
	if _, err := ds.LoadTable(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return usagef("%w", err)
	}
	starter, err := querytest.NewStarter(ds, name, o.owner)
	if err != nil {
		return fmt.Errorf("%s: %w", ds.Dir, err)
	}
	files := []newFile{{file, starter.SQL}, {filepath.Join(ds.Dir, name+".yaml"), starter.Meta}, {querytest.File(file), starter.Test}}
	if err := writeNew(files); err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintf(e.stdout, "wrote %s\n", f.name)
	}
	_, err = fmt.Fprintf(e.stdout, `
Change them, and see what becomes of it:
  isobar check %[1]s
  isobar query test %[1]s
  isobar query run %[1]s
`, file)
	return err
}

// place takes the dataset out of a table's name, or finds the only one.
func (o *queryNewOptions) place(arg string) (name string, err error) {
	folder, name, given := strings.Cut(arg, "/")
	switch {
	case given && o.dataset != "":
		return "", usagef("%s names a dataset, and so does --dataset: give one of them", arg)
	case given:
		o.dataset = filepath.Join("queries", folder)
		return name, checkPlain(name)
	case o.dataset != "":
		return arg, checkPlain(arg)
	}
	found, err := filepath.Glob(filepath.Join("queries", "*", dataset.File))
	if err != nil || len(found) != 1 {
		return "", usagef("--dataset is missing: the dataset's folder, such as queries/dropsonde%s", datasetsNear("queries"))
	}
	o.dataset = filepath.Dir(found[0])
	return arg, checkPlain(arg)
}

// checkPlain refuses names that would lead to another folder.
func checkPlain(name string) error {
	if name == "" || name != filepath.Base(name) || strings.ContainsAny(name, `/\`) {
		return usagef("%q is no table's name: begin with a small letter and use a-z, 0-9 and _ only", name)
	}
	return nil
}

// newFile is a file to be made.
type newFile struct{ name, text string }

// writeNew makes all files or, if one of them is there already, none.
func writeNew(files []newFile) (err error) {
	var made []string
	defer func() {
		if err != nil {
			for _, name := range made {
				err = errors.Join(err, os.Remove(name))
			}
		}
	}()
	for _, f := range files {
		file, err := os.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			return usagef("%s is there already; choose another name", f.name)
		} else if err != nil {
			return fmt.Errorf("the table's files cannot be written: %w", err)
		}
		made = append(made, f.name)
		_, err = file.WriteString(f.text)
		if err = errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("the table's files cannot be written: %w", err)
		}
	}
	return nil
}
