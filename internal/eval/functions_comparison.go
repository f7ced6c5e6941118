package eval

// comparisonFunctions are the functions of comparisons.
var comparisonFunctions = []function{
	{name: "$equal", sql: "a = b", about: "whether they are equal", forms: "TT:b kk:b", build: orStructs(comparison(isEqual), buildStructEqual(true))},
	{name: "$not_equal", sql: "a != b", about: "whether they differ", forms: "TT:b kk:b", build: orStructs(comparison(isLess|isGreater), buildStructEqual(false))},
	{name: "$less", sql: "a < b", about: "whether a comes before b", forms: "TT:b", build: comparison(isLess)},
	{name: "$less_or_equal", sql: "a <= b", about: "whether a comes before b or equals it", forms: "TT:b", build: comparison(isLess | isEqual)},
	{name: "$greater", sql: "a > b", about: "whether a comes after b", forms: "TT:b", build: comparison(isGreater)},
	{name: "$greater_or_equal", sql: "a >= b", about: "whether a comes after b or equals it", forms: "TT:b", build: comparison(isGreater | isEqual)},
	{name: "$between", sql: "a BETWEEN b AND c", about: "whether a lies from b to c, both included", forms: "TTT:b", build: buildBetween},
	{name: "$in", sql: "a IN (b, …)", about: "whether a equals one of them", forms: "TT+:b kk+:b", dear: true, build: orStructs(buildIn, buildStructIn)},
	{name: "$is_distinct_from", sql: "a IS DISTINCT FROM b", about: "whether they differ, with NULL as a value like others", forms: "VV:b", build: buildDistinct(true)},
	{name: "$is_not_distinct_from", sql: "a IS NOT DISTINCT FROM b", about: "whether they are equal, with NULL as a value like others", forms: "VV:b", build: buildDistinct(false)},
	{name: "least", about: "the first in order; NULL if one is", forms: "T+:T", build: buildExtreme(-1)},
	{name: "greatest", about: "the last in order; NULL if one is", forms: "T+:T", build: buildExtreme(1)},
}
