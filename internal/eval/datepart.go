package eval

import (
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// unit is what EXTRACT can read and what differences, sums and truncations count in.
type unit uint8

const (
	years unit = iota
	isoYears
	quarters
	months
	weeks
	isoWeeks
	days // units below are of a date, those above of a time of day as well
	daysOfWeek
	daysOfYear
	hours
	minutes
	seconds
	millis
	micros
)

// part is a unit, with the weekday that a week begins with.
type part struct {
	unit  unit
	first int64
}

var parts = map[string]part{
	"YEAR": {unit: years}, "ISOYEAR": {unit: isoYears}, "QUARTER": {unit: quarters}, "MONTH": {unit: months},
	"WEEK": {unit: weeks}, "WEEK_MONDAY": {weeks, 1}, "WEEK_TUESDAY": {weeks, 2}, "WEEK_WEDNESDAY": {weeks, 3},
	"WEEK_THURSDAY": {weeks, 4}, "WEEK_FRIDAY": {weeks, 5}, "WEEK_SATURDAY": {weeks, 6}, "ISOWEEK": {isoWeeks, monday},
	"DAY": {unit: days}, "DAYOFWEEK": {unit: daysOfWeek}, "DAYOFYEAR": {unit: daysOfYear},
	"HOUR": {unit: hours}, "MINUTE": {unit: minutes}, "SECOND": {unit: seconds},
	"MILLISECOND": {unit: millis}, "MICROSECOND": {unit: micros},
}

// widths are the units that are always so many microseconds long; 0 for the others.
var widths = [micros + 1]int64{
	weeks: 7 * microsOfDay, days: microsOfDay, hours: microsOfHour, minutes: microsOfMinute, seconds: microsOfSecond,
	millis: 1000, micros: 1,
}

// partOf is the date part at an argument of a call on values of a kind. A DATE has no time of day.
func partOf(call *plan.Call, at int, kind value.Kind) (part, error) {
	name, ok := constant(call.Args[at])
	p, known := parts[string(name)]
	if !ok || !known || kind == value.Date && p.unit >= hours {
		return part{}, fmt.Errorf("%s of %s does not support the date part %s", call.Fn, kind, name)
	}
	return p, nil
}

// partFor is partOf where only parts that a set has are possible.
func partFor(call *plan.Call, at int, kind value.Kind, possible func(u unit) bool) (part, error) {
	p, err := partOf(call, at, kind)
	if err == nil && !possible(p.unit) {
		name, _ := constant(call.Args[at])
		err = fmt.Errorf("%s of %s does not support the date part %s", call.Fn, kind, name)
	}
	return p, err
}

// isSpan says whether a unit is a length of time, so that things begin with it and are cut to it.
func isSpan(u unit) bool { return u != daysOfWeek && u != daysOfYear }

// extract reads the part from a wall clock.
func (p part) extract(clock int64) int64 {
	switch p.unit {
	case hours:
		return floorMod(clock, microsOfDay) / microsOfHour
	case minutes:
		return floorMod(clock, microsOfHour) / microsOfMinute
	case seconds:
		return floorMod(clock, microsOfMinute) / microsOfSecond
	case millis:
		return floorMod(clock, microsOfSecond) / 1000
	case micros:
		return floorMod(clock, microsOfSecond)
	}
	day := floorDiv(clock, microsOfDay)
	switch p.unit {
	case daysOfWeek:
		return weekday(day) + 1
	case isoYears:
		return int64(isoYear(day))
	case isoWeeks:
		return (day-isoYearStart(isoYear(day)))/7 + 1
	}
	year, month, dom := calendar(day)
	switch p.unit {
	case years:
		return int64(year)
	case quarters:
		return int64(month-1)/3 + 1
	case months:
		return int64(month)
	case days:
		return int64(dom)
	case daysOfYear:
		return day - dayOf(year, 1, 1) + 1
	}
	// Week 1 begins with the year's first day that begins a week; what comes before is week 0.
	start := weekStart(dayOf(year, 1, 1)+6, p.first)
	return floorDiv(day-start, 7) + 1
}
