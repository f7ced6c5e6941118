package report

import "math"

const (
	microsPerSecond = 1_000_000
	secondsPerDay   = 86_400

	minTimestamp = -62_135_596_800 * microsPerSecond   // 0001-01-01 00:00:00, BigQuery's least
	maxTimestamp = 253_402_300_800*microsPerSecond - 1 // 9999-12-31 23:59:59.999999, its greatest
	maxZone      = 14 * 3600                           // seconds; BigQuery's and the world's widest
)

// parseTimestamp reads a TIMESTAMP, in microseconds since 1970-01-01T00:00:00Z, from BigQuery's
// literals and what ISO 8601, RFC 3339 and Ruby's Time print:
//
//	YYYY-[M]M-[D]D[(T| )[H]H:[M]M:[S]S[.fraction]][[ ]zone]     zone: UTC, Z, ±[H]H, ±[H]H:MM, ±HHMM
//
// Digits of the fraction beyond microseconds are dropped. Without a time it is midnight, without a zone
// UTC. A second of 60, which a leap second makes, is the first of the next minute. Named zones other
// than UTC are not read: what they mean changes with the machine's time-zone data.
// (https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#canonical_format_for_timestamp_literals)
func parseTimestamp(b []byte) (micros int64, ok bool) {
	days, b, ok := cutDate(b)
	if !ok {
		return 0, false
	}
	var clock int64
	switch {
	case len(b) == 0:
	case b[0] == 'T' || b[0] == 't' || b[0] == ' ' && len(b) > 1 && isDigit(b[1]):
		if clock, b, ok = cutClock(b[1:]); !ok {
			return 0, false
		}
	}
	offset, ok := parseZone(b)
	if !ok {
		return 0, false
	}
	micros = (days*secondsPerDay-offset)*microsPerSecond + clock
	return micros, micros >= minTimestamp && micros <= maxTimestamp
}

// parseDatetime reads a DATETIME, in microseconds since 1970-01-01T00:00:00, from what parseTimestamp reads but without
// a zone: a wall clock has none.
func parseDatetime(b []byte) (micros int64, ok bool) {
	days, b, ok := cutDate(b)
	if !ok {
		return 0, false
	}
	var clock int64
	if len(b) > 0 {
		if b[0] != 'T' && b[0] != 't' && b[0] != ' ' {
			return 0, false
		}
		if clock, b, ok = cutClock(b[1:]); !ok {
			return 0, false
		}
	}
	micros = days*secondsPerDay*microsPerSecond + clock
	return micros, len(b) == 0 && micros <= maxTimestamp
}

// parseDate reads a DATE, in days since 1970-01-01, from YYYY-[M]M-[D]D.
func parseDate(b []byte) (days int64, ok bool) {
	days, rest, ok := cutDate(b)
	return days, ok && len(rest) == 0
}

func cutDate(b []byte) (days int64, rest []byte, ok bool) {
	if len(b) < len("2026-1-1") || b[4] != '-' {
		return 0, nil, false
	}
	year, rest, ok := cutDigits(b, 4)
	if !ok || len(rest) == 0 || rest[0] != '-' || year < 1 {
		return 0, nil, false
	}
	month, rest, ok := cutDigits(rest[1:], 2)
	if !ok || len(rest) == 0 || rest[0] != '-' || month < 1 || month > 12 {
		return 0, nil, false
	}
	day, rest, ok := cutDigits(rest[1:], 2)
	if !ok || day < 1 || day > daysIn(year, month) {
		return 0, nil, false
	}
	return daysSince1970(year, month, day), rest, true
}

// cutClock reads [H]H:[M]M:[S]S[.fraction], in microseconds since midnight.
func cutClock(b []byte) (micros int64, rest []byte, ok bool) {
	hour, b, ok := cutDigits(b, 2)
	if !ok || len(b) == 0 || b[0] != ':' || hour > 23 {
		return 0, nil, false
	}
	minute, b, ok := cutDigits(b[1:], 2)
	if !ok || len(b) == 0 || b[0] != ':' || minute > 59 {
		return 0, nil, false
	}
	second, b, ok := cutDigits(b[1:], 2)
	if !ok || second > 60 || second == 60 && minute != 59 {
		return 0, nil, false
	}
	micros = int64(hour*3600+minute*60+second) * microsPerSecond
	if len(b) == 0 || b[0] != '.' {
		return micros, b, true
	}
	i := 1
	for scale := int64(microsPerSecond / 10); i < len(b) && isDigit(b[i]); i++ {
		micros += int64(b[i]-'0') * scale
		scale /= 10
	}
	return micros, b[i:], i > 1
}

// parseZone reads all of b as an offset from UTC, in seconds east.
func parseZone(b []byte) (seconds int64, ok bool) {
	if len(b) > 1 && b[0] == ' ' {
		b = b[1:]
	}
	switch {
	case len(b) == 0, len(b) == 1 && (b[0] == 'Z' || b[0] == 'z'), string(b) == "UTC":
		return 0, true
	case b[0] != '+' && b[0] != '-':
		return 0, false
	}
	sign := int64(1)
	if b[0] == '-' {
		sign = -1
	}
	b = b[1:]
	colon := len(b)
	switch {
	case len(b) == 4 && b[1] != ':':
		colon = 2 // HHMM
	case len(b) > 3:
		colon = len(b) - 3
		if b[colon] != ':' {
			return 0, false
		}
	}
	hours, rest, ok := cutDigits(b[:colon], 2)
	if !ok || len(rest) > 0 {
		return 0, false
	}
	minutes := 0
	if tail := b[colon:]; len(tail) > 0 {
		if tail[0] == ':' {
			tail = tail[1:]
		}
		if minutes, rest, ok = cutDigits(tail, 2); !ok || len(tail) != 2 || len(rest) > 0 || minutes > 59 {
			return 0, false
		}
	}
	seconds = int64(hours*3600 + minutes*60)
	return sign * seconds, seconds <= maxZone
}

// cutDigits reads one to most decimal digits.
func cutDigits(b []byte, most int) (n int, rest []byte, ok bool) {
	i := 0
	for i < len(b) && i < most && isDigit(b[i]) {
		n = 10*n + int(b[i]-'0')
		i++
	}
	return n, b[i:], i > 0
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// daysSince1970 counts days in the proleptic Gregorian calendar. Years are taken to begin in March, so
// that the leap day is a year's last and the lengths of the months before it follow 153 days in 5
// months.
func daysSince1970(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	const march1970 = 719_469 // the same sum for 1970-01-01
	return int64(365*year+year/4-year/100+year/400+(153*(month-3)+2)/5+day) - march1970
}

// Timestamps must fit the arithmetic above whatever the zone.
const _ = uint64(math.MaxInt64 - maxTimestamp - maxZone*microsPerSecond)
