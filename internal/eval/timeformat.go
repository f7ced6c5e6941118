package eval

import (
	"strconv"
	"time"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// buildFormat makes FORMAT_DATE, FORMAT_DATETIME and FORMAT_TIMESTAMP, each of which takes any of the three types.
func buildFormat(call *plan.Call, args []scalar) (scalar, error) {
	return byLayout(call, args, call.Args[1].Kind(), false, func(f *frame, layout []formatElement, a value.Value, z zone) value.Value {
		f.buf = appendLayout(f.buf[:0], layout, clockOf(a), z)
		return f.textOf(value.String, f.buf)
	})
}

// appendLayout writes an instant as a format string says.
func appendLayout(dst []byte, layout []formatElement, instant int64, z zone) []byte {
	offset := wholeMinutes(z.offsetAt(instant))
	clock := instant + offset
	for _, e := range layout {
		switch e.code {
		case 0:
			dst = append(dst, e.text...)
		case 's':
			dst = strconv.AppendInt(dst, floorDiv(instant, microsOfSecond), 10)
		case 'z':
			dst = appendOffset(dst, offset, "")
		case offsetWithColon:
			dst = appendOffset(dst, offset, ":")
		case 'Z':
			dst = appendZone(dst, offset)
		case secondsInFull, secondsWithDigits:
			dst = appendSeconds(dst, clock, e)
		default:
			dst = appendElement(dst, e.code, clock)
		}
	}
	return dst
}

// field is how a number is written that EXTRACT gives for a part.
type field struct {
	part  part
	width int
	pad   byte
}

var fields = map[byte]field{
	'Y': {part{unit: years}, 1, '0'}, yearOfFour: {part{unit: years}, 4, '0'}, 'G': {part{unit: isoYears}, 1, '0'},
	'Q': {part{unit: quarters}, 1, '0'}, 'm': {part{unit: months}, 2, '0'}, 'd': {part{unit: days}, 2, '0'}, 'e': {part{unit: days}, 2, ' '},
	'j': {part{unit: daysOfYear}, 3, '0'}, 'U': {part{unit: weeks}, 2, '0'}, 'W': {part{weeks, monday}, 2, '0'}, 'V': {part{isoWeeks, monday}, 2, '0'},
	'H': {part{unit: hours}, 2, '0'}, 'k': {part{unit: hours}, 2, ' '}, 'M': {part{unit: minutes}, 2, '0'}, 'S': {part{unit: seconds}, 2, '0'},
}

// appendElement writes the elements that depend on the wall clock alone.
func appendElement(dst []byte, code byte, clock int64) []byte {
	if f, ok := fields[code]; ok {
		return appendPadded(dst, f.part.extract(clock), f.width, f.pad)
	}
	day := floorDiv(clock, microsOfDay)
	year, month, _ := calendar(day)
	hour := part{unit: hours}.extract(clock)
	switch code {
	case 'A':
		return append(dst, time.Weekday(weekday(day)).String()...)
	case 'a':
		return append(dst, time.Weekday(weekday(day)).String()[:3]...)
	case 'B':
		return append(dst, time.Month(month).String()...)
	case 'b':
		return append(dst, time.Month(month).String()[:3]...)
	case 'C':
		return appendPadded(dst, int64(year/100), 2, '0')
	case 'y':
		return appendPadded(dst, int64(year%100), 2, '0')
	case 'g':
		return appendPadded(dst, int64(isoYear(day)%100), 2, '0')
	case 'J':
		return appendPadded(dst, day-isoYearStart(isoYear(day))+1, 3, '0')
	case 'u':
		return appendPadded(dst, floorMod(weekday(day)-1, 7)+1, 1, '0')
	case 'w':
		return appendPadded(dst, weekday(day), 1, '0')
	case 'I':
		return appendPadded(dst, floorMod(hour-1, 12)+1, 2, '0')
	case 'l':
		return appendPadded(dst, floorMod(hour-1, 12)+1, 2, ' ')
	case 'p':
		return append(dst, [2]string{"AM", "PM"}[hour/12]...)
	case 'P':
		return append(dst, [2]string{"am", "pm"}[hour/12]...)
	case 'n':
		return append(dst, '\n')
	case 't':
		return append(dst, '\t')
	}
	return dst
}

// appendPadded writes a number that is not negative, filled up to a width.
func appendPadded(dst []byte, n int64, width int, pad byte) []byte {
	var digits [20]byte
	text := strconv.AppendInt(digits[:0], n, 10)
	for range width - len(text) {
		dst = append(dst, pad)
	}
	return append(dst, text...)
}

// appendSeconds writes the second with so many digits of fraction, cut off, or with all but zeros at the end.
func appendSeconds(dst []byte, clock int64, e formatElement) []byte {
	dst = appendPadded(dst, part{unit: seconds}.extract(clock), 2, '0')
	fraction, digits := floorMod(clock, microsOfSecond), 6
	switch {
	case e.code == secondsWithDigits:
		for ; digits > e.digits; digits-- {
			fraction /= 10
		}
	default:
		for ; digits > 0 && fraction%10 == 0; digits-- {
			fraction /= 10
		}
	}
	if digits == 0 {
		return dst
	}
	return appendPadded(append(dst, '.'), fraction, digits, '0')
}

// appendZone writes UTC, UTC+2 or UTC-0330: the zone's name is not known from the offset.
func appendZone(dst []byte, offset int64) []byte {
	dst = append(dst, "UTC"...)
	switch {
	case offset == 0:
		return dst
	case offset%microsOfHour != 0:
		return appendOffset(dst, offset, "")
	case offset < 0:
		return strconv.AppendInt(append(dst, '-'), -offset/microsOfHour, 10)
	}
	return strconv.AppendInt(append(dst, '+'), offset/microsOfHour, 10)
}
