package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"isobar/internal/cells"
	"isobar/internal/job"
)

// WriteText writes the summary for people: what happened to the reports, the tables, and in sentences
// whatever a newcomer would otherwise wonder about.
func (s *Summary) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s\n\n", s.Dataset, s.Window)
	s.writeReports(&b)
	s.writeTables(&b)
	if remarks := s.remarks(); len(remarks) > 0 {
		fmt.Fprintf(&b, "\n%s\n", strings.Join(remarks, "\n"))
	}
	fmt.Fprintf(&b, "\n%s\n", s.outcome())
	_, err := io.WriteString(w, b.String())
	return err
}

// writeReports says where every report that was read went.
func (s *Summary) writeReports(b *strings.Builder) {
	line := func(what string, n int64, note string) {
		fmt.Fprintf(b, "%s\n", strings.TrimRight(fmt.Sprintf("%-24s %13s   %s", what, thousands(n), note), " "))
	}
	some := func(what string, n int64, note string) {
		if n != 0 {
			line(what, n, note)
		}
	}
	line("reports read", s.Reports, "")
	if rejected := s.rejected(); rejected > 0 {
		line("  rejected", rejected, fmt.Sprintf("%.2f %%%s", 100*float64(rejected)/float64(max(s.Reports, 1)), s.rejectsNote()))
		for _, reason := range byCount(s.Rejected) {
			line("    "+reason, s.Rejected[reason], "")
		}
	}
	some("  before the window", s.Early, "")
	some("  after the window", s.Late, "")
	some("  left out", s.LeftOut, "as --opt-out asks")
	some("  too young", s.Young, "of sites first seen less than privacy.min_age weeks before")
	if s.Merged {
		some("  merged", s.Duplicates, "with a later report of the same site")
		line("sites", s.Sites, "all their reports made one each")
	} else {
		some("  replaced", s.Duplicates, "by a later report of the same site")
		line("sites", s.Sites, "one report each")
	}
	some("damaged files", int64(s.DamagedFiles), fmt.Sprintf("%.1f MB, left out; see the log", float64(s.DamagedBytes)/1e6))
	some("entries skipped", s.SkippedEntries, "did not fit the schema; the rest of their reports is kept")
	some("entries too many", s.Limited.Entries, "of reports with more than limits.max_entries, of which a fixed choice counts")
	some("texts too long", s.Limited.Long, "of more than limits.max_value_bytes; read as NULL")
	some("texts with controls", s.Limited.Control, "that is, control characters; read as NULL")
	some("texts turning direction", s.Limited.Direction, "of the text around them; read as NULL")
}

func (s *Summary) rejectsNote() string {
	if s.RejectsDir == "" {
		return "; --rejects DIR keeps them, with file, line and reason"
	}
	return "; see " + s.RejectsDir
}

// byCount lists the reasons, the most frequent first.
func byCount(counts map[string]int64) []string {
	var reasons []string
	for reason, n := range counts {
		if n != 0 {
			reasons = append(reasons, reason)
		}
	}
	slices.SortFunc(reasons, func(a, b string) int {
		if d := counts[b] - counts[a]; d != 0 {
			return int(min(max(d, -1), 1))
		}
		return strings.Compare(a, b)
	})
	return reasons
}

// nothing says whether there are too few sites for any table to have a row.
func (s *Summary) nothing() bool { return s.Sites < int64(s.leastK()) }

func (s *Summary) writeTables(b *strings.Builder) {
	if len(s.Tables) == 0 || s.nothing() {
		return
	}
	width := len("table")
	for _, t := range s.Tables {
		width = max(width, len(t.Name))
	}
	fmt.Fprintf(b, "\n%-*s  %11s  %11s  %5s\n", width, "table", "rows", "withheld", "k")
	for _, t := range s.Tables {
		withheld := "not counted"
		if t.Withheld != cells.NotCounted {
			withheld = thousands(t.Withheld)
		}
		fmt.Fprintf(b, "%-*s  %11s  %11s  %5s\n", width, t.Name, thousands(t.Rows), withheld, thousands(int64(t.K)))
	}
}

