package audit

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, rel := range r.Releases {
		fmt.Fprintf(b, "%s week %s: k %d, mode %s, %d tables, %d rows, %d cells", rel.Dataset, rel.Week, rel.K, rel.Mode, rel.Tables, rel.Rows, rel.Cells)
		if !rel.Judged {
			b.WriteString(" (only compared)")
		}
		b.WriteByte('\n')
	}
	writeCounts(b, "findings", r.Counts)
	for i := range r.Findings {
		r.Findings[i].write(b)
	}
	if len(r.WarningCounts) > 0 {
		writeCounts(b, "warnings", r.WarningCounts)
		for i := range r.Warnings {
			r.Warnings[i].write(b)
		}
	}
	if len(r.Limits) > 0 {
		b.WriteString("\nnot searched or not concluded:\n")
		for _, l := range r.Limits {
			fmt.Fprintf(b, "  %s\n", l)
		}
	}
	if r.Incomplete {
		b.WriteString("\nThe search was not finished.\n")
	}
	return b.Flush()
}

func writeCounts(b *bufio.Writer, what string, counts []Count) {
	if len(counts) == 0 {
		fmt.Fprintf(b, "\nno %s\n", what)
		return
	}
	fmt.Fprintf(b, "\n%s:\n", what)
	for _, c := range counts {
		var n []string
		if c.Certain > 0 {
			n = append(n, number(c.Certain))
		}
		if c.Likely > 0 {
			n = append(n, number(c.Likely)+" likely")
		}
		fmt.Fprintf(b, "  %-3s  %-30s %s\n", c.Attack, c.Kind, strings.Join(n, ", "))
	}
}

// write writes one finding.
func (f *Finding) write(b *bufio.Writer) {
	fmt.Fprintf(b, "\n%s %s", f.Attack, f.Kind)
	if f.Likely {
		b.WriteString(" (likely)")
	}
	fmt.Fprintf(b, ", %s week %s", f.Dataset, strings.Join(f.Weeks, " and "))
	if len(f.Tables) > 0 {
		fmt.Fprintf(b, ", %s", strings.Join(f.Tables, ", "))
	}
	fmt.Fprintf(b, "\n  %s: %s", f.Group, span{f.Lo, f.Hi})
	if f.True != nil {
		fmt.Fprintf(b, " (in truth %d)", *f.True)
	}
	b.WriteByte('\n')
	for _, e := range f.Evidence {
		fmt.Fprintf(b, "  - %s\n", e)
	}
	if f.Assumes != "" {
		fmt.Fprintf(b, "  if %s\n", f.Assumes)
	}
}
