package eval

import (
	"time"

	"isobar/internal/value"
)

// DATE and TIMESTAMP run from the first day of the year 1 to the last of the year 9999, in UTC.
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

func dateToTimestamp(_ *frame, a value.Value) value.Value {
	if !validDate(a.Int64()) {
		return failure(overflow)
	}
	return value.OfTimestamp(a.Int64() * microsOfDay)
}

func timestampToText(f *frame, a value.Value) value.Value {
	return f.textOf(value.String, append(f.buf[:0], value.TimestampString(a.Int64())...))
}

func timestampToDate(_ *frame, a value.Value) value.Value {
	day := a.Int64() / microsOfDay
	if a.Int64()%microsOfDay < 0 {
		day--
	}
	return value.OfDate(day)
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

// textToTimestamp reads a date and, after a space or T, a time [H]H:[M]M:[S]S[.F] and a zone: Z, UTC,
// [UTC]±[H]H[[:]MM], all optional; UTC if there is none. Names of other zones fail: what they mean
// would depend on the tables of the machine.
func textToTimestamp(f *frame, a value.Value) value.Value {
	s := scanner{text: f.read(a)}
	day, ok := s.date(5)
	if !ok {
		return failure(badCast)
	}
	micros := day * microsOfDay
	if len(s.text) > 0 {
		if !s.skip(" Tt") {
			return failure(badCast)
		}
		if len(s.text) > 0 && '0' <= s.text[0] && s.text[0] <= '9' {
			clock, ok := s.clock()
			if !ok {
				return failure(badCast)
			}
			micros += clock
		} else if len(s.text) == 0 || s.text[0] != '+' && s.text[0] != '-' {
			return failure(badCast)
		}
		offset, ok := s.zone()
		if !ok || len(s.text) > 0 {
			return failure(badCast)
		}
		micros -= offset
	}
	if micros < minTimestamp || micros > maxTimestamp {
		return failure(badCast)
	}
	return value.OfTimestamp(micros)
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
		fraction, ok := s.number(1, 9)
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

// zone reads the offset from UTC; nothing means none.
func (s *scanner) zone() (micros int64, ok bool) {
	switch {
	case len(s.text) == 0:
		return 0, true
	case s.skip("Zz"):
		return 0, true
	case len(s.text) >= 4 && string(s.text[:4]) == " UTC":
		if s.text = s.text[4:]; len(s.text) == 0 {
			return 0, true
		}
	}
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
	micros = (hour*60 + minute) * 60_000_000
	if negative {
		micros = -micros
	}
	return micros, true
}
