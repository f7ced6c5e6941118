package eval

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// formatPart is a piece of a FORMAT string: a text, and after it a value, if verb is not 0.
type formatPart struct {
	text                             []byte
	verb                             byte // one of d i o x X f F e E g G s t T
	minus, plus, space, alt          bool // the flags - + space #
	zero, group                      bool // the flags 0 '
	width, precision                 int64
	widthFrom, precisionFrom, number int // the arguments for * and for the value; -1 for none
}

// maxPlaces is enough for any FLOAT64 to be written exactly.
const maxPlaces = exactPlaces

// buildFormatText makes FORMAT(format, …). A literal format is checked with the plan; another one for each row,
// where a bad one is an error of the data. NULL is written by %t and %T, and makes everything NULL elsewhere.
func buildFormatText(call *plan.Call, args []scalar) (scalar, error) {
	kinds := make([]value.Kind, len(args)-1)
	for i, arg := range call.Args[1:] {
		kinds[i] = arg.Kind()
	}
	var fixed []formatPart
	text, isFixed := constant(call.Args[0])
	if isFixed {
		var err error
		if fixed, err = parseFormat(text, kinds); err != nil {
			if !call.Safe {
				return nil, err
			}
			isFixed = false
		}
	}
	return func(f *frame) value.Value {
		format := args[0](f)
		if format.IsNull() {
			return null
		}
		// Arguments may use the buffer themselves, so all are computed before it is filled.
		start := len(f.stack)
		for _, arg := range args[1:] {
			v := arg(f)
			f.stack = append(f.stack, v)
		}
		parts := fixed
		if !isFixed {
			var err error
			if parts, err = parseFormat(f.read(format), kinds); err != nil {
				f.stack = f.stack[:start]
				return failure(badArgument)
			}
		}
		result := f.format(parts, f.stack[start:])
		f.stack = f.stack[:start]
		return result
	}, nil
}

func (f *frame) format(parts []formatPart, values []value.Value) value.Value {
	f.buf = f.buf[:0]
	for _, part := range parts {
		if f.buf = append(f.buf, part.text...); len(f.buf) > maxText {
			return failure(badArgument)
		}
		if part.verb == 0 {
			continue
		}
		if part.widthFrom >= 0 {
			w := values[part.widthFrom]
			switch {
			case w.IsNull():
				return null
			case w.Int64() > maxText || w.Int64() < -maxText:
				return failure(badArgument)
			}
			if part.width = w.Int64(); part.width < 0 {
				part.minus, part.width = true, -part.width
			}
		}
		if part.precisionFrom >= 0 {
			p := values[part.precisionFrom]
			if p.IsNull() {
				return null
			}
			var ok bool
			if part.precision, ok = part.limit(p.Int64()); !ok {
				return failure(badArgument)
			}
		}
		v := values[part.number]
		if v.IsNull() && part.verb != 't' && part.verb != 'T' {
			return null
		}
		f.buf = f.appendPart(f.buf, &part, v)
	}
	if len(f.buf) > maxText {
		return failure(badArgument)
	}
	return f.textOf(value.String, f.buf)
}

// limit checks a precision: none if it is negative, and no more than makes a difference.
func (p *formatPart) limit(precision int64) (_ int64, ok bool) {
	switch p.verb {
	case 'g', 'G':
		precision = min(precision, maxPlaces)
	case 'f', 'F', 'e', 'E':
		ok = precision <= maxPlaces
		return max(precision, -1), ok
	}
	return max(precision, -1), precision <= maxText
}

// appendPart writes a value.
func (f *frame) appendPart(dst []byte, p *formatPart, v value.Value) []byte {
	start := len(dst)
	switch p.verb {
	case 's', 't', 'T':
		if dst = f.appendShown(dst, v, p.verb == 'T'); p.precision >= 0 {
			dst = dst[:start+split(value.String, dst[start:], p.precision)]
		}
	case 'd', 'i', 'o', 'x', 'X':
		dst = p.appendInt(dst, v.Int64())
	default:
		if v.Kind == value.Numeric {
			dst = p.appendNumber(dst, decimalOf(f.read(v)))
		} else {
			dst = p.appendNumber(dst, float(v.Float64()))
		}
	}
	missing := int(p.width) - utf8.RuneCount(dst[start:])
	if missing <= 0 {
		return dst
	}
	at := start
	if p.minus {
		at = len(dst)
	}
	return fill(dst, at, missing, ' ')
}

