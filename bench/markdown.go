package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// markdown prints the tables of docs/performance.md, of files that --json wrote. Cells are medians; ratios
// are DuckDB's figure by isobar's.
func markdown(w io.Writer, files []string) error {
	if len(files) == 0 {
		return errors.New("markdown needs the files that --json wrote")
	}
	var out strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var r results
		if err := json.Unmarshal(text, &r); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		fmt.Fprintf(&out, "%s, %s\nSeed %d, %s.\n", r.Started, r.Machine, r.Settings.Seed, plural(int64(r.Settings.Runs), "run"))
		for _, table := range [][][]string{r.besideTable(), r.phasesTable(), r.tablesTable(), r.scaleTable(), r.aimsTable()} {
			writeMarkdown(&out, table)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// writeMarkdown writes a table whose first row is its heads. Without other rows it is left out.
func writeMarkdown(out *strings.Builder, rows [][]string) {
	if len(rows) < 2 {
		return
	}
	out.WriteByte('\n')
	for i, cells := range rows {
		fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
		if i == 0 {
			out.WriteString(strings.Repeat("|---", len(cells)) + "|\n")
		}
	}
}

// ways are the columns of ratios.
var ways = []string{"plain", "tuned", "best"}

// ratios are the cells of a measurement for ways, or dashes.
func (m *measured) ratios(figure func(usage) float64) (cells []string) {
	for _, name := range ways {
		cell := "–"
		for i := range m.DuckDB {
			if c := &m.DuckDB[i]; c.Name == name {
				ratio, bound := m.ratio(c, figure)
				cell = atLeast(bound) + ratio.text("")
			}
		}
		cells = append(cells, cell)
	}
	return cells
}

// besideTable has a row for each workload and figure of a process, and once more with isobar's protection.
func (r *results) besideTable() [][]string {
	rows := [][]string{{"tables", "", "isobar", "plain", "tuned", "best"}}
	add := func(title string, m *measured) {
		for _, row := range compared {
			ours := of(m.Isobar, func(r isobarRun) float64 { return row.figure(r.usage) })
			rows = append(rows, append([]string{title, row.name, ours.text(row.unit)}, m.ratios(row.figure)...))
			title = ""
		}
		rows = append(rows, m.leastWall())
	}
	for _, m := range r.Measured {
		add(m.Title, m)
		if len(m.Protected) > 0 {
			add(m.Title+"; isobar rounded, audited", &measured{Isobar: m.Protected, DuckDB: m.DuckDB})
		}
	}
	return rows
}

// leastWall compares the shortest run of each, which other work on the machine disturbs least.
func (m *measured) leastWall() []string {
	ours := of(m.Isobar, func(r isobarRun) float64 { return r.Wall }).least()
	cells := []string{"", "least wall time", digits(ours) + " s"}
	for _, name := range ways {
		cell := "–"
		for i := range m.DuckDB {
			if c := &m.DuckDB[i]; c.Name == name {
				cell = atLeast(len(c.unfinished()) > 0) + digits(of(c.Runs, func(r duckdbRun) float64 { return r.Wall }).least()/ours)
			}
		}
		cells = append(cells, cell)
	}
	return cells
}

// phasesTable is where isobar's time goes, in both modes.
func (r *results) phasesTable() [][]string {
	rows := [][]string{{"tables", "counts", "scan", "aggregate", "release", "CPU time", "rows"}}
	for _, m := range r.Measured {
		for _, mode := range []struct {
			counts counts
			runs   []isobarRun
		}{{threshold, m.Isobar}, {rounded, m.Protected}} {
			if len(mode.runs) == 0 {
				continue
			}
			cells := []string{m.Title, string(mode.counts)}
			for _, phase := range []string{"scan", "aggregate", "release"} {
				cells = append(cells, phaseSeconds(mode.runs, phase).text(" s"))
			}
			cells = append(cells, of(mode.runs, func(r isobarRun) float64 { return r.CPU }).text(" s"), thousands(mode.runs[0].rows()))
			rows = append(rows, cells)
		}
	}
	return rows
}

// tablesTable is a row for each table that was measured alone.
func (r *results) tablesTable() [][]string {
	rows := [][]string{{"table alone", "isobar", "plain", "tuned", "best", "isobar's CPU time", "plain", "tuned", "best", "adds to isobar", "adds to DuckDB, best"}}
	for _, t := range r.Tables {
		cells := append([]string{t.Name, of(t.Alone.Isobar, func(r isobarRun) float64 { return r.Wall }).text(" s")}, t.Alone.ratios(wallOf)...)
		cells = append(cells, of(t.Alone.Isobar, func(r isobarRun) float64 { return r.CPU }).text(" s"))
		cells = append(cells, t.Alone.ratios(cpuOf)...)
		best := "–"
		for _, s := range t.Steps {
			if s.Name == "best" {
				best = s.Seconds.text(" s")
			}
		}
		rows = append(rows, append(cells, t.adds(wallOf).text(" s"), best))
	}
	return rows
}

// scaleTable is a row for each size and mode.
func (r *results) scaleTable() [][]string {
	rows := [][]string{{"sites", "counts", "input", "wall time", "CPU time", "memory", "rows", "wall time a site"}}
	for i := range r.Scale {
		s := &r.Scale[i]
		cells := []string{thousands(s.Sites), string(s.Counts), digits(float64(s.Bytes)/1e6) + " MB"}
		if s.Error != "" {
			rows = append(rows, append(cells, "failed", "", "", "", ""))
			continue
		}
		rows = append(rows, append(cells, s.wall().text(" s"), s.cpu().text(" s"), of(s.Runs, func(r isobarRun) float64 { return peakOf(r.usage) / 1e6 }).text(" MB"),
			thousands(s.Runs[0].rows()), digits(s.wall().median()/float64(s.Sites)*1e6)+" µs"))
	}
	return rows
}

// aimsTable is a row for each aim, judged anew.
func (r *results) aimsTable() [][]string {
	rows := [][]string{{"what", "aim", "measured", "verdict"}}
	for _, a := range append(aimsBeside(r), aimsOfScale(r.Scale)...) {
		rows = append(rows, []string{a.What, a.Aim, a.Measured, string(a.Verdict)})
	}
	return rows
}
