package eval

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// buildParse makes PARSE_DATE, PARSE_DATETIME and PARSE_TIMESTAMP.
func buildParse(call *plan.Call, args []scalar) (scalar, error) {
	kind := call.Type
	return byLayout(call, args, kind, true, func(f *frame, layout []formatElement, a value.Value, z zone) value.Value {
		instant, ok := readLayout(f.read(a), layout, z)
		if !ok {
			return failure(badArgument)
		}
		return ofClock(kind, instant)
	})
}

// readLayout reads a text as a format string says; what is not in it is as at 1970-01-01 00:00:00 in the zone.
func readLayout(text []byte, layout []formatElement, z zone) (instant int64, ok bool) {
	r := layoutReader{scanner: scanner{text: text}, zone: z, month: 1, dom: 1, year: 1970, isoDay: 1, isoWeek: 1}
	r.skipSpace()
	for i, e := range layout {
		r.at = i + 1
		if e.code == 0 {
			ok = r.literal(e.text)
		} else {
			// A year directly before another element has four digits at most, so that %Y%m can be read.
			ok = r.element(e, i+1 < len(layout) && layout[i+1].code != 0)
		}
		if !ok {
			return 0, false
		}
	}
	r.skipSpace()
	if len(r.text) > 0 {
		return 0, false
	}
	return r.instant()
}

// layoutReader is what has been read so far. Of elements that say the same, the later one counts.
type layoutReader struct {
	scanner
	zone zone
	at   int // number of the element, from 1

	year, month, dom             int64
	yearAt, monthAt, domAt       int // where they were read last; 0 for nowhere
	century                      int64
	twoDigits, givenCentury      bool // year is to be added to century; %C has said which
	dayOfYear, week, weekday     int64
	dayOfYearAt, weekAt, wdayAt  int
	weekFirst                    int64 // the weekday that weeks begin with
	isoYear, isoWeek, isoDay     int64
	isoYearAt, isoWeekAt, isoDAt int

	hour, minute, second, fraction int64
	twelve, afternoon              bool
	unix                           int64
	isUnix                         bool
}

func (r *layoutReader) skipSpace() {
	for len(r.text) > 0 && asciiSpace(r.text[0]) {
		r.text = r.text[1:]
	}
}

// literal reads text of the format itself: white space stands for any, or none.
func (r *layoutReader) literal(text string) bool {
	for i := range len(text) {
		switch {
		case asciiSpace(text[i]):
			r.skipSpace()
		case len(r.text) == 0 || r.text[0] != text[i]:
			return false
		default:
			r.text = r.text[1:]
		}
	}
	return true
}

// read reads a number of at most so many digits into n, if it is between least and most.
func (r *layoutReader) read(n *int64, digits int, least, most int64) bool {
	v, ok := r.number(1, digits)
	*n = v
	return ok && least <= v && v <= most
}

// element reads one element; tight says that another follows it directly.
func (r *layoutReader) element(e formatElement, tight bool) bool {
	switch e.code {
	case 'n', 't':
		r.skipSpace()
		return true
	case 'Y', yearOfFour, 'C', 'y':
		return r.readYear(e.code, tight)
	case 'm':
		r.monthAt = r.at
		return r.read(&r.month, 2, 1, 12)
	case 'B', 'b':
		r.monthAt = r.at
		return r.name(&r.month, monthNames)
	case 'Q':
		r.monthAt, r.domAt, r.dom = r.at, r.at, 1
		ok := r.read(&r.month, 1, 1, 4)
		r.month = 3*r.month - 2
		return ok
	case 'd', 'e':
		if e.code == 'e' {
			r.skipSpace()
		}
		r.domAt = r.at
		return r.read(&r.dom, 2, 1, 31)
	case 'j':
		r.dayOfYearAt = r.at
		return r.read(&r.dayOfYear, 3, 1, 366)
	case 'U', 'W':
		r.weekAt, r.weekFirst = r.at, fields[e.code].part.first
		return r.read(&r.week, 2, 0, 53)
	case 'A', 'a':
		r.wdayAt = r.at
		return r.name(&r.weekday, weekdayNames)
	case 'u':
		r.wdayAt = r.at
		return r.read(&r.weekday, 1, 1, 7)
	case 'w':
		r.wdayAt = r.at
		return r.read(&r.weekday, 1, 0, 6)
	case 'G':
		r.isoYearAt = r.at
		return r.read(&r.isoYear, 18, 0, 99_999)
	case 'g':
		r.isoYearAt = r.at
		ok := r.read(&r.isoYear, 2, 0, 99)
		r.isoYear += 100 * centuryOf(r.isoYear)
		return ok
	case 'V':
		r.isoWeekAt = r.at
		return r.read(&r.isoWeek, 2, 1, 53)
	case 'J':
		r.isoDAt = r.at
		return r.read(&r.isoDay, 3, 1, 371)
	}
	return r.timeElement(e)
}

