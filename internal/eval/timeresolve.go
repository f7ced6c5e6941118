package eval

import (
	"strings"
	"time"
)

// instant makes an instant of all that was read.
func (r *layoutReader) instant() (instant int64, ok bool) {
	if r.isUnix { // it counts more than all the rest
		return r.unix * microsOfSecond, true
	}
	if r.twelve && r.afternoon {
		r.hour += 12
	}
	if r.second == 60 { // the next minute's first
		r.fraction = 0
	}
	if r.twoDigits {
		r.year += 100 * r.century
	}
	day, ok := r.day()
	clock := day*microsOfDay + ((r.hour*60+r.minute)*60+r.second)*microsOfSecond + r.fraction
	return r.zone.instant(clock), ok
}

// day makes the date. Elements of ISO 8601's calendar count only if there are none of the ordinary one.
func (r *layoutReader) day() (day int64, ok bool) {
	ordinary := max(r.yearAt, r.monthAt, r.domAt, r.dayOfYearAt, r.weekAt) > 0
	switch {
	case !ordinary && r.isoYearAt > 0:
		return r.isoDate()
	case r.dayOfYearAt > 0 && (r.dayOfYearAt > r.weekAt || r.wdayAt == 0):
		day, ok = r.ofDayOfYear()
		if !ok {
			return 0, false
		}
		r.replace(day, r.dayOfYearAt)
	case r.weekAt > 0:
		day, ok = r.ofWeek()
		if !ok {
			return 0, false
		}
		r.replace(day, r.weekAt)
	}
	day = dayOf(int(r.year), int(r.month), int(r.dom))
	_, _, dom := calendar(day)
	return day, int64(dom) == r.dom
}

// replace lets a day stand for what was read of year, month and day before the element that gave it.
func (r *layoutReader) replace(day int64, at int) {
	year, month, dom := calendar(day)
	if r.yearAt < at {
		r.year = int64(year)
	}
	if r.monthAt < at {
		r.month = int64(month)
	}
	if r.domAt < at {
		r.dom = int64(dom)
	}
}

func (r *layoutReader) ofDayOfYear() (day int64, ok bool) {
	day = dayOf(int(r.year), 1, int(r.dayOfYear))
	year, _, _ := calendar(day)
	return day, int64(year) == r.year
}

// ofWeek is the first day of a week of the year, if the year has that week. A weekday besides is refused, as
// GoogleSQL does.
func (r *layoutReader) ofWeek() (day int64, ok bool) {
	p := part{weeks, r.weekFirst}
	first, last := dayOf(int(r.year), 1, 1), dayOf(int(r.year), 12, 31)
	if r.wdayAt > 0 || r.week < p.extract(first*microsOfDay) || r.week > p.extract(last*microsOfDay) {
		return 0, false
	}
	return weekStart(first+6, r.weekFirst) + 7*(r.week-1), true
}

// isoDate makes a date of ISO 8601's year and a day of it, or a week and a weekday; the first of what is missing.
func (r *layoutReader) isoDate() (day int64, ok bool) {
	start, end := isoYearStart(int(r.isoYear)), isoYearStart(int(r.isoYear)+1)
	switch {
	case r.isoDAt > 0 && (r.isoDAt > r.isoWeekAt || r.wdayAt == 0):
		day = start + r.isoDay - 1
	case r.isoWeekAt > 0:
		day = start + 7*(r.isoWeek-1)
		if r.wdayAt > 0 {
			day += floorMod(r.weekday-monday, 7)
		}
	default:
		day = start
	}
	return day, day < end
}

var monthNames, weekdayNames = func() (ofMonths, ofWeekdays []string) {
	for m := time.January; m <= time.December; m++ {
		ofMonths = append(ofMonths, strings.ToLower(m.String()))
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		ofWeekdays = append(ofWeekdays, strings.ToLower(d.String()))
	}
	return ofMonths, ofWeekdays
}()

// name reads a name of a list, in full or its first three letters, whatever the case. Months count from 1, weekdays
// from 0.
func (r *layoutReader) name(n *int64, names []string) bool {
	for i, name := range names {
		for _, word := range [2]string{name, name[:3]} {
			if len(r.text) >= len(word) && equalFold(r.text[:len(word)], word) {
				r.text = r.text[len(word):]
				*n = int64(i + len(names)/12)
				return true
			}
		}
	}
	return false
}
