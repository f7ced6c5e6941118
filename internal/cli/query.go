package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"isobar/internal/cells"
	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/plan"
	"isobar/internal/value"
	"isobar/internal/week"
)

func newQuery(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:     "query",
		Short:   "Work on queries: run one on a sample, explain it, test it, begin a new one",
		Example: examples("isobar query run queries/dropsonde/platforms.sql"),
		Args:    cobra.ArbitraryArgs, // so that RunE can say more than "unknown command"
		RunE:    missingCommand,
	}
	e.attach(c, newQueryRun(e))
	e.attach(c, newQueryExplain(e))
	e.attach(c, newQueryTest(e))
	e.attach(c, newQueryNew(e))
	e.attach(c, newQueryFmt(e))
	return c
}

const queryRunHelp = `Run one query on made-up reports, and show what it would publish and how much would be withheld. Nothing
is written.

FILE lies in a dataset's folder. Without --input the committed sample of that dataset is read
(sampledata/DATASET/reports), all of its weeks, one report a site.`

// queryOptions are the flags of `isobar query run`.
type queryOptions struct {
	input   []string
	week    string
	k, rows int
}

func newQueryRun(e *env) *cobra.Command {
	var o queryOptions
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Run one query on the sample and show its rows",
		Long:  queryRunHelp,
		Example: examples(
			"isobar query run queries/dropsonde/platforms.sql",
			"isobar query run queries/dropsonde/module_usage.sql --rows 100 --k 50",
			"isobar query run queries/dropsonde/module_usage.sql --input 'sample/*.jsonl' --week 2026-W46"),
		RunE: func(c *cobra.Command, args []string) error { return o.run(c.Context(), e, c, args) },
	}
	f := c.Flags()
	f.StringArrayVar(&o.input, "input", nil, "a `path` or quoted glob pattern of reports (default the dataset's sample)")
	f.StringVar(&o.week, "week", "", "any `date` of the week to read, or its number as 2026-W46 (default all reports)")
	f.IntVar(&o.k, "k", 0, "raise the least `number` of sites of a shown group (default the table's)")
	f.IntVar(&o.rows, "rows", 20, "greatest `number` of rows to show")
	return c
}

// reachOf are the thresholds for which `query run` says how many groups would appear.
var reachOf = []int{5, 20, 50}

func (o *queryOptions) run(ctx context.Context, e *env, c *cobra.Command, args []string) error {
	ds, table, err := oneQuery(c, args)
	if err != nil {
		return err
	}
	if len(o.input) == 0 {
		sample := filepath.Join("sampledata", ds.Name, "reports")
		if info, err := os.Stat(sample); err != nil || !info.IsDir() {
			return usagef("--input is missing, and there is no sample in %s: name reports, for example those of `isobar sample`", sample)
		}
		o.input = []string{sample}
	}
	window, err := week.Between("0001-01-01", "9999-12-31")
	if o.week != "" {
		window, err = week.Parse(o.week)
	}
	if err != nil {
		return usagef("%w", err)
	}
	if o.k < 0 || o.rows < 0 {
		return usagef("--k and --rows are not negative")
	}
	done, err := job.PreviewTable(ctx, job.Options{Dataset: ds, Input: o.input, Window: window, K: o.k}, table, reachOf)
	if err != nil {
		return runError(err)
	}
	return writePreview(e.stdout, done, o.rows)
}

// oneQuery loads the query that is the argument of a command, and its dataset.
func oneQuery(c *cobra.Command, args []string) (ds *dataset.Dataset, table dataset.Table, err error) {
	if len(args) != 1 {
		return nil, table, usagef("%s takes one file, such as queries/dropsonde/platforms.sql, not %d", c.CommandPath(), len(args))
	}
	folders, err := checkTargets(args)
	if err != nil {
		return nil, table, err
	}
	if ds, err = loadDataset(folders[0].dir); err != nil {
		return nil, table, err
	}
	table, err = ds.LoadTable(args[0])
	return ds, table, err
}