// timeElement reads an element of the time of day, or of the time zone.
func (r *layoutReader) timeElement(e formatElement) (ok bool) {
	switch e.code {
	case 'H', 'k':
		if e.code == 'k' {
			r.skipSpace()
		}
		r.twelve = false
		return r.read(&r.hour, 2, 0, 23)
	case 'I', 'l':
		r.skipSpace()
		r.twelve = true
		ok = r.read(&r.hour, 2, 1, 12)
		r.hour %= 12
		return ok
	case 'p', 'P':
		if len(r.text) < 2 {
			return false
		}
		r.afternoon = equalFold(r.text[:2], "pm")
		ok = r.afternoon || equalFold(r.text[:2], "am")
		r.text = r.text[2:]
		return ok
	case 'M':
		return r.read(&r.minute, 2, 0, 59)
	case 'S':
		return r.read(&r.second, 2, 0, 60)
	case secondsInFull, secondsWithDigits:
		return r.read(&r.second, 2, 0, 60) && r.readFraction(e)
	case 's':
		negative := r.skip("-")
		ok = r.read(&r.unix, 12, 0, maxTimestamp)
		if negative {
			r.unix = -r.unix
		}
		r.isUnix = true
		return ok
	case 'z':
		return r.readOffset("")
	case offsetWithColon:
		if r.skip("Z") {
			r.zone = zone{}
			return true
		}
		return r.readOffset(":")
	case 'Z':
		n := 0
		for n < len(r.text) && !asciiSpace(r.text[n]) {
			n++
		}
		r.zone, ok = parseZone(r.text[:n])
		r.text = r.text[n:]
		return ok
	}
	return false
}

// readYear reads the elements of the year. Two digits are of 1969 to 2068, unless %C says otherwise, before or after.
func (r *layoutReader) readYear(code byte, tight bool) bool {
	r.yearAt = r.at
	switch code {
	case 'C':
		if !r.twoDigits {
			r.year = 0
		}
		r.twoDigits, r.givenCentury = true, true
		if tight {
			return r.read(&r.century, 2, 0, 99)
		}
		return r.read(&r.century, 3, 0, 100)
	case 'y':
		ok := r.read(&r.year, 2, 0, 99)
		if !r.givenCentury {
			r.century = centuryOf(r.year)
		}
		r.twoDigits = true
		return ok
	}
	r.twoDigits, r.givenCentury = false, false
	if code == yearOfFour {
		before := len(r.text)
		return r.read(&r.year, 4, 0, 9999) && before-len(r.text) == 4
	}
	if tight {
		return r.read(&r.year, 4, 0, 9999)
	}
	return r.read(&r.year, 5, 0, 10_000)
}

func centuryOf(twoDigits int64) int64 {
	if twoDigits < 69 {
		return 20
	}
	return 19
}

// readFraction reads a point and digits, if there is a point; of all digits only six count.
func (r *layoutReader) readFraction(e formatElement) bool {
	if e.code == secondsWithDigits && e.digits == 0 || !r.skip(".") {
		return true
	}
	n := 0
	r.fraction = 0
	for unit := int64(microsOfSecond / 10); len(r.text) > n && '0' <= r.text[n] && r.text[n] <= '9'; unit /= 10 {
		if e.code == secondsWithDigits && n == e.digits {
			break
		}
		r.fraction += unit * int64(r.text[n]-'0')
		n++
	}
	r.text = r.text[n:]
	return n > 0
}

// readOffset reads ±HH[MM], with something in between that may be left out.
func (r *layoutReader) readOffset(between string) bool {
	negative := len(r.text) > 0 && r.text[0] == '-'
	if !r.skip("+-") {
		return false
	}
	hour, ok := r.number(2, 2)
	rest := r.scanner
	rest.skip(between)
	minute, okMinute := rest.number(2, 2)
	if okMinute && minute <= 59 {
		r.scanner = rest
	} else {
		minute = 0
	}
	offset := (hour*60 + minute) * microsOfMinute
	if negative {
		offset = -offset
	}
	r.zone = zone{offset: offset}
	return ok && hour*60+minute <= 14*60
}
