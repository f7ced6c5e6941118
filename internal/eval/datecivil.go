package eval

import "time"

// Dates and times are computed in microseconds of a wall clock since 1970-01-01T00:00:00, in the Gregorian
// calendar extended to all years, as GoogleSQL has it. A DATE is the wall clock's midnight.

const (
	microsOfSecond = 1_000_000
	microsOfMinute = 60 * microsOfSecond
	microsOfHour   = 60 * microsOfMinute
)

// floorDiv is a/b rounded down, for b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// floorMod is what floorDiv leaves, from 0 to b-1.
func floorMod(a, b int64) int64 { return a - b*floorDiv(a, b) }

// validClock says whether a wall clock, or a TIMESTAMP in UTC, is of the years 1 to 9999.
func validClock(clock int64) bool { return minTimestamp <= clock && clock <= maxTimestamp }

// calendar gives the year, month and day of the month of a day since 1970-01-01.
func calendar(day int64) (year, month, dom int) {
	y, m, d := time.Unix(day*86400, 0).UTC().Date()
	return y, int(m), d
}

// dayOf is the day since 1970-01-01. Months beyond the year's and days beyond the month's run on.
func dayOf(year, month, dom int) int64 {
	return floorDiv(time.Date(year, time.Month(month), dom, 0, 0, 0, 0, time.UTC).Unix(), 86400)
}

// isDay says whether there is such a day, and gives it.
func isDay(year, month, dom int64) (day int64, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || dom < 1 || dom > 31 {
		return 0, false
	}
	day = dayOf(int(year), int(month), int(dom))
	_, _, d := calendar(day)
	return day, d == int(dom)
}

// weekday is 0 for a Sunday to 6 for a Saturday.
func weekday(day int64) int64 { return floorMod(day+4, 7) }

// weekStart is the last day up to this one that is such a weekday.
func weekStart(day, first int64) int64 { return day - floorMod(weekday(day)-first, 7) }

// isoYear is the year of ISO 8601 that a day belongs to: that of its week's Thursday.
func isoYear(day int64) int {
	year, _, _ := calendar(weekStart(day, monday) + 3)
	return year
}

// isoYearStart is the Monday with which a year of ISO 8601 begins.
func isoYearStart(year int) int64 { return weekStart(dayOf(year, 1, 4), monday) }

const monday = 1

// addMonths moves a day by months; a day that the month there does not have becomes its last.
func addMonths(day, months int64) int64 {
	year, month, dom := calendar(day)
	last := dayOf(year, month+int(months)+1, 1) - 1
	return min(dayOf(year, month+int(months), 1)+int64(dom)-1, last)
}
