package eval

import "isobar/internal/value"

// arrayFunctions are the functions of arrays and structs. Of a repeated column, which is no value, some are
// compiled by arrayCall.
var arrayFunctions = []function{
	{name: "$make_struct", sql: "STRUCT(a, …)", about: "a struct of the fields", forms: ":k W+:k", fails: true, build: buildMakeStruct},
	{name: "$field", sql: "a.field", about: "a field of a struct", forms: "ki:A", build: buildField},
	{name: "$make_array", sql: "[a, …]", about: "an array of the elements", forms: ":r E+:r", fails: true, build: buildMakeArray},
	{name: "$array_at_offset", sql: "a[OFFSET(i)]", about: "the element at i, counted from 0; an error if there is none", forms: "ri:A", fails: true, build: buildElement(0)},
	{name: "$array_at_ordinal", sql: "a[ORDINAL(i)]", about: "the element at i, counted from 1; an error if there is none", forms: "ri:A", fails: true, build: buildElement(1)},
	{name: "$safe_array_at_offset", sql: "a[SAFE_OFFSET(i)]", about: "the element at i, counted from 0; NULL if there is none", forms: "ri:A", build: safely(buildElement(0))},
	{name: "$safe_array_at_ordinal", sql: "a[SAFE_ORDINAL(i)]", about: "the element at i, counted from 1; NULL if there is none", forms: "ri:A", build: safely(buildElement(1))},
	{name: "$in_array", sql: "a IN UNNEST(b)", about: "whether a equals one of the elements", forms: "Tl:b Tr:b", build: buildInArray},
	{name: "array_length", about: "the number of elements", forms: "l:i r:i", build: unary(arrayLength)},
	{name: "array_first", about: "the first element; an error if there is none", forms: "r:A", fails: true, build: buildArrayFirst},
	{name: "array_last", about: "the last element; an error if there is none", forms: "r:A", fails: true, build: buildArrayLast},
	{name: "array_concat", about: "one array after the other", forms: "r+:r", fails: true, build: buildArrayConcat},
	{name: "array_reverse", about: "the elements from the last to the first", forms: "r:r", fails: true, build: unary(arrayReverse)},
	{name: "array_slice", about: "the elements from one offset to another, both included; negative ones count from the end", forms: "rii:r", fails: true, build: buildArraySlice},
	{name: "array_includes", about: "whether one of the elements equals b", forms: "rT:b", build: binary(arrayIncludes)},
	{name: "array_to_string", about: "the elements that are not NULL with a separator between them; the third argument stands for those that are", forms: "rss?:s ryy?:y", fails: true, build: buildArrayToString},
	{name: "generate_array", about: "the numbers from a to b, by 1 or the step", forms: "iii?:r fff?:r nnn?:r", fails: true, build: buildGenerateArray},
	{name: "generate_date_array", about: "the dates from a to b, by a day or the step", forms: "dd:r ddip:r", fails: true, build: buildGenerateTimes(value.Date)},
	{name: "generate_timestamp_array", about: "the times from a to b, by the step", forms: "ttip:r", fails: true, build: buildGenerateTimes(value.Timestamp)},
}
