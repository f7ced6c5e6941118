package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// compared are the figures of a process that are printed.
var compared = []struct {
	name, unit string
	figure     func(usage) float64
}{
	{"wall time", " s", wallOf},
	{"CPU time", " s", cpuOf},
	{"peak memory", " MB", func(u usage) float64 { return peakOf(u) / 1e6 }},
}

// write prints what both engines cost, their ratios, and where the time went.
func (m *measured) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { fmt.Fprintln(t, strings.Join(cells, "\t")) }
	first := m.Isobar[0]
	megabytes := float64(m.Bytes) / 1e6
	fmt.Fprintf(t, "%s: %s sites, %s reports, %s MB, %s, %s.\n", m.Title, thousands(first.Sites),
		thousands(first.Reports), digits(megabytes), plural(int64(len(first.Tables)), "table"), plural(first.rows(), "row"))
	fmt.Fprintf(t, "%s, in turns, all cores, CSV and Parquet written; isobar also reads them back and compares. Median [least–greatest].\n\n", m.runs())

	heads := []string{"", "isobar"}
	for _, c := range m.DuckDB {
		heads = append(heads, "DuckDB, "+c.Name, ": isobar")
	}
	line(heads...)
	for _, row := range compared {
		cells := []string{row.name, of(m.Isobar, func(r isobarRun) float64 { return row.figure(r.usage) }).text(row.unit)}
		for i := range m.DuckDB {
			c := &m.DuckDB[i]
			ratio, bound := m.ratio(c, row.figure)
			cells = append(cells, of(c.Runs, func(r duckdbRun) float64 { return row.figure(r.usage) }).text(row.unit), atLeast(bound)+ratio.text(""))
		}
		line(cells...)
	}
	cells := []string{"reports read", of(m.Isobar, func(r isobarRun) float64 { return r.Wall }).inverse(megabytes).text(" MB/s")}
	for _, c := range m.DuckDB {
		cells = append(cells, of(c.Runs, func(r duckdbRun) float64 { return r.Wall }).inverse(megabytes).text(" MB/s"), "")
	}
	line(cells...)

	line("\nisobar's phases")
	writePhases(line, m.Isobar)
	m.writeProtected(line)
	m.writeSteps(line)
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n\n", m.verdict())
	return err
}

// writePhases prints where isobar's time went.
func writePhases(line func(...string), runs []isobarRun) {
	for _, p := range runs[0].Phases {
		seconds := phaseSeconds(runs, p.Name)
		cells := []string{"  " + p.Name, seconds.text(" s")}
		if p.Bytes > 0 {
			cells = append(cells, seconds.inverse(float64(p.Bytes)/1e6).text(" MB/s"))
		}
		line(cells...)
	}
}

// writeProtected prints what isobar's protection costs: the same tables, with counts rounded and the release
// audited. DuckDB does neither.
func (m *measured) writeProtected(line func(...string)) {
	if len(m.Protected) == 0 {
		return
	}
	heads := []string{"\nisobar by default: rounded, audited", "", "by the above"}
	for _, c := range m.DuckDB {
		heads = append(heads, c.Name+" by this")
	}
	line(heads...)
	protected := measured{Isobar: m.Protected}
	for _, row := range compared {
		figure := func(r isobarRun) float64 { return row.figure(r.usage) }
		ours := of(m.Protected, figure)
		cells := []string{"  " + row.name, ours.text(row.unit), ours.per(of(m.Isobar, figure)).text("")}
		for i := range m.DuckDB {
			ratio, bound := protected.ratio(&m.DuckDB[i], row.figure)
			cells = append(cells, atLeast(bound)+ratio.text(""))
		}
		line(cells...)
	}
	writePhases(line, m.Protected)
}

// runs says how many runs there were of each.
func (m *measured) runs() string {
	all := []string{plural(int64(len(m.Isobar)), "run") + " of isobar"}
	for _, c := range m.DuckDB {
		all = append(all, fmt.Sprintf("%d of DuckDB, %s", len(c.Runs), c.Name))
	}
	return strings.Join(all, ", ")
}

// writeSteps prints where DuckDB's time went: a line for reading and for each table.
func (m *measured) writeSteps(line func(...string)) {
	if len(m.DuckDB) == 0 {
		return
	}
	heads := []string{"\nDuckDB's steps", ""}
	for _, c := range m.DuckDB {
		heads = append(heads, c.Name, "")
	}
	line(heads...)
	for _, name := range append([]string{reading}, m.Tables...) {
		cells := []string{"  " + name, ""}
		for i := range m.DuckDB {
			c := &m.DuckDB[i]
			why := ""
			for _, s := range c.unfinished() {
				if s.Name == name {
					why = s.Unfinished
				}
			}
			cells = append(cells, c.stepSeconds(name).text(" s"), why)
		}
		line(cells...)
	}
}

// verdict says whether rows are equal, in a sentence for each thing to say.
func (m *measured) verdict() string {
	var all []string
	switch {
	case len(m.Differences) > 0:
		all = append(all, "Rows DIFFER:")
		all = append(all, m.Differences...)
	case len(m.DuckDB) > 0:
		all = append(all, fmt.Sprintf("Rows: all that both computed are equal, in both forms of file, in %s of a table.", plural(int64(m.Compared), "comparison")))
	}
	for i := range m.DuckDB {
		c := &m.DuckDB[i]
		for _, s := range c.unfinished() {
			all = append(all, fmt.Sprintf("DuckDB, %s, did not compute %s: %s. Its rows are not compared, and ratios are lower bounds.", c.Name, s.Name, s.Unfinished))
		}
	}
	return strings.Join(all, "\n")
}
