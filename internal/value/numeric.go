package value

import (
	"math/big"
	"strings"
)

// A NUMERIC is a whole number of billionths between ±(10³⁸ − 1). Its text in a Dict is that number as
// sixteen bytes, most significant first, with the sign bit turned over, so that texts order as the numbers do.

// NumericScale is the number of digits after the point, NumericUnit how many billionths make one.
const (
	NumericScale = 9
	NumericUnit  = 1_000_000_000
)

var (
	// maxNumeric is the greatest number of billionths.
	maxNumeric  = new(big.Int).Sub(new(big.Int).Exp(big.NewInt(10), big.NewInt(38), nil), big.NewInt(1))
	numericBias = new(big.Int).Lsh(big.NewInt(1), 127)
)

// NumericText gives the text of a NUMERIC of so many billionths; ok is false if there is no such NUMERIC.
func NumericText(billionths *big.Int) (text [16]byte, ok bool) {
	if billionths.CmpAbs(maxNumeric) > 0 {
		return text, false
	}
	new(big.Int).Add(billionths, numericBias).FillBytes(text[:])
	return text, true
}

// NumericOf reads what NumericText wrote. A text that is none gives zero.
func NumericOf(text []byte) (billionths *big.Int) {
	if len(text) != 16 {
		return new(big.Int)
	}
	n := new(big.Int).SetBytes(text)
	return n.Sub(n, numericBias)
}

// NumericString writes a NUMERIC's text as BigQuery prints it: no exponent, no zeros at the end of a
// fraction.
func NumericString(text []byte) string {
	n := NumericOf(text)
	sign := ""
	if n.Sign() < 0 {
		sign = "-"
	}
	digits := new(big.Int).Abs(n).String()
	if len(digits) <= NumericScale {
		digits = strings.Repeat("0", NumericScale+1-len(digits)) + digits
	}
	whole, fraction := digits[:len(digits)-NumericScale], strings.TrimRight(digits[len(digits)-NumericScale:], "0")
	if fraction == "" {
		return sign + whole
	}
	return sign + whole + "." + fraction
}

// ParseNumeric reads a decimal number as NUMERIC, digits beyond the scale rounded half away from zero. ok is
// false if it is none or out of range.
func ParseNumeric(s string) (text [16]byte, ok bool) {
	s, negative := strings.CutPrefix(s, "-")
	if !negative {
		s = strings.TrimPrefix(s, "+")
	}
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := parseExponent(s[i+1:])
		if err {
			return text, false
		}
		mantissa, exponent = s[:i], e
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return text, false
	}
	digits = strings.TrimLeft(digits, "0")
	shift := exponent - len(fraction) + NumericScale // the number is digits × 10^(shift-9)
	round := false
	switch {
	case digits == "":
	case shift > 60 || len(digits)+shift > 60:
		return text, false
	case shift >= 0:
		digits += strings.Repeat("0", shift)
	case -shift > len(digits):
		digits = ""
	default:
		round = digits[len(digits)+shift] >= '5'
		digits = digits[:len(digits)+shift]
	}
	n := new(big.Int)
	if digits != "" {
		n.SetString(digits, 10)
	}
	if round {
		n.Add(n, big.NewInt(1))
	}
	if negative {
		n.Neg(n)
	}
	return NumericText(n)
}

// parseExponent reads a decimal exponent; absurd ones become ±10⁶, which is as good.
func parseExponent(s string) (e int, bad bool) {
	s, negative := strings.CutPrefix(s, "-")
	if !negative {
		s = strings.TrimPrefix(s, "+")
	}
	if s == "" {
		return 0, true
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, true
		}
		e = min(10*e+int(c-'0'), 1_000_000)
	}
	if negative {
		e = -e
	}
	return e, false
}
