package report

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
)

// parseInteger reads a JSON number as an INT64: any that is integral and in range, however it is
// written (5, 5.0, 50e-1, 1e3). It is exact; it never goes through a float.
func parseInteger(b []byte) (n int64, ok bool) {
	neg := len(b) > 0 && b[0] == '-'
	if neg {
		b = b[1:]
	}
	if len(b) == 0 {
		return 0, false
	}
	if len(b) <= 18 { // cannot overflow
		for i, c := range b {
			if !isDigit(c) {
				return parseScaled(b, neg, i)
			}
			n = 10*n + int64(c-'0')
		}
		if neg {
			n = -n
		}
		return n, true
	}
	return parseScaled(b, neg, 0)
}

// parseScaled reads digits[.digits][e[±]digits], of which the first known bytes are digits.
func parseScaled(b []byte, neg bool, known int) (int64, bool) {
	// The number is mantissa · 10^(zeros+exponent): zeros counts the zeros at the end of what was read,
	// so that the mantissa ends in none and the number is integral exactly if the power is not negative.
	var mantissa uint64
	var zeros, exponent int64
	fits := true
	digit := func(c byte) {
		if c == '0' {
			if mantissa != 0 {
				zeros++
			}
			return
		}
		for ; zeros > 0 && fits; zeros-- {
			mantissa, fits = timesTen(mantissa, 0)
		}
		if fits {
			mantissa, fits = timesTen(mantissa, c-'0')
		}
	}
	i := 0
	for ; i < len(b) && (i < known || isDigit(b[i])); i++ {
		digit(b[i])
	}
	if i == 0 {
		return 0, false
	}
	if i < len(b) && b[i] == '.' {
		first := i + 1
		for i = first; i < len(b) && isDigit(b[i]); i++ {
			digit(b[i])
			exponent--
		}
		if i == first {
			return 0, false
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		power, ok := parsePower(b[i+1:])
		if !ok {
			return 0, false
		}
		exponent += power
		i = len(b)
	}
	if i < len(b) {
		return 0, false
	}
	if mantissa == 0 && fits {
		return 0, true
	}
	// A mantissa that overflowed is above 2^63, and one that ends in no zero stays so or is not integral.
	if exponent += zeros; !fits || exponent < 0 || exponent > 18 {
		return 0, false
	}
	for ; exponent > 0 && fits; exponent-- {
		mantissa, fits = timesTen(mantissa, 0)
	}
	switch {
	case !fits, mantissa > 1<<63, mantissa == 1<<63 && !neg:
		return 0, false
	case neg:
		return -int64(mantissa), true
	}
	return int64(mantissa), true
}

func timesTen(m uint64, digit byte) (uint64, bool) {
	hi, lo := bits.Mul64(m, 10)
	sum, carry := bits.Add64(lo, uint64(digit), 0)
	return sum, hi == 0 && carry == 0
}

// parsePower reads [±]digits, as far from zero as no line is long.
func parsePower(b []byte) (int64, bool) {
	neg := false
	if len(b) > 0 && (b[0] == '+' || b[0] == '-') {
		neg = b[0] == '-'
		b = b[1:]
	}
	var n int64
	for _, c := range b {
		if !isDigit(c) {
			return 0, false
		}
		if n = 10*n + int64(c-'0'); n > 1<<40 {
			n = 1 << 40
		}
	}
	if neg {
		n = -n
	}
	return n, len(b) > 0
}

// parseDecimal reads an INT64 from the content of a JSON string: [±]digits.
func parseDecimal(b []byte) (int64, bool) {
	digits := b
	if len(b) > 0 && (b[0] == '+' || b[0] == '-') {
		digits = b[1:]
	}
	for _, c := range digits {
		if !isDigit(c) {
			return 0, false
		}
	}
	if len(b) > 0 && b[0] == '+' {
		b = digits
	}
	return parseInteger(b)
}

// parseFloat reads a FLOAT64 from a JSON number. One beyond the range of FLOAT64 is none.
func parseFloat(b []byte) (float64, bool) {
	f, err := strconv.ParseFloat(string(b), 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// parseFloatText reads a FLOAT64 from the content of a JSON string: a decimal number, or the names
// that JSON numbers lack.
func parseFloatText(b []byte) (float64, bool) {
	name, sign := b, 1
	if len(b) > 0 && (b[0] == '+' || b[0] == '-') {
		name = b[1:]
		if b[0] == '-' {
			sign = -1
		}
	}
	switch {
	case equalFold(name, "inf"), equalFold(name, "infinity"):
		return math.Inf(sign), true
	case equalFold(b, "nan"):
		return math.NaN(), true
	}
	for _, c := range b { // ParseFloat also reads Go's hexadecimal and underscores
		if !isDigit(c) && bytes.IndexByte([]byte("+-.eE"), c) < 0 {
			return 0, false
		}
	}
	return parseFloat(b)
}

// parseBool reads a BOOL from a JSON literal or, in any case, from the content of a JSON string.
func parseBool(b []byte) (v, ok bool) {
	switch {
	case equalFold(b, "true"):
		return true, true
	case equalFold(b, "false"):
		return false, true
	}
	return false, false
}

// equalFold compares with a word of lower-case ASCII letters.
func equalFold(b []byte, word string) bool {
	if len(b) != len(word) {
		return false
	}
	for i, c := range b {
		if c|0x20 != word[i] {
			return false
		}
	}
	return true
}
