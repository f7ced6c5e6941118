package eval

import "math"

// trunc is the beginning of the part in which a wall clock stands.
func (p part) trunc(clock int64) int64 {
	if p.unit >= days {
		return clock - floorMod(clock, widths[p.unit])
	}
	day := floorDiv(clock, microsOfDay)
	year, month, _ := calendar(day)
	switch p.unit {
	case years:
		day = dayOf(year, 1, 1)
	case isoYears:
		day = isoYearStart(isoYear(day))
	case quarters:
		day = dayOf(year, (month-1)/3*3+1, 1)
	case months:
		day = dayOf(year, month, 1)
	default:
		day = weekStart(day, p.first)
	}
	return day * microsOfDay
}

// last is the last day of the part in which a day lies.
func (p part) last(day int64) int64 {
	start := floorDiv(p.trunc(day*microsOfDay), microsOfDay)
	switch p.unit {
	case years:
		return addMonths(start, 12) - 1
	case isoYears:
		return isoYearStart(isoYear(day)+1) - 1
	case quarters:
		return addMonths(start, 3) - 1
	case months:
		return addMonths(start, 1) - 1
	case days:
		return day
	}
	return start + 6
}

// add moves a wall clock by n units; ok is false if that leads out of the years 1 to 9999.
func (p part) add(clock, n int64) (moved int64, ok bool) {
	perUnit := int64(1)
	switch p.unit {
	case years:
		perUnit = 12
	case quarters:
		perUnit = 3
	case months:
	default:
		width := widths[p.unit]
		if most := (maxTimestamp - minTimestamp) / width; n < -most || n > most {
			return 0, false
		}
		moved = clock + n*width
		return moved, validClock(moved)
	}
	if n < -maxMonths || n > maxMonths {
		return 0, false
	}
	day := floorDiv(clock, microsOfDay)
	moved = addMonths(day, n*perUnit)*microsOfDay + floorMod(clock, microsOfDay)
	return moved, validClock(moved)
}

// maxMonths are more than there are between the years 1 and 9999.
const maxMonths = 12 * 10_000

// sub is add of -n units.
func (p part) sub(clock, n int64) (moved int64, ok bool) {
	if n == math.MinInt64 {
		return 0, false
	}
	return p.add(clock, -n)
}

// isStep says whether a unit can be added.
func isStep(u unit) bool { return widths[u] > 0 || u == years || u == quarters || u == months }

// isExact says whether a unit is always of one length, so that a TIMESTAMP can be moved by it.
func isExact(u unit) bool { return widths[u] > 0 }

// diff counts the beginnings of the part that lie between two wall clocks, from b to a.
func (p part) diff(a, b int64) int64 {
	switch p.unit {
	case years, isoYears:
		return p.extract(a) - p.extract(b)
	case quarters:
		return p.count(a, 4) - p.count(b, 4)
	case months:
		return p.count(a, 12) - p.count(b, 12)
	case weeks, isoWeeks:
		return (p.trunc(a) - p.trunc(b)) / (7 * microsOfDay)
	}
	width := widths[p.unit]
	return floorDiv(a, width) - floorDiv(b, width)
}

// count numbers the quarters or months, of which a year has so many.
func (p part) count(clock, ofYear int64) int64 {
	return part{unit: years}.extract(clock)*ofYear + p.extract(clock)
}

// elapsed counts the whole units between two instants, from b to a.
func (p part) elapsed(a, b int64) int64 { return (a - b) / widths[p.unit] }
