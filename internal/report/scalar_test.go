package report

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// naiveInteger is parseInteger by exact rational arithmetic.
func naiveInteger(text string) (int64, bool) {
	mantissa, power, _ := strings.Cut(strings.ToLower(text), "e")
	r, ok := new(big.Rat).SetString(mantissa)
	if !ok {
		return 0, false
	}
	if power != "" {
		e, err := strconv.Atoi(power)
		if err != nil || max(e, -e) > 10_000 { // too large to compute; no text in the tests is that long
			return 0, r.Sign() == 0
		}
		scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(e, -e))), nil))
		if e < 0 {
			scale.Inv(scale)
		}
		r.Mul(r, scale)
	}
	if !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

func TestParseInteger(t *testing.T) {
	cases := []string{
		"0", "-0", "5", "5.0", "-5.00", "1e3", "1E+3", "1.5e1", "15e-1", "150e-1", "1500e-2", "0.0", "0e5", "0.000e-7", "1e-1", "100e-2",
		"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "9.223372036854775807e18",
		"922337203685477580700e-2", "922337203685477580800e-2", "-922337203685477580800e-2", "18446744073709551616", "18446744073709551615",
		"1e18", "1e19", "9e18", "10e18", "1e100", "123456789012345678", "1234567890123456789", "12345678901234567890",
		"99999999999999999999999999999999e-13", "0.5", "00", "000000000000000000000000005", "1000000000000000000000000e-24",
	}
	for _, text := range cases {
		want, fits := naiveInteger(text)
		if got, ok := parseInteger([]byte(text)); got != want && fits || ok != fits {
			t.Errorf("%s is %d, %v; want %d, %v", text, got, ok, want, fits)
		}
	}
	for _, text := range []string{"", "-", "+5", "1.", ".5", "1e", "1e+", "x", "1x", "1.5x", "0x10", "1_0", "--1", "1e1.5", "Infinity", "NaN", " 1"} {
		if got, ok := parseInteger([]byte(text)); ok {
			t.Errorf("%q is read as %d", text, got)
		}
	}
	for text, want := range map[string]bool{"1e99999999999999999999": false, "0e99999999999999999999": true, "1" + strings.Repeat("0", 50) + "e-50": true,
		"0." + strings.Repeat("0", 5000) + "1e5001": true, "1e-99999999999999999999": false} {
		if _, ok := parseInteger([]byte(text)); ok != want {
			t.Errorf("%.20s… is read: %v", text, ok)
		}
	}
}

func TestParseIntegerAgreesWithRationals(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	digits := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte("0001234567899"[r.IntN(13)])
		}
		return b.String()
	}
	for range 50000 {
		text := digits(1 + r.IntN(22))
		if r.IntN(2) == 0 {
			text += "." + digits(1+r.IntN(22))
		}
		if r.IntN(2) == 0 {
			text += fmt.Sprintf("e%d", r.IntN(50)-25)
		}
		if r.IntN(2) == 0 {
			text = "-" + text
		}
		want, fits := naiveInteger(text)
		if got, ok := parseInteger([]byte(text)); ok != fits || ok && got != want {
			t.Fatalf("%s is %d, %v; want %d, %v", text, got, ok, want, fits)
		}
	}
}

var decimalForm = regexp.MustCompile(`^[+-]?[0-9]+$`)

func TestParseDecimal(t *testing.T) {
	for _, text := range []string{"0", "40", "-40", "+40", "007", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
		"", "+", "-", "4.0", "4e1", " 4", "4 ", "0x4", "+-4", "४", "4_0"} {
		want, err := strconv.ParseInt(text, 10, 64)
		fits := err == nil && decimalForm.MatchString(text)
		if got, ok := parseDecimal([]byte(text)); ok != fits || ok && got != want {
			t.Errorf("%q is %d, %v; want %d, %v", text, got, ok, want, fits)
		}
	}
}

func TestParseFloat(t *testing.T) {
	for text, want := range map[string]float64{"1.5": 1.5, "-0": 0, "1e-400": 0, "1e308": 1e308, "4": 4, "+4": 4, ".5": .5,
		"inf": math.Inf(1), "+Infinity": math.Inf(1), "-INF": math.Inf(-1), "NaN": math.NaN()} {
		got, ok := parseFloatText([]byte(text))
		if !ok || got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%q is %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "1e999", "-1e999", "0x1p3", "1_0", "infin", "-nan", "1,5", "e", "."} {
		if got, ok := parseFloatText([]byte(text)); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	text := []byte("1234.5678")
	if n := testing.AllocsPerRun(100, func() { parseFloat(text) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestParseBool(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "TRUE": true, "False": false} {
		if got, ok := parseBool([]byte(text)); !ok || got != want {
			t.Errorf("%q is %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "1", "yes", "t", "true ", "\x54\x12ue"} {
		if _, ok := parseBool([]byte(text)); ok {
			t.Errorf("%q is read", text)
		}
	}
}