// remarks are the sentences on what the numbers mean.
func (s *Summary) remarks() []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if s.nothing() {
		if s.Refused != "" {
			return nil // the last line says it
		}
		add("%s, k = %d: nothing can be published", plural(s.Sites, "distinct site", "distinct sites"), s.leastK())
		if s.Sites == 0 && s.Early+s.Late > 0 {
			add("All good reports are from outside the window: choose another with --week, or --from and --to")
		}
		return lines
	}
	if s.NewSecret != "" {
		add("Counts are rounded by a new secret, %s: keep it, and a copy in a safe place", s.NewSecret)
	}
	if l := s.Loss; l != nil {
		add("Differential privacy: this week loses ε = %.6g of %.6g, δ = %.6g of %.6g; with the weeks before it, ε = %.6g, δ = %.6g",
			l.Epsilon, l.BudgetEpsilon, l.Delta, l.BudgetDelta, l.TotalEpsilon, l.TotalDelta)
	}
	if s.Mode == job.CountsThreshold {
		add("These counts are exact: --counts threshold is for measuring, not for the public")
	}
	for _, t := range s.Tables {
		switch {
		case t.Rows > 0:
		case t.Withheld > 0:
			add("%s: all groups withheld (fewer than k = %d sites)", t.Name, t.K)
		case t.Private:
			add("%s: no group has enough sites to appear through the noise", t.Name)
		case t.Withheld == cells.NotCounted:
			add("%s: no group has k = %d sites", t.Name, t.K)
		default:
			add("%s: no rows, because no report has anything to count for it", t.Name)
		}
	}
	for _, t := range s.Tables {
		if t.Audited > 0 {
			add("%s: withheld after the audit: %s", t.Name, plural(t.Audited, "row", "rows"))
		}
	}
	for _, t := range s.Stale {
		last := ""
		if t.Week != "" {
			last = "; its last week is " + t.Week
		} else if !s.DryRun { // which does not look at what is published
			last = "; it has never been published"
		}
		add("%s: not made, because the input lacks %s%s", t.Name, strings.Join(t.Columns, ", "), last)
	}
	if len(s.NewColumns) > 0 {
		var names []string
		for _, c := range s.NewColumns {
			names = append(names, fmt.Sprintf("%s (%s)", c.Name, plural(c.Reports, "report", "reports")))
		}
		add("Columns that the schema lacks were ignored: %s", strings.Join(names, ", "))
	}
	for _, table := range byCount(s.Cut) {
		add("%s: %s more rows than one site counts in (max_rows), and a fixed choice of them counts", table, plural(s.Cut[table], "site has", "sites have"))
	}
	for _, table := range byCount(s.Faults) {
		add("%s: %s had no value for a site's data (such as a division by zero) and became NULL",
			table, plural(s.Faults[table], "expression", "expressions"))
	}
	return lines
}

// outcome is the last line: what there is now, and how long it took.
func (s *Summary) outcome() string {
	var phases []string
	for _, p := range s.Phases {
		text := p.Name + " " + seconds(p.Elapsed)
		if p.Bytes > 0 && p.Elapsed >= time.Second/2 { // less is no measurement
			text += fmt.Sprintf(" at %.0f MB/s", float64(p.Bytes)/1e6/p.Elapsed.Seconds())
		}
		phases = append(phases, text)
	}
	took := "It took " + seconds(s.Elapsed)
	if len(phases) > 0 {
		took += ": " + strings.Join(phases, ", ")
	}
	switch {
	case s.Refused != "":
		return fmt.Sprintf("Not published: %s.\n%s.", strings.TrimSuffix(s.Refused, "."), took)
	case s.DryRun:
		return fmt.Sprintf("Dry run: nothing was published.\n%s.", took)
	case s.Output == "":
		return fmt.Sprintf("Nothing was published.\n%s.", took)
	}
	without := ""
	if n := len(s.Stale); n > 0 {
		without = " without " + plural(int64(n), "table", "tables")
	}
	return fmt.Sprintf("Published to %s%s.\n%s.", s.Output, without, took)
}