// writePreview shows the first rows, and in sentences what the threshold did.
func writePreview(w io.Writer, p *job.Preview, most int) error {
	var b strings.Builder
	n := min(p.Rows.N, most)
	writeRows(&b, p.Query.Output, p.Rows, n)
	if p.Rows.N > n {
		fmt.Fprintf(&b, "… and %s (--rows shows more)\n", plural(int64(p.Rows.N-n), "further row", "further rows"))
	}
	fmt.Fprintf(&b, "\n%s from %s.\n", plural(int64(p.Rows.N), "row", "rows"), plural(p.Report.Stats.Sites, "site", "sites"))
	switch {
	case p.Query.Generalised():
		fmt.Fprintf(&b, "%s in no row at k = %d, not even in a coarser one.\n", plural(p.Withheld, "value is", "values are"), p.Query.K)
	case p.Groups == cells.NotCounted:
		fmt.Fprintf(&b, "Groups of fewer than k = %d sites are withheld; they are not counted, since the threshold is used not to make them.\n", p.Query.K)
	default:
		fmt.Fprintf(&b, "%s of %s withheld at k = %d.\n", thousands(p.Withheld), plural(p.Groups, "group", "groups"), p.Query.K)
	}
	var reach []string
	for _, k := range reachOf {
		if n, counted := p.Reach[k]; counted {
			reach = append(reach, fmt.Sprintf("%d sites: %s", k, thousands(n)))
		}
	}
	if len(reach) > 0 {
		fmt.Fprintf(&b, "Groups with at least %s.\n", strings.Join(reach, ", "))
	}
	if n := p.Report.Stats.Faults[p.Query.Table]; n > 0 {
		fmt.Fprintf(&b, "%s had no value for a site's data (such as a division by zero) and became NULL.\n", plural(n, "expression", "expressions"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeRows aligns the first n rows under their columns' names, numbers to the right.
func writeRows(b *strings.Builder, columns []plan.Output, rows *cells.Rows, n int) {
	width := make([]int, len(columns))
	texts := make([][]string, len(columns))
	for j, column := range columns {
		width[j] = utf8.RuneCountInString(column.Name)
		texts[j] = make([]string, n)
		for i := range n {
			texts[j][i] = cellText(rows.Dict, rows.Columns[j][i])
			width[j] = max(width[j], utf8.RuneCountInString(texts[j][i]))
		}
	}
	line := func(cell func(j int) string) {
		var l strings.Builder
		for j, column := range columns {
			pad := strings.Repeat(" ", width[j]-utf8.RuneCountInString(cell(j)))
			if column.Kind == value.Int64 || column.Kind == value.Float64 || column.Kind == value.Numeric {
				l.WriteString(pad + cell(j) + "  ")
			} else {
				l.WriteString(cell(j) + pad + "  ")
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(func(j int) string { return columns[j].Name })
	for i := range n {
		line(func(j int) string { return texts[j][i] })
	}
}

// cellText writes a value for a person. A text that would disturb the terminal is quoted.
func cellText(d *value.Dict, v value.Value) string {
	switch v.Kind {
	case value.Null:
		return "NULL"
	case value.Bool:
		return strings.ToUpper(strconv.FormatBool(v.Bool()))
	case value.Float64:
		if math.IsNaN(v.Float64()) {
			return "NaN"
		}
		return strconv.FormatFloat(v.Float64(), 'g', -1, 64)
	case value.String, value.Bytes:
		text := d.String(v.Code())
		if quoted := strconv.Quote(text); v.Kind == value.Bytes || quoted != `"`+text+`"` {
			return quoted
		}
		return text
	case value.Date:
		return value.DateString(v.Int64())
	case value.Timestamp:
		return value.TimestampString(v.Int64())
	case value.Datetime:
		return value.DatetimeString(v.Int64())
	case value.Numeric:
		return value.NumericString(d.Text(v.Code()))
	}
	return strconv.FormatInt(v.Int64(), 10)
}