// parseFormat reads a FORMAT string: %[flags][width][.precision]verb, and %% for %.
func parseFormat(text []byte, kinds []value.Kind) ([]formatPart, error) {
	var parts []formatPart
	s := formatScanner{text: text, kinds: kinds}
	for len(s.text) > 0 {
		part, err := s.part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if s.next != len(kinds) {
		return nil, fmt.Errorf("format: the format string has %d places for values, and %d values follow", s.next, len(kinds))
	}
	return parts, nil
}

type formatScanner struct {
	text  []byte
	kinds []value.Kind
	next  int // the next argument
}

var errFormatEnd = errors.New("format: the format string ends behind a %: write %% for one")

func (s *formatScanner) part() (formatPart, error) {
	p := formatPart{precision: -1, widthFrom: -1, precisionFrom: -1}
	at := slices.Index(s.text, '%')
	if at < 0 {
		p.text, s.text = s.text, nil
		return p, nil
	}
	p.text, s.text = s.text[:at], s.text[at+1:]
	if len(s.text) > 0 && s.text[0] == '%' {
		p.text = append(slices.Clip(p.text), '%')
		s.text = s.text[1:]
		return p, nil
	}
	for s.flag(&p) {
	}
	var err error
	if p.width, p.widthFrom, err = s.size(); err != nil {
		return p, err
	}
	if p.width > maxText {
		return p, fmt.Errorf("format: a width of %d is more than %d", p.width, maxText)
	}
	precision := int64(-1)
	if s.skip('.') {
		if precision, p.precisionFrom, err = s.size(); err != nil {
			return p, err
		}
	}
	if len(s.text) == 0 {
		return p, errFormatEnd
	}
	p.verb, s.text = s.text[0], s.text[1:]
	var ok bool
	if p.precision, ok = p.limit(precision); !ok {
		return p, fmt.Errorf("format: a precision of %d is too large", precision)
	}
	p.number, err = s.argument("%"+string(rune(p.verb)), verbKinds(p.verb))
	return p, err
}

func (s *formatScanner) flag(p *formatPart) bool {
	switch {
	case s.skip('-'):
		p.minus = true
	case s.skip('+'):
		p.plus = true
	case s.skip(' '):
		p.space = true
	case s.skip('#'):
		p.alt = true
	case s.skip('0'):
		p.zero = true
	case s.skip('\''):
		p.group = true
	default:
		return false
	}
	return true
}

func (s *formatScanner) skip(c byte) bool {
	if len(s.text) == 0 || s.text[0] != c {
		return false
	}
	s.text = s.text[1:]
	return true
}

// size reads a number, which may be missing, or * for an argument.
func (s *formatScanner) size() (n int64, from int, err error) {
	if s.skip('*') {
		from, err = s.argument("*", []value.Kind{value.Int64})
		return 0, from, err
	}
	rest, length := digits(s.text)
	if length > 0 {
		if n, err = strconv.ParseInt(string(s.text[:length]), 10, 64); err != nil {
			n = 1 << 62 // more than any limit
		}
		s.text = rest
	}
	return n, -1, nil
}

// verbKinds lists what a verb writes; nil for everything.
func verbKinds(verb byte) []value.Kind {
	switch verb {
	case 'd', 'i', 'o', 'x', 'X':
		return []value.Kind{value.Int64}
	case 'f', 'F', 'e', 'E', 'g', 'G':
		return []value.Kind{value.Float64, value.Numeric}
	case 's':
		return []value.Kind{value.String}
	case 't', 'T':
		return nil
	}
	return []value.Kind{}
}

// argument takes the next argument, which must be of one of the kinds.
func (s *formatScanner) argument(what string, kinds []value.Kind) (int, error) {
	i := s.next
	s.next++
	switch {
	case kinds != nil && len(kinds) == 0:
		return 0, fmt.Errorf("format: %s is not one of %%d %%i %%o %%x %%X %%f %%F %%e %%E %%g %%G %%s %%t %%T", what)
	case i >= len(s.kinds):
		return 0, fmt.Errorf("format: no value follows for %s", what)
	}
	kind := s.kinds[i]
	if kinds == nil && kind > value.Struct || kinds != nil && kind != value.Null && !slices.Contains(kinds, kind) {
		return 0, fmt.Errorf("format: %s does not write a %s", what, kind)
	}
	return i, nil
}
