package eval

import (
	"math/big"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// NUMERIC is computed in whole billionths. What has no whole number of them is rounded, halves away from zero; what
// leaves the range fails.

var oneNumeric = big.NewInt(value.NumericUnit)

// number reads a NUMERIC as its billionths.
func (f *frame) number(v value.Value) *big.Int { return value.NumericOf(f.read(v)) }

// numericOf makes a NUMERIC of billionths, or fails out of range.
func (f *frame) numericOf(billionths *big.Int) value.Value {
	text, ok := value.NumericText(billionths)
	if !ok {
		return failure(overflow)
	}
	return f.textOf(value.Numeric, text[:])
}

// numeric1 makes a function of one NUMERIC from one of its billionths, which it may overwrite.
func numeric1(fn func(a *big.Int) *big.Int) builder {
	return unary(func(f *frame, a value.Value) value.Value { return f.numericOf(fn(f.number(a))) })
}

// numeric2 is numeric1 for two arguments.
func numeric2(fn func(a, b *big.Int) *big.Int) builder {
	return binary(func(f *frame, a, b value.Value) value.Value { return f.numericOf(fn(f.number(a), f.number(b))) })
}

// quotient2 is numeric2 for functions that fail where the second argument is zero.
func quotient2(fn func(a, b *big.Int) *big.Int) builder {
	return binary(func(f *frame, a, b value.Value) value.Value {
		divisor := f.number(b)
		if divisor.Sign() == 0 {
			return failure(divisionByZero)
		}
		return f.numericOf(fn(f.number(a), divisor))
	})
}

func addNumerics(a, b *big.Int) *big.Int      { return a.Add(a, b) }
func subtractNumerics(a, b *big.Int) *big.Int { return a.Sub(a, b) }
func negateNumeric(a *big.Int) *big.Int       { return a.Neg(a) }
func absNumeric(a *big.Int) *big.Int          { return a.Abs(a) }
func signNumeric(a *big.Int) *big.Int         { return a.Mul(big.NewInt(int64(a.Sign())), oneNumeric) }
func floorNumeric(a *big.Int) *big.Int        { return toUnit(a, oneNumeric, downwards) }
func ceilNumeric(a *big.Int) *big.Int         { return toUnit(a, oneNumeric, upwards) }
func moduloNumerics(a, b *big.Int) *big.Int   { return a.Rem(a, b) }

func multiplyNumerics(a, b *big.Int) *big.Int { return divideRound(a.Mul(a, b), oneNumeric) }

func divideNumerics(a, b *big.Int) *big.Int { return divideRound(a.Mul(a, oneNumeric), b) }

// divideWhole is DIV: the quotient without its fraction.
func divideWhole(a, b *big.Int) *big.Int { return a.Mul(a.Quo(a, b), oneNumeric) }

// divideRound is a/b rounded, halves away from zero. It overwrites a.
func divideRound(a, b *big.Int) *big.Int {
	away := a.Sign() * b.Sign()
	_, rest := a.QuoRem(a, b, new(big.Int))
	if rest.Lsh(rest, 1).CmpAbs(b) >= 0 {
		a.Add(a, big.NewInt(int64(away)))
	}
	return a
}

// rounding says which way toUnit goes.
type rounding uint8

const (
	nearest rounding = iota
	towardsZero
	downwards
	upwards
)

// toUnit makes a number a multiple of a unit. It overwrites the number.
func toUnit(a, unit *big.Int, to rounding) *big.Int {
	switch to {
	case nearest:
		a = divideRound(a, unit)
	case towardsZero:
		a.Quo(a, unit)
	case downwards:
		a.Div(a, unit) // Euclidean, which for a positive unit is rounding down
	case upwards:
		a.Neg(a.Div(a.Neg(a), unit))
	}
	return a.Mul(a, unit)
}

// buildRoundNumeric makes ROUND and TRUNC of a NUMERIC, with or without the number of decimal places.
func buildRoundNumeric(to rounding) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) {
		if len(args) == 1 {
			return strict1(args[0], func(f *frame, a value.Value) value.Value {
				return f.numericOf(toUnit(f.number(a), oneNumeric, to))
			}), nil
		}
		return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
			places := b.Int64()
			switch {
			case places >= value.NumericScale:
				return a
			case places < -maxNumericDigits:
				return f.numericOf(new(big.Int))
			}
			unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(value.NumericScale-places), nil)
			return f.numericOf(toUnit(f.number(a), unit, to))
		}), nil
	}
}

// maxNumericDigits is how many digits a NUMERIC has before the point.
const maxNumericDigits = 29
