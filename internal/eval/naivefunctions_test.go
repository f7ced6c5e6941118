package eval

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"
)

func fitsInt64(n *big.Int) *big.Int {
	if !n.IsInt64() {
		panic(stop{})
	}
	return n
}

func finiteFloat(f float64, args ...any) float64 {
	for _, arg := range args {
		if x := arg.(float64); math.IsNaN(x) || math.IsInf(x, 0) {
			return f
		}
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		panic(stop{})
	}
	return f
}

func compareBy(test func(order int) bool) func([]any) any {
	return func(a []any) any { return test(naiveOrder(a[0], a[1])) }
}

func arith(ints func(x, y *big.Int) *big.Int, floats func(x, y float64) float64) func([]any) any {
	return func(a []any) any {
		if x, ok := a[0].(*big.Int); ok {
			return fitsInt64(ints(x, a[1].(*big.Int)))
		}
		return finiteFloat(floats(a[0].(float64), a[1].(float64)), a...)
	}
}

func nonZero(n *big.Int) *big.Int {
	if n.Sign() == 0 {
		panic(stop{})
	}
	return n
}

// naiveStrict are functions that are NULL if an argument is.
var naiveStrict = map[string]func([]any) any{
	"$not":              func(a []any) any { return !a[0].(bool) },
	"$equal":            compareBy(func(o int) bool { return o == 0 }),
	"$not_equal":        compareBy(func(o int) bool { return o != 0 }),
	"$less":             compareBy(func(o int) bool { return o < 0 }),
	"$less_or_equal":    compareBy(func(o int) bool { return o <= 0 }),
	"$greater":          compareBy(func(o int) bool { return o > 0 && o != 2 }),
	"$greater_or_equal": compareBy(func(o int) bool { return o >= 0 && o != 2 }),
	"$add": arith(func(x, y *big.Int) *big.Int { return new(big.Int).Add(x, y) },
		func(x, y float64) float64 { return x + y }),
	"$subtract": arith(func(x, y *big.Int) *big.Int { return new(big.Int).Sub(x, y) },
		func(x, y float64) float64 { return x - y }),
	"$multiply": arith(func(x, y *big.Int) *big.Int { return new(big.Int).Mul(x, y) },
		func(x, y float64) float64 { return x * y }),
	"$divide": func(a []any) any {
		if a[1].(float64) == 0 {
			panic(stop{})
		}
		return finiteFloat(a[0].(float64)/a[1].(float64), a...)
	},
	"div": arith(func(x, y *big.Int) *big.Int { return new(big.Int).Quo(x, nonZero(y)) }, nil),
	"mod": arith(func(x, y *big.Int) *big.Int { return new(big.Int).Rem(x, nonZero(y)) }, nil),
	"abs": func(a []any) any {
		if x, ok := a[0].(*big.Int); ok {
			return fitsInt64(new(big.Int).Abs(x))
		}
		return math.Abs(a[0].(float64))
	},
	"floor": func(a []any) any { return math.Floor(a[0].(float64)) },
	"least": func(a []any) any {
		return slices.MinFunc(a, func(v, w any) int { return naiveOrder(v, w) })
	},
	"concat": func(a []any) any {
		s := ""
		for _, v := range a {
			s += v.(string)
		}
		return s
	},
	"lower":  func(a []any) any { return strings.ToLower(a[0].(string)) },
	"upper":  func(a []any) any { return strings.ToUpper(a[0].(string)) },
	"length": func(a []any) any { return big.NewInt(int64(len([]rune(a[0].(string))))) },
	"substr": func(a []any) any {
		s := []rune(a[0].(string))
		at := a[1].(*big.Int).Int64()
		if at < 0 {
			at = max(at+int64(len(s)), 0)
		} else if at > 0 {
			at--
		}
		s = s[min(at, int64(len(s))):]
		if len(a) == 3 {
			n := a[2].(*big.Int).Int64()
			if n < 0 {
				panic(stop{})
			}
			s = s[:min(n, int64(len(s)))]
		}
		return string(s)
	},
	"trim":        func(a []any) any { return strings.TrimSpace(a[0].(string)) },
	"starts_with": func(a []any) any { return strings.HasPrefix(a[0].(string), a[1].(string)) },
	"strpos": func(a []any) any {
		before, _, found := strings.Cut(a[0].(string), a[1].(string))
		if !found {
			return big.NewInt(0)
		}
		return big.NewInt(int64(utf8.RuneCountInString(before)) + 1)
	},
	"replace": func(a []any) any {
		if a[1].(string) == "" {
			return a[0]
		}
		return strings.ReplaceAll(a[0].(string), a[1].(string), a[2].(string))
	},
	"$like": func(a []any) any { return naiveLike([]rune(a[0].(string)), []rune(a[1].(string))) },
}

// naiveLike tries everything.
func naiveLike(text, pattern []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(text) == 0
	case pattern[0] == '%':
		return naiveLike(text, pattern[1:]) || len(text) > 0 && naiveLike(text[1:], pattern)
	case pattern[0] == '\\':
		if len(pattern) == 1 {
			panic(stop{})
		}
		pattern = pattern[1:]
	case pattern[0] == '_':
		return len(text) > 0 && naiveLike(text[1:], pattern[1:])
	}
	return len(text) > 0 && text[0] == pattern[0] && naiveLike(text[1:], pattern[1:])
}
