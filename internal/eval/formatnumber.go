package eval

import (
	"bytes"
	"math/big"
	"slices"
	"strconv"

	"isobar/internal/value"
)

// number is what %f, %e and %g write; a sign apart, whatever it is.
type number interface {
	negative() bool
	// fixed writes a number of places behind the point, scientific one digit before it and an exponent of
	// two digits or more; neither writes a sign. ok is false if the number is not finite, and word its name.
	fixed(dst []byte, places int) []byte
	scientific(dst []byte, places int) []byte
	word() (name string, isWord bool)
}

// float is a FLOAT64, of which the exact value is rounded.
type float float64

func (x float) negative() bool { return x < 0 }

func (x float) fixed(dst []byte, places int) []byte {
	return strconv.AppendFloat(dst, absFloat(float64(x)), 'f', places, 64)
}

func (x float) scientific(dst []byte, places int) []byte {
	return strconv.AppendFloat(dst, absFloat(float64(x)), 'e', places, 64)
}

func (x float) word() (string, bool) {
	switch {
	case isFinite(float64(x)):
		return "", false
	case x != x:
		return "nan", true
	}
	return "inf", true
}

// decimal is a NUMERIC: 0.DIGITS × 10^point. Zero has no digits.
type decimal struct {
	minus  bool
	digits []byte
	point  int
}

func decimalOf(text []byte) decimal {
	n := value.NumericOf(text)
	d := decimal{minus: n.Sign() < 0}
	if n.Sign() != 0 {
		d.digits = new(big.Int).Abs(n).Append(nil, 10)
		d.point = len(d.digits) - value.NumericScale
	}
	return d
}

func (d decimal) negative() bool { return d.minus }

func (d decimal) word() (string, bool) { return "", false }

// round keeps so many digits; halves go away from zero.
func (d decimal) round(keep int) decimal {
	if keep >= len(d.digits) {
		return d
	}
	if keep < 0 || len(d.digits) == 0 {
		return decimal{minus: d.minus}
	}
	up := d.digits[keep] >= '5'
	d.digits = append([]byte("0"), d.digits[:keep]...)
	if up {
		increment(d.digits)
	}
	if d.digits[0] == '0' {
		d.digits = d.digits[1:]
	} else {
		d.point++
	}
	return d
}

func (d decimal) fixed(dst []byte, places int) []byte {
	d = d.round(d.point + places)
	if d.point <= 0 || len(d.digits) == 0 {
		dst = append(dst, '0')
	}
	for i := range d.point {
		dst = append(dst, d.digit(i))
	}
	if places > 0 {
		dst = append(dst, '.')
	}
	for i := range places {
		dst = append(dst, d.digit(d.point+i))
	}
	return dst
}

func (d decimal) scientific(dst []byte, places int) []byte {
	d = d.round(places + 1)
	dst = append(dst, d.digit(0))
	if places > 0 {
		dst = append(dst, '.')
	}
	for i := range places {
		dst = append(dst, d.digit(i+1))
	}
	exponent, sign := d.point-1, byte('+')
	if len(d.digits) == 0 {
		exponent = 0
	}
	if exponent < 0 {
		exponent, sign = -exponent, '-'
	}
	if dst = append(dst, 'e', sign); exponent < 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, int64(exponent), 10)
}

func (d decimal) digit(i int) byte {
	if i < 0 || i >= len(d.digits) {
		return '0'
	}
	return d.digits[i]
}

