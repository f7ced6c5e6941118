package eval

import (
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// numericFunctions are the functions of NUMERIC; most are further forms of those of other numbers.
var numericFunctions = []function{
	{name: "$add", forms: "nn:n", fails: true, build: numeric2(addNumerics)},
	{name: "$subtract", forms: "nn:n", fails: true, build: numeric2(subtractNumerics)},
	{name: "$multiply", forms: "nn:n", fails: true, build: numeric2(multiplyNumerics)},
	{name: "$divide", forms: "nn:n", fails: true, build: quotient2(divideNumerics)},
	{name: "$unary_minus", forms: "n:n", fails: true, build: numeric1(negateNumeric)},
	{name: "safe_add", forms: "nn:n", fails: true, build: safely(numeric2(addNumerics))},
	{name: "safe_subtract", forms: "nn:n", fails: true, build: safely(numeric2(subtractNumerics))},
	{name: "safe_multiply", forms: "nn:n", fails: true, build: safely(numeric2(multiplyNumerics))},
	{name: "safe_divide", forms: "nn:n", fails: true, build: safely(quotient2(divideNumerics))},
	{name: "safe_negate", forms: "n:n", fails: true, build: safely(numeric1(negateNumeric))},
	{name: "div", forms: "nn:n", fails: true, build: quotient2(divideWhole)},
	{name: "mod", forms: "nn:n", fails: true, build: quotient2(moduloNumerics)},
	{name: "abs", forms: "n:n", fails: true, build: numeric1(absNumeric)},
	{name: "sign", forms: "n:n", fails: true, build: numeric1(signNumeric)},
	{name: "floor", forms: "n:n", fails: true, build: numeric1(floorNumeric)},
	{name: "ceil", forms: "n:n", fails: true, build: numeric1(ceilNumeric)},
	{name: "ceiling", forms: "n:n", fails: true, build: numeric1(ceilNumeric)},
	{name: "round", forms: "n:n ni:n", fails: true, build: buildRoundNumeric(nearest)},
	{name: "trunc", forms: "n:n ni:n", fails: true, build: buildRoundNumeric(towardsZero)},
	{name: "parse_numeric", about: "reads a decimal number; commas, and a sign at the end, are allowed", forms: "s:n", fails: true, dear: true, build: unary(readNumeric)},
}

// withForms adds functions to a list. Those of a name that is there already are further forms of it.
func withForms(list, more []function) []function {
	list = slices.Clone(list)
	for _, fn := range more {
		i := slices.IndexFunc(list, func(other function) bool { return other.name == fn.name })
		if i < 0 {
			list = append(list, fn)
			continue
		}
		list[i].fails = list[i].fails || fn.fails
		list[i].build = eitherForm(fn, list[i].build)
		list[i].forms += " " + fn.forms
	}
	return list
}

// eitherForm builds a call that fits a form of fn as fn does, and otherwise as another function of its name does.
func eitherForm(fn function, other builder) builder {
	forms := parseSignatures(fn.forms)
	return func(call *plan.Call, args []scalar) (scalar, error) {
		kinds := make([]value.Kind, len(call.Args))
		for i, arg := range call.Args {
			kinds[i] = arg.Kind()
		}
		for _, form := range forms {
			if result, ok := form.match(kinds); ok && result == call.Type {
				return fn.build(call, args)
			}
		}
		return other(call, args)
	}
}
