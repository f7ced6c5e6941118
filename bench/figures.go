package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// figures are measurements of the same thing in several runs.
type figures []float64

// median is the middle one, or the mean of the two in the middle.
func (f figures) median() float64 {
	if len(f) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(f))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// least is the smallest, or no number.
func (f figures) least() float64 {
	if len(f) == 0 {
		return math.NaN()
	}
	return slices.Min(f)
}

// text is the median, with the least and the greatest if there are several.
func (f figures) text(unit string) string {
	switch len(f) {
	case 0:
		return "none"
	case 1:
		return digits(f[0]) + unit
	}
	return fmt.Sprintf("%s%s [%s–%s]", digits(f.median()), unit, digits(slices.Min(f)), digits(slices.Max(f)))
}

// per divides each figure by that of the same run. A single figure is divided by all.
func (f figures) per(g figures) (ratios figures) {
	if len(f) == 1 {
		return g.inverse(f[0])
	}
	for i := range min(len(f), len(g)) {
		ratios = append(ratios, f[i]/g[i])
	}
	return ratios
}

// inverse is n divided by each figure.
func (f figures) inverse(n float64) (inverted figures) {
	for _, x := range f {
		inverted = append(inverted, n/x)
	}
	return inverted
}

// of collects one figure of each run.
func of[Run any](runs []Run, figure func(Run) float64) (f figures) {
	for _, r := range runs {
		f = append(f, figure(r))
	}
	return f
}

// digits writes a number with the digits that a measurement is worth.
func digits(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "none"
	case math.Abs(x) >= 99.5:
		return thousands(int64(math.Round(x)))
	case math.Abs(x) >= 9.95:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

// thousands writes a number with commas.
func thousands(n int64) string {
	if n < 0 {
		return "-" + thousands(-n)
	}
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// plural writes a number with its noun; all nouns here take an s.
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}
