package eval

import (
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// function is one scalar function, by the name that GoogleSQL's resolver gives it.
type function struct {
	name string
	// forms are its signatures; see signature.
	forms string
	// fails says that it may return a failure, or a computed text, which can exceed the limit.
	fails bool
	// dear says that remembering results by the text of an argument pays.
	dear  bool
	build builder
}

// builder makes the scalar of a call whose arguments fit one of the function's signatures.
type builder func(call *plan.Call, args []scalar) (scalar, error)

// functions is the one list of what queries may call. CAST stands in casts.
var functions = []function{
	{name: "$and", forms: "b+:b", build: buildAnd},
	{name: "$or", forms: "b+:b", build: buildOr},
	{name: "$not", forms: "b:b", build: unary(not)},
	{name: "$is_null", forms: "A:b", build: buildIsNull},
	{name: "$is_true", forms: "b:b", build: buildIs(value.OfBool(true))},
	{name: "$is_false", forms: "b:b", build: buildIs(value.OfBool(false))},
	{name: "$case_no_value", forms: "(bT)+T?:T", build: buildCase},
	{name: "$case_with_value", forms: "T(TU)+U?:U", build: buildCaseValue},
	{name: "if", forms: "bTT:T", build: buildIf},
	{name: "ifnull", forms: "TT:T", build: buildCoalesce},
	{name: "coalesce", forms: "T+:T", build: buildCoalesce},
	{name: "nullif", forms: "TT:T", build: buildNullIf},

	{name: "$equal", forms: "TT:b", build: comparison(isEqual)},
	{name: "$not_equal", forms: "TT:b", build: comparison(isLess | isGreater)},
	{name: "$less", forms: "TT:b", build: comparison(isLess)},
	{name: "$less_or_equal", forms: "TT:b", build: comparison(isLess | isEqual)},
	{name: "$greater", forms: "TT:b", build: comparison(isGreater)},
	{name: "$greater_or_equal", forms: "TT:b", build: comparison(isGreater | isEqual)},
	{name: "$between", forms: "TTT:b", build: buildBetween},
	{name: "$in", forms: "TT+:b", dear: true, build: buildIn},
	{name: "$is_distinct_from", forms: "TT:b", build: buildDistinct(true)},
	{name: "$is_not_distinct_from", forms: "TT:b", build: buildDistinct(false)},
	{name: "least", forms: "T+:T", build: buildExtreme(-1)},
	{name: "greatest", forms: "T+:T", build: buildExtreme(1)},

	{name: "$add", forms: "ii:i ff:f di:d id:d", fails: true, build: buildAdd},
	{name: "$subtract", forms: "ii:i ff:f di:d", fails: true, build: buildSubtract},
	{name: "$multiply", forms: "ii:i ff:f", fails: true, build: byKind(multiplyInts, multiplyFloats)},
	{name: "$divide", forms: "ff:f", fails: true, build: binary(divideFloats)},
	{name: "$unary_minus", forms: "i:i f:f", fails: true, build: byKind1(negateInt, negateFloat)},
	{name: "safe_add", forms: "ii:i ff:f", fails: true, build: safely(byKind(addInts, addFloats))},
	{name: "safe_subtract", forms: "ii:i ff:f", fails: true, build: safely(byKind(subtractInts, subtractFloats))},
	{name: "safe_multiply", forms: "ii:i ff:f", fails: true, build: safely(byKind(multiplyInts, multiplyFloats))},
	{name: "safe_divide", forms: "ff:f", fails: true, build: safely(binary(divideFloats))},
	{name: "safe_negate", forms: "i:i f:f", fails: true, build: safely(byKind1(negateInt, negateFloat))},
	{name: "ieee_divide", forms: "ff:f", build: binary(divideIEEE)},
	{name: "div", forms: "ii:i", fails: true, build: binary(divideInts)},
	{name: "mod", forms: "ii:i", fails: true, build: binary(moduloInts)},
	{name: "abs", forms: "i:i f:f", fails: true, build: byKind1(absInt, float1(absFloat))},
	{name: "sign", forms: "i:i f:f", build: byKind1(signInt, float1(signFloat))},
	{name: "floor", forms: "f:f", build: unary(float1(floor))},
	{name: "ceil", forms: "f:f", build: unary(float1(ceil))},
	{name: "ceiling", forms: "f:f", build: unary(float1(ceil))},
	{name: "round", forms: "f:f fi:f", fails: true, build: buildRound(roundDigits)},
	{name: "trunc", forms: "f:f fi:f", fails: true, build: buildRound(truncDigits)},
	{name: "is_nan", forms: "f:b", build: unary(isNaN)},
	{name: "is_inf", forms: "f:b", build: unary(isInf)},
	{name: "sqrt", forms: "f:f", fails: true, build: unary(sqrt)},
	{name: "exp", forms: "f:f", fails: true, build: unary(finite1(exp))},
	{name: "ln", forms: "f:f", fails: true, build: unary(finite1(ln))},
	{name: "log", forms: "ff?:f", fails: true, build: buildLog},
	{name: "log10", forms: "f:f", fails: true, build: unary(finite1(log10))},
	{name: "pow", forms: "ff:f", fails: true, build: binary(finite2(pow))},
	{name: "power", forms: "ff:f", fails: true, build: binary(finite2(pow))},

	{name: "concat", forms: "s+:s y+:y", fails: true, build: buildConcat},
	{name: "$concat_op", forms: "ss:s yy:y", fails: true, build: buildConcat},
	{name: "lower", forms: "s:s y:y", fails: true, dear: true, build: byText1(lowerString, lowerBytes)},
	{name: "upper", forms: "s:s y:y", fails: true, dear: true, build: byText1(upperString, upperBytes)},
	{name: "length", forms: "s:i y:i", dear: true, build: byText1(charLength, byteLength)},
	{name: "char_length", forms: "s:i", dear: true, build: unary(charLength)},
	{name: "character_length", forms: "s:i", dear: true, build: unary(charLength)},
	{name: "byte_length", forms: "s:i y:i", build: unary(byteLength)},
	{name: "octet_length", forms: "s:i y:i", build: unary(byteLength)},
	{name: "substr", forms: "sii?:s yii?:y", fails: true, dear: true, build: buildSubstr},
	{name: "substring", forms: "sii?:s yii?:y", fails: true, dear: true, build: buildSubstr},
	{name: "left", forms: "si:s yi:y", fails: true, dear: true, build: buildEnd(left)},
	{name: "right", forms: "si:s yi:y", fails: true, dear: true, build: buildEnd(right)},
	{name: "trim", forms: "ss?:s yy:y", fails: true, dear: true, build: buildTrim(true, true)},
	{name: "ltrim", forms: "ss?:s yy:y", fails: true, dear: true, build: buildTrim(true, false)},
	{name: "rtrim", forms: "ss?:s yy:y", fails: true, dear: true, build: buildTrim(false, true)},
	{name: "starts_with", forms: "ss:b yy:b", build: binary(startsWith)},
	{name: "ends_with", forms: "ss:b yy:b", build: binary(endsWith)},
	{name: "strpos", forms: "ss:i yy:i", dear: true, build: buildStrpos},
	{name: "replace", forms: "sss:s yyy:y", fails: true, dear: true, build: buildReplace},
	{name: "reverse", forms: "s:s y:y", fails: true, dear: true, build: byText1(reverseString, reverseBytes)},
	{name: "repeat", forms: "si:s yi:y", fails: true, dear: true, build: binary(repeat)},
	{name: "lpad", forms: "sis?:s yiy?:y", fails: true, dear: true, build: buildPad(true)},
	{name: "rpad", forms: "sis?:s yiy?:y", fails: true, dear: true, build: buildPad(false)},

	{name: "$like", forms: "ss:b yy:b", fails: true, dear: true, build: buildLike},
	{name: "regexp_contains", forms: "ss:b", fails: true, dear: true, build: buildRegexp(regexpContains)},
	{name: "regexp_extract", forms: "ss:s", fails: true, dear: true, build: buildRegexp(regexpExtract)},
	{name: "regexp_replace", forms: "sss:s", fails: true, dear: true, build: buildRegexpReplace},

	{name: "array_length", forms: "l:i", build: nil}, // of a plan.List, which is no scalar; see arrayCall
	{name: "$in_array", forms: "Tl:b", build: nil},
}

// signatures are the parsed forms of functions, by name.
var signatures = func() map[string][]signature {
	m := make(map[string][]signature, len(functions))
	for _, fn := range functions {
		m[fn.name] = parseSignatures(fn.forms)
	}
	return m
}()

// Supported says whether a plan may call fn, named as GoogleSQL's resolver names it, with arguments of
// these kinds; value.Null stands for a NULL literal of no type, value.List for a repeated column. For
// fn "cast", args are the kinds cast from and to.
func Supported(fn string, args []value.Kind) bool {
	if fn == "cast" {
		return len(args) == 2 && castable(args[0], args[1])
	}
	_, ok := resultOf(fn, args)
	return ok
}

func resultOf(fn string, args []value.Kind) (value.Kind, bool) {
	for _, s := range signatures[fn] {
		if result, ok := s.match(args); ok {
			return result, true
		}
	}
	return value.Null, false
}

// Function describes one supported function for documentation.
type Function struct {
	Name       string   // as GoogleSQL's resolver names it: operators begin with $
	Signatures []string // "(STRING, INT64 [, INT64]) → STRING"
}

// Functions lists every supported function by name. CAST is not among them: see Casts.
func Functions() []Function {
	list := make([]Function, 0, len(functions))
	for _, fn := range functions {
		doc := Function{Name: fn.name}
		for _, s := range signatures[fn.name] {
			doc.Signatures = append(doc.Signatures, s.write())
		}
		list = append(list, doc)
	}
	slices.SortFunc(list, func(a, b Function) int {
		switch {
		case a.Name < b.Name:
			return -1
		case a.Name > b.Name:
			return 1
		}
		return 0
	})
	return list
}
