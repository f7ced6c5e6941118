package eval

import (
	"bytes"
	"time"

	"isobar/internal/value"
)

// DATE, DATETIME and TIMESTAMP run from the first day of the year 1 to the last of the year 9999, TIMESTAMP in UTC.
const (
	minDate      = -719162
	maxDate      = 2932896
	microsOfDay  = 86_400_000_000
	minTimestamp = minDate * microsOfDay
	maxTimestamp = (maxDate+1)*microsOfDay - 1
)

func validDate(day int64) bool { return minDate <= day && day <= maxDate }

func dateToText(f *frame, a value.Value) value.Value {
	return f.textOf(value.String, append(f.buf[:0], value.DateString(a.Int64())...))
}

// clockTo is CAST between DATE, DATETIME and TIMESTAMP, in UTC.
func clockTo(kind value.Kind) fn1 {
	return func(_ *frame, a value.Value) value.Value { return ofClock(kind, clockOf(a)) }
}

func timestampToText(f *frame, a value.Value) value.Value {
	f.buf = appendTimestamp(f.buf[:0], a.Int64(), zone{})
	return f.textOf(value.String, f.buf)
}

func datetimeToText(f *frame, a value.Value) value.Value {
	f.buf = appendClock(f.buf[:0], a.Int64())
	return f.textOf(value.String, f.buf)
}

// appendClock writes a wall clock as CAST does: YYYY-MM-DD HH:MM:SS, with three or six digits of fraction if there
// is one.
func appendClock(dst []byte, clock int64) []byte {
	layout := "2006-01-02 15:04:05"
	switch {
	case clock%microsOfSecond == 0:
	case clock%1000 == 0:
		layout += ".000"
	default:
		layout += ".000000"
	}
	return time.UnixMicro(clock).UTC().AppendFormat(dst, layout)
}

// appendTimestamp writes an instant as a zone's clock shows it, with ±HH[:MM] from UTC.
func appendTimestamp(dst []byte, instant int64, z zone) []byte {
	offset := wholeMinutes(z.offsetAt(instant))
	dst = appendOffset(appendClock(dst, instant+offset), offset, ":")
	return bytes.TrimSuffix(dst, []byte(":00"))
}

// wholeMinutes drops the seconds of an offset from UTC, which is how it is shown.
func wholeMinutes(offset int64) int64 { return offset - offset%microsOfMinute }

// appendOffset writes ±HHMM with something in between.
func appendOffset(dst []byte, offset int64, between string) []byte {
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	dst = appendPadded(append(dst, sign), offset/microsOfHour, 2, '0')
	return appendPadded(append(dst, between...), offset/microsOfMinute%60, 2, '0')
}

// textToDate reads YYYY-[M]M-[D]D.
func textToDate(f *frame, a value.Value) value.Value {
	s := scanner{text: f.read(a)}
	day, ok := s.date(4)
	if !ok || len(s.text) > 0 || !validDate(day) {
		return failure(badCast)
	}
	return value.OfDate(day)
}

// textToDatetime reads a date and, after a space or T, a time [H]H:[M]M:[S]S[.F], which is optional.
func textToDatetime(f *frame, a value.Value) value.Value {
	clock, ok := readDatetime(f.read(a))
	if !ok {
		return failure(badCast)
	}
	return value.OfDatetime(clock)
}

func readDatetime(text []byte) (clock int64, ok bool) {
	s := scanner{text: text}
	day, ok := s.date(5)
	clock = day * microsOfDay
	if ok && len(s.text) > 0 {
		var time int64
		if ok = s.skip(" Tt"); ok {
			time, ok = s.clock()
		}
		clock += time
	}
	return clock, ok && len(s.text) == 0 && validClock(clock)
}

func textToTimestamp(f *frame, a value.Value) value.Value {
	return readTimestamp(f.read(a), zone{}, true)
}

