package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

// aim is something that isobar is to be, and whether it was, here.
type aim struct {
	What     string  `json:"what"`
	Aim      string  `json:"aim"`
	Measured string  `json:"measured"`
	Verdict  verdict `json:"verdict"`
}

// verdict is what the measurement says about an aim.
type verdict string

const (
	reached  verdict = "reached"
	missed   verdict = "missed"
	notShown verdict = "not shown" // only a lower bound was measured, and it is too low
)

// The aims. A number of sites is also a number of reports, nearly.
const (
	aimWhole  = 10.0 // times faster than DuckDB, of all tables
	aimPairs  = 20.0 // of module_pairs alone
	aimTable  = 1.0  // of any table alone
	aimMemory = 2.0  // DuckDB's peak memory by isobar's

	aimGrowth      = 11.0 // time of a million sites by that of a hundred thousand, at most
	aimGrowthBytes = 4e9  // peak memory of a million sites, at most
	aimSmall       = 100_000
	aimLarge       = 1_000_000
)

// atLeastTimes judges a ratio by its median.
func atLeastTimes(what string, least float64, ratio figures, bound bool) aim {
	v := missed
	switch {
	case ratio.median() >= least:
		v = reached
	case bound || math.IsNaN(ratio.median()):
		v = notShown
	}
	return aim{what, fmt.Sprintf("at least %g times", least), atLeast(bound) + ratio.text(" times"), v}
}

// aimsBeside judges what was measured beside DuckDB of Dropsonde. Nothing is aimed at for item sets of public data.
func aimsBeside(r *results) (aims []aim) {
	for _, m := range r.Measured {
		if m.Title != allButTriples && m.Title != triplesAlone && m.Title != allTables {
			continue
		}
		for i := range m.DuckDB {
			c := &m.DuckDB[i]
			wall, bound := m.ratio(c, wallOf)
			aims = append(aims, atLeastTimes(m.Title+": time of DuckDB, "+c.Name, aimWhole, wall, bound))
			if len(m.Protected) > 0 {
				protected := measured{Isobar: m.Protected}
				wall, bound := protected.ratio(c, wallOf)
				aims = append(aims, atLeastTimes(m.Title+", isobar by default: time of DuckDB, "+c.Name, aimWhole, wall, bound))
			}
			if m.Title != triplesAlone {
				peak, bound := m.ratio(c, peakOf)
				aims = append(aims, atLeastTimes(m.Title+": memory of DuckDB, "+c.Name, aimMemory, peak, bound))
			}
		}
	}
	for _, t := range r.Tables {
		for i := range t.Alone.DuckDB {
			c := &t.Alone.DuckDB[i]
			wall, bound := t.Alone.ratio(c, wallOf)
			if t.Name == "module_pairs" {
				aims = append(aims, atLeastTimes("module_pairs alone: time of DuckDB, "+c.Name, aimPairs, wall, bound))
			}
		}
	}
	return append(aims, leastTable(r.Tables)...)
}

// leastTable judges, for each way of asking DuckDB, the table with the least ratio.
func leastTable(tables []*tableResult) (aims []aim) {
	if len(tables) == 0 {
		return nil
	}
	for i, c := range tables[0].Alone.DuckDB {
		var least figures
		var name string
		var bounded bool
		for _, t := range tables {
			wall, bound := t.Alone.ratio(&t.Alone.DuckDB[i], wallOf)
			if name == "" || wall.median() < least.median() {
				least, name, bounded = wall, t.Name, bound
			}
		}
		what := fmt.Sprintf("least of %s alone, %s: time of DuckDB, %s", plural(int64(len(tables)), "table"), name, c.Name)
		aims = append(aims, atLeastTimes(what, aimTable, least, bounded))
	}
	return aims
}

// aimsOfScale judges how time and memory grow in each mode, if both sizes were measured.
func aimsOfScale(sizes []scaleResult) []aim {
	return append(aimsOfMode(sizes, threshold), aimsOfMode(sizes, rounded)...)
}

func aimsOfMode(sizes []scaleResult, mode counts) (aims []aim) {
	var small, large *scaleResult
	for i, s := range sizes {
		switch {
		case s.Error != "" || s.Counts != mode:
		case s.Sites == aimSmall:
			small = &sizes[i]
		case s.Sites == aimLarge:
			large = &sizes[i]
		}
	}
	most := func(what, most, measured string, isReached bool) {
		v := missed
		if isReached {
			v = reached
		}
		aims = append(aims, aim{what, "at most " + most, measured, v})
	}
	if large == nil {
		return nil
	}
	if small != nil {
		growth := large.wall().median() / small.wall().median()
		most("a million sites, counts "+string(mode)+": time by that of 100,000", fmt.Sprintf("%g times", aimGrowth), digits(growth)+" times", growth <= aimGrowth)
	}
	peak := large.peak().median()
	most("a million sites, counts "+string(mode)+": peak memory", digits(aimGrowthBytes/1e6)+" MB", digits(peak/1e6)+" MB", peak <= aimGrowthBytes)
	return aims
}

// writeAims prints a line for each.
func writeAims(w io.Writer, aims []aim) error {
	if len(aims) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.Join([]string{"Aims, by medians", "aim", "measured", ""}, "\t"))
	for _, a := range aims {
		fmt.Fprintln(t, strings.Join([]string{a.What, a.Aim, a.Measured, string(a.Verdict)}, "\t"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}
