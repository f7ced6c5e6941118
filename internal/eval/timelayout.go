package eval

import (
	"fmt"
	"strings"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// formatElement is one piece of a format string: text that stands for itself, or what a code stands for.
type formatElement struct {
	code   byte   // as after the %, or one of those below; 0 for text
	text   string // of code 0
	digits int    // of secondsWithDigits
}

// Codes for what is written with more than one character.
const (
	offsetWithColon   = 1 // %Ez
	secondsInFull     = 2 // %E*S
	secondsWithDigits = 3 // %E3S
	yearOfFour        = 4 // %E4Y
)

// The codes there are; those that %E and %O, which change nothing in English, may stand before; and those that some
// types have no value for.
const (
	codes          = "AaBbCcDdeFGgHhIJjklMmnPpQRrSsTtUuVWwXxYyZz%"
	alternativeE   = "cCxXyY"
	alternativeO   = "deHImMSuUVwWy"
	notOfADate     = "cHIklMPpRrSsTXZz"
	notOfADatetime = "Zz"
)

// composites are the codes that abbreviate others.
var composites = map[byte]string{
	'c': "%a %b %e %H:%M:%S %Y", 'D': "%m/%d/%y", 'x': "%m/%d/%y", 'F': "%Y-%m-%d", 'R': "%H:%M", 'T': "%H:%M:%S", 'X': "%H:%M:%S",
	'r': "%I:%M:%S %p", 'h': "%b",
}

// parseLayout reads the format string of a function of a kind. Where the type has no value for an element, formatting
// writes the element itself, and parsing is impossible.
func parseLayout(format string, kind value.Kind, parsing bool) (layout []formatElement, err error) {
	without := map[value.Kind]string{value.Date: notOfADate, value.Datetime: notOfADatetime}[kind]
	for format != "" {
		plain, rest, found := strings.Cut(format, "%")
		if plain != "" {
			layout = append(layout, formatElement{text: plain})
		}
		if !found {
			break
		}
		e, size := parseElement(rest)
		source := "%" + rest[:size]
		format = rest[size:]
		switch base := baseCode(e.code); {
		case e.code == 0:
			return nil, fmt.Errorf("format element %s is not supported", source)
		case strings.IndexByte(without, base) >= 0 && parsing:
			return nil, fmt.Errorf("format element %s has no place in a %s", source, kind)
		case strings.IndexByte(without, base) >= 0:
			layout = append(layout, formatElement{text: source})
		case e.code == '%':
			layout = append(layout, formatElement{text: "%"})
		case composites[e.code] != "":
			of, err := parseLayout(composites[e.code], value.Timestamp, parsing)
			if err != nil {
				return nil, err
			}
			layout = append(layout, of...)
		default:
			layout = append(layout, e)
		}
	}
	return layout, nil
}

// parseElement reads what follows a % and how long it is; the code is 0 if that is no element.
func parseElement(rest string) (e formatElement, size int) {
	switch {
	case rest == "":
		return e, 0
	case strings.HasPrefix(rest, "Ez"):
		return formatElement{code: offsetWithColon}, 2
	case strings.HasPrefix(rest, "E*S"):
		return formatElement{code: secondsInFull}, 3
	case strings.HasPrefix(rest, "E4Y"):
		return formatElement{code: yearOfFour}, 3
	case len(rest) > 2 && rest[0] == 'E' && '0' <= rest[1] && rest[1] <= '6' && rest[2] == 'S':
		return formatElement{code: secondsWithDigits, digits: int(rest[1] - '0')}, 3
	case len(rest) > 1 && rest[0] == 'E' && strings.IndexByte(alternativeE, rest[1]) >= 0,
		len(rest) > 1 && rest[0] == 'O' && strings.IndexByte(alternativeO, rest[1]) >= 0:
		return formatElement{code: rest[1]}, 2
	case strings.IndexByte(codes, rest[0]) >= 0:
		return formatElement{code: rest[0]}, 1
	}
	return e, min(len(rest), 3)
}

// baseCode is the simple code with which a longer one shares its value.
func baseCode(code byte) byte {
	switch code {
	case offsetWithColon:
		return 'z'
	case secondsInFull, secondsWithDigits:
		return 'S'
	case yearOfFour:
		return 'Y'
	}
	return code
}

// layoutArgument is a format string made ready: a literal once, others for each row. If ok is false, v is what the
// function gives.
type layoutArgument func(f *frame) (layout []formatElement, v value.Value, ok bool)

// layoutOf makes ready the first argument of a call, for values of a kind.
func layoutOf(call *plan.Call, args []scalar, kind value.Kind, parsing bool) (layoutArgument, error) {
	if format, ok := constant(call.Args[0]); ok {
		layout, err := parseLayout(string(format), kind, parsing)
		if err != nil && !call.Safe {
			return nil, fmt.Errorf("%s: %w", call.Fn, err)
		}
		return func(*frame) ([]formatElement, value.Value, bool) { return layout, failure(badArgument), err == nil }, nil
	}
	format := args[0]
	return func(f *frame) ([]formatElement, value.Value, bool) {
		v := format(f)
		if v.IsNull() {
			return nil, null, false
		}
		layout, err := parseLayout(string(f.read(v)), kind, parsing)
		return layout, failure(badArgument), err == nil
	}, nil
}

// byLayout makes a function of a format string, a value and an optional time zone.
func byLayout(call *plan.Call, args []scalar, kind value.Kind, parsing bool,
	fn func(f *frame, layout []formatElement, a value.Value, z zone) value.Value) (scalar, error) {
	layout, err := layoutOf(call, args, kind, parsing)
	if err != nil {
		return nil, err
	}
	z, err := zoneOf(call, args, 2)
	if err != nil {
		return nil, err
	}
	x := args[1]
	return func(f *frame) value.Value {
		a := x(f)
		if a.IsNull() {
			return null
		}
		layout, v, ok := layout(f)
		if !ok {
			return v
		}
		z, v, ok := z(f)
		if !ok {
			return v
		}
		return fn(f, layout, a, z)
	}, nil
}
