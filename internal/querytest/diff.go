package querytest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"isobar/internal/value"
)

// maxDiff is how many lines of a difference are written.
const maxDiff = 50

// Diff writes what is different, in lines that begin with indent: problems of the expected rows, or the
// rows in aligned columns, - those that are expected and not published, + those that are published and not
// expected, one below the other if they have the same keys. Cells are as the file has them.
func (f *Failure) Diff(indent string) string {
	var b strings.Builder
	if f.Problems != nil {
		for _, p := range unjoin(f.Problems) {
			fmt.Fprintf(&b, "%s%v\n", indent, p)
		}
		return b.String()
	}
	order := ""
	if f.query.Ordered {
		order = ", in the query's order"
	}
	fmt.Fprintf(&b, "%s- expected, + published%s\n", indent, order)
	lines, same := f.lines()
	rest := 0
	if len(lines) > maxDiff {
		lines, rest = lines[:maxDiff], len(lines)-maxDiff
	}
	for _, line := range f.align(lines) {
		b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
	}
	if rest > 0 {
		fmt.Fprintf(&b, "%s… and %d more that differ\n", indent, rest)
	}
	switch {
	case len(f.got) == 0:
		fmt.Fprintf(&b, "%snothing is published at k = %d\n", indent, f.query.K)
	case same == 1:
		fmt.Fprintf(&b, "%s1 row is as expected\n", indent)
	case same > 1:
		fmt.Fprintf(&b, "%s%d rows are as expected\n", indent, same)
	}
	return b.String()
}

// diffLine is one row of a difference.
type diffLine struct {
	mark  string
	cells []string
}

// lines are the header and the rows that differ; same is the number of the others.
func (f *Failure) lines() (lines []diffLine, same int) {
	header := diffLine{mark: " "}
	for _, c := range f.query.Output {
		header.cells = append(header.cells, c.Name)
	}
	lines = append(lines, header)
	add := func(mark string, r row) {
		line := diffLine{mark: mark}
		for _, v := range r {
			line.cells = append(line.cells, cellText(f.dict, v))
		}
		lines = append(lines, line)
	}
	for _, p := range f.pairs {
		if p.same {
			same++
			continue
		}
		if p.want != none {
			add("-", f.want[p.want])
		}
		if p.got != none {
			add("+", f.got[p.got])
		}
	}
	return lines, same
}

// align makes columns of lines, numbers to the right.
func (f *Failure) align(lines []diffLine) []string {
	width := make([]int, len(f.query.Output))
	for _, line := range lines {
		for i, cell := range line.cells {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	aligned := make([]string, len(lines))
	for n, line := range lines {
		text := line.mark
		for i, cell := range line.cells {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			switch f.query.Output[i].Kind {
			case value.Int64, value.Float64, value.Numeric:
				text += "  " + pad + cell
			default:
				text += "  " + cell + pad
			}
		}
		aligned[n] = text
	}
	return aligned
}