// appendNumber writes a number by %f, %e or %g, without the spaces that fill up the width.
func (p *formatPart) appendNumber(dst []byte, n number) []byte {
	start := len(dst)
	dst = p.appendSign(dst, n.negative())
	signed := len(dst)
	places := int(p.precision)
	if places < 0 {
		places = 6
	}
	if word, isWord := n.word(); isWord {
		dst = append(dst, word...)
	} else {
		switch p.verb {
		case 'f', 'F':
			dst = n.fixed(dst, places)
		case 'e', 'E':
			dst = n.scientific(dst, places)
		default:
			dst = appendGeneral(dst, n, places, p.alt)
		}
		whole := signed
		for whole < len(dst) && '0' <= dst[whole] && dst[whole] <= '9' {
			whole++
		}
		if p.alt && (whole == len(dst) || dst[whole] != '.') {
			dst = slices.Insert(dst, whole, '.')
		}
		if p.group {
			dst = groupDigits(dst, signed, whole, 3, ',')
		}
		dst = p.fillZeros(dst, start, signed)
	}
	if p.verb < 'a' {
		copy(dst[start:], bytes.ToUpper(dst[start:]))
	}
	return dst
}

// appendGeneral writes so many significant digits, in the form that is usual for the number's size; without
// zeros at the end of a fraction, unless all are to be kept.
func appendGeneral(dst []byte, n number, significant int, keep bool) []byte {
	significant = max(significant, 1)
	start := len(dst)
	dst = n.scientific(dst, significant-1)
	mantissa := bytes.IndexByte(dst[start:], 'e') + start
	exponent, _ := strconv.Atoi(string(dst[mantissa+1:]))
	var tail []byte
	if exponent < -4 || exponent >= significant {
		tail = slices.Clone(dst[mantissa:])
		dst = dst[:mantissa]
	} else {
		dst = n.fixed(dst[:start], significant-1-exponent)
	}
	if !keep && bytes.IndexByte(dst[start:], '.') >= 0 {
		dst = bytes.TrimSuffix(bytes.TrimRight(dst, "0"), []byte("."))
	}
	return append(dst, tail...)
}

func (p *formatPart) appendSign(dst []byte, negative bool) []byte {
	switch {
	case negative:
		return append(dst, '-')
	case p.plus:
		return append(dst, '+')
	case p.space:
		return append(dst, ' ')
	}
	return dst
}

// fillZeros puts zeros behind the sign, so that what begins at start is as wide as the flag 0 asks.
func (p *formatPart) fillZeros(dst []byte, start, signed int) []byte {
	if missing := int(p.width) - (len(dst) - start); p.zero && !p.minus && missing > 0 {
		return fill(dst, signed, missing, '0')
	}
	return dst
}

// fill inserts a sign n times.
func fill(dst []byte, at, n int, sign byte) []byte {
	for range n {
		dst = append(dst, sign)
	}
	copy(dst[at+n:], dst[at:])
	for i := range n {
		dst[at+i] = sign
	}
	return dst
}

// groupDigits parts the digits from lo to hi by a sign, counted from the last.
func groupDigits(dst []byte, lo, hi, size int, sign byte) []byte {
	for at := hi - size; at > lo; at -= size {
		dst = slices.Insert(dst, at, sign)
	}
	return dst
}

// appendInt writes a number by %d, %o or %x, without the spaces that fill up the width. The precision is the
// least number of digits.
func (p *formatPart) appendInt(dst []byte, n int64) []byte {
	magnitude := uint64(n)
	if n < 0 {
		magnitude = -magnitude
	}
	base, prefix, size, sign := 10, "", 3, byte(',')
	switch p.verb {
	case 'o':
		base, prefix, size = 8, "0", 4
	case 'x', 'X':
		base, prefix, size, sign = 16, "0x", 4, ':'
	}
	start := len(dst)
	dst = p.appendSign(dst, n < 0)
	var room [22]byte
	number := strconv.AppendUint(room[:0], magnitude, base)
	zeros := max(int(p.precision)-len(number), 0)
	if p.alt && (zeros == 0 || p.verb != 'o') {
		dst = append(dst, prefix...)
	}
	signed := len(dst)
	dst = append(fill(dst, signed, zeros, '0'), number...)
	if p.group {
		dst = groupDigits(dst, signed, len(dst), size, sign)
	}
	if p.zero && (p.precision < 0 || p.group || base != 10) {
		dst = p.fillZeros(dst, start, signed)
	}
	if p.verb == 'X' {
		copy(dst[start:], bytes.ToUpper(dst[start:]))
	}
	return dst
}
