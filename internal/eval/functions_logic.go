package eval

import "isobar/internal/value"

// logicFunctions are the functions of logic and conditions.
var logicFunctions = []function{
	{name: "$and", sql: "a AND b", about: "whether all are true", forms: "b+:b", build: buildAnd},
	{name: "$or", sql: "a OR b", about: "whether one is true", forms: "b+:b", build: buildOr},
	{name: "$not", sql: "NOT a", about: "the opposite", forms: "b:b", build: unary(not)},
	{name: "$is_null", sql: "a IS NULL", about: "whether the value is NULL", forms: "A:b", build: buildIsNull},
	{name: "$is_true", sql: "a IS TRUE", about: "whether it is true, and not NULL", forms: "b:b", build: buildIs(value.OfBool(true))},
	{name: "$is_false", sql: "a IS FALSE", about: "whether it is false, and not NULL", forms: "b:b", build: buildIs(value.OfBool(false))},
	{name: "$case_no_value", sql: "CASE WHEN a THEN x … ELSE y END", about: "what stands behind the first condition that is true", forms: "(bV)+V?:V", build: buildCase},
	{name: "$case_with_value", sql: "CASE a WHEN b THEN x … ELSE y END", about: "what stands behind the first value that a equals", forms: "T(TV)+V?:V", build: buildCaseValue},
	{name: "if", about: "the second if the first is true, else the third", forms: "bVV:V", build: buildIf},
	{name: "ifnull", about: "the first, or the second if that is NULL", forms: "VV:V", build: buildCoalesce},
	{name: "coalesce", about: "the first that is not NULL", forms: "V+:V", build: buildCoalesce},
	{name: "nullif", about: "the first, or NULL if it equals the second", forms: "TT:T", build: buildNullIf},
	{name: "iferror", about: "the first, or the second if computing the first is an error", forms: "VV:V", build: buildIfError},
	{name: "iserror", about: "whether computing it is an error", forms: "V:b", build: buildIsError},
}