// readTimestamp reads what readDatetime does and then, if it may have one of its own, a time zone: Z, [ UTC]±[H]H[[:]MM],
// or a space and a name. Without, its clock is of zone z. A zone may also follow the date and a space or T directly, if it
// begins with a sign.
func readTimestamp(text []byte, z zone, own bool) value.Value {
	s := scanner{text: text}
	day, ok := s.date(5)
	if !ok {
		return failure(badCast)
	}
	clock := day * microsOfDay
	if len(s.text) > 0 {
		if !s.skip(" Tt") {
			return failure(badCast)
		}
		if len(s.text) > 0 && '0' <= s.text[0] && s.text[0] <= '9' {
			time, ok := s.clock()
			if !ok {
				return failure(badCast)
			}
			clock += time
		} else if len(s.text) == 0 || s.text[0] != '+' && s.text[0] != '-' {
			return failure(badCast)
		}
		if len(s.text) > 0 {
			if z, ok = s.zone(); !ok || !own {
				return failure(badCast)
			}
		}
	}
	instant := z.instant(clock)
	if !validClock(instant) {
		return failure(badCast)
	}
	return value.OfTimestamp(instant)
}

// scanner reads a date or time from the front of its text.
type scanner struct{ text []byte }

// number reads least to most decimal digits.
func (s *scanner) number(least, most int) (n int64, ok bool) {
	i := 0
	for ; i < most && i < len(s.text) && '0' <= s.text[i] && s.text[i] <= '9'; i++ {
		n = 10*n + int64(s.text[i]-'0')
	}
	s.text = s.text[i:]
	return n, i >= least
}

// skip drops the next character if it is one of these.
func (s *scanner) skip(oneOf string) bool {
	for i := range len(oneOf) {
		if len(s.text) > 0 && s.text[0] == oneOf[i] {
			s.text = s.text[1:]
			return true
		}
	}
	return false
}

func (s *scanner) date(yearDigits int) (day int64, ok bool) {
	year, okYear := s.number(4, yearDigits)
	dash1 := s.skip("-")
	month, okMonth := s.number(1, 2)
	dash2 := s.skip("-")
	dom, okDay := s.number(1, 2)
	if !okYear || !dash1 || !okMonth || !dash2 || !okDay || year < 1 || month < 1 || month > 12 || dom < 1 {
		return 0, false
	}
	t := time.Date(int(year), time.Month(month), int(dom), 0, 0, 0, 0, time.UTC)
	if t.Day() != int(dom) {
		return 0, false
	}
	return t.Unix() / 86400, true // exact: it is midnight
}

// clock reads [H]H:[M]M:[S]S with up to six places of fraction. The second 60 is the next minute's
// first, as in GoogleSQL, which knows no leap seconds.
func (s *scanner) clock() (micros int64, ok bool) {
	hour, okHour := s.number(1, 2)
	colon1 := s.skip(":")
	minute, okMinute := s.number(1, 2)
	colon2 := s.skip(":")
	second, okSecond := s.number(1, 2)
	if !okHour || !colon1 || !okMinute || !colon2 || !okSecond || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	micros = ((hour*60+minute)*60 + second) * 1_000_000
	if s.skip(".") {
		before := len(s.text)
		fraction, ok := s.number(1, 12)
		places := before - len(s.text)
		if !ok || places > 6 {
			return 0, false
		}
		for ; places < 6; places++ {
			fraction *= 10
		}
		micros += fraction
	}
	return micros, true
}

// zone reads all that is left as a time zone.
func (s *scanner) zone() (z zone, ok bool) {
	name := s.text
	switch {
	case name[0] == 'Z' || name[0] == 'z':
		return zone{}, len(name) == 1
	case name[0] == ' ':
		if name = name[1:]; len(name) == 0 || name[0] == '+' || name[0] == '-' {
			return zone{}, false
		}
	case name[0] != '+' && name[0] != '-':
		return zone{}, false
	}
	return parseZone(name)
}

// offset reads ±[H]H[[:]M[M]], up to fourteen hours.
func (s *scanner) offset() (micros int64, ok bool) {
	negative := len(s.text) > 0 && s.text[0] == '-'
	if !s.skip("+-") {
		return 0, false
	}
	hour, okHour := s.number(1, 2)
	minute, okMinute := int64(0), true
	if s.skip(":") || len(s.text) > 0 {
		minute, okMinute = s.number(1, 2)
	}
	if !okHour || !okMinute || minute > 59 || hour*60+minute > 14*60 {
		return 0, false
	}
	micros = (hour*60 + minute) * microsOfMinute
	if negative {
		micros = -micros
	}
	return micros, true
}
