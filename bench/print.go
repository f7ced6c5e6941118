package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"
)

// write prints what both engines cost, their ratios, and where the time went.
func (m *measured) write(w io.Writer, title string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { fmt.Fprintln(t, strings.Join(cells, "\t")) }
	first := m.Isobar[0]
	megabytes := float64(m.Bytes) / 1e6
	fmt.Fprintf(t, "%s: %s sites, %s reports, %s MB, %d tables of %s rows.\n%s of each engine, in turns; %d cores; median [least–greatest].\n\n",
		title, thousands(first.Sites), thousands(first.Reports), digits(megabytes), len(first.Tables), thousands(first.rows()),
		plural(int64(len(m.Isobar)), "run"), runtime.NumCPU())

	// A ratio to a table that DuckDB did not finish is only a lower bound.
	bound := ""
	if len(m.unfinished()) > 0 {
		bound = "at least "
	}
	line("", "isobar", "DuckDB "+strings.TrimPrefix(m.DuckDB[0].Version, "v"), "DuckDB : isobar")
	for _, row := range []struct {
		name, unit string
		figure     func(usage) float64
	}{
		{"wall time", " s", func(u usage) float64 { return u.Wall.Seconds() }},
		{"CPU time", " s", func(u usage) float64 { return u.CPU.Seconds() }},
		{"peak memory", " MB", func(u usage) float64 { return float64(u.Peak) / 1e6 }},
	} {
		ours := of(m.Isobar, func(r isobarRun) float64 { return row.figure(r.usage) })
		theirs := of(m.DuckDB, func(r duckdbRun) float64 { return row.figure(r.usage) })
		line(row.name, ours.text(row.unit), theirs.text(row.unit), bound+theirs.per(ours).text(""))
	}
	ours, theirs := m.wall()
	line("reports read", ours.inverse(megabytes).text(" MB/s"), theirs.inverse(megabytes).text(" MB/s"))

	line("\nisobar's phases")
	for _, p := range first.Phases {
		seconds := figures(phaseSeconds(m.Isobar, p.Name))
		cells := []string{"  " + p.Name, seconds.text(" s")}
		if p.Bytes > 0 {
			cells = append(cells, seconds.inverse(float64(p.Bytes)/1e6).text(" MB/s"))
		}
		line(cells...)
	}
	line("\nDuckDB's steps")
	m.writeSteps(line)
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n\n", m.verdict())
	return err
}

// wall is the wall time of both engines in each run, in seconds.
func (m *measured) wall() (ours, theirs figures) {
	return of(m.Isobar, func(r isobarRun) float64 { return r.Wall.Seconds() }),
		of(m.DuckDB, func(r duckdbRun) float64 { return r.Wall.Seconds() })
}

// writeSteps prints reading and the tables of item sets each, and the other tables in one line.
func (m *measured) writeSteps(line func(...string)) {
	unfinished := map[string]string{}
	for _, s := range m.unfinished() {
		unfinished[s.Name] = s.Unfinished
	}
	var others []string
	for _, name := range m.steps() {
		switch {
		case name == reading || strings.HasSuffix(name, "pairs") || strings.HasSuffix(name, "triples") || unfinished[name] != "":
			line("  "+name, "", m.stepSeconds(name).text(" s"), unfinished[name])
		default:
			others = append(others, name)
		}
	}
	if len(others) > 0 {
		line(fmt.Sprintf("  %d other tables", len(others)), "", m.stepSeconds(others...).text(" s"))
	}
}

// verdict says whether rows are equal, in a sentence for each thing to say.
func (m *measured) verdict() string {
	var all []string
	if len(m.Differences) == 0 {
		all = append(all, fmt.Sprintf("Rows: the %d tables that both computed are equal, after each of %s.", m.Compared, plural(int64(len(m.Isobar)), "run")))
	} else {
		all = append(all, "Rows DIFFER:")
		all = append(all, m.Differences...)
	}
	for _, s := range m.unfinished() {
		all = append(all, fmt.Sprintf("DuckDB did not compute %s: %s. Its rows are not compared, and ratios are lower bounds.", s.Name, s.Unfinished))
	}
	return strings.Join(all, "\n")
}
