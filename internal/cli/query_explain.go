package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/plan"
	"isobar/internal/week"
)

const explainHelp = `Print how a query factors into three parts, in words and as a tree: the site part, which sees one site's
report; the aggregate part, which is all that leaves it; and the public part, which sees only groups of at
least k sites. Also which columns are identifying, which are keys and which are measures.`

func newQueryExplain(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "explain FILE",
		Short:   "Print the three parts into which a query factors",
		Long:    explainHelp,
		Example: examples("isobar query explain queries/dropsonde/module_pairs.sql"),
		RunE: func(c *cobra.Command, args []string) error {
			ds, table, err := oneQuery(c, args)
			if err != nil {
				return err
			}
			queries, err := job.Compile(ds, []dataset.Table{table}, week.LastComplete(e.now()))
			if err != nil {
				return err
			}
			return explain(e.stdout, ds, queries[0])
		},
	}
}

func explain(out io.Writer, ds *dataset.Dataset, q *plan.Query) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s: every published group has at least %d sites.\n\n%s\n", q.Table, q.K, q.Words())
	fmt.Fprintln(w, "Columns of the table")
	for _, column := range q.Output {
		what := "measure, or computed from published values"
		if column.Key {
			what = "key"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", column.Name, column.Kind, what)
	}
	fmt.Fprintln(w, "\nColumns of the reports")
	roles := q.Roles()
	for _, path := range slices.Sorted(maps.Keys(roles)) {
		words := make([]string, len(roles[path]))
		for i, role := range roles[path] {
			words[i] = string(role)
		}
		fmt.Fprintf(w, "  %s\t%s\n", path, strings.Join(words, ", "))
	}
	fmt.Fprintf(w, "  %s\tidentifying: sites are counted by it, and it never becomes a value\n", ds.Privacy.Unit)
	if len(ds.Privacy.Never) > 0 {
		fmt.Fprintf(w, "Closed to queries: %s\n", strings.Join(ds.Privacy.Never, ", "))
	}
	fmt.Fprintf(w, "\nTree\n\n%s", q)
	return w.Flush()
}
