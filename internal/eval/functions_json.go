package eval

// jsonFunctions are the functions of JSON in a STRING. Paths look like $.name[0].
var jsonFunctions = []function{
	{name: "json_value", about: "the text, number or truth value at a path, as text", forms: "ss?:s", fails: true, dear: true, build: buildJSON(standardPaths, jsonValue)},
	{name: "json_query", about: "what stands at a path, as JSON", forms: "ss?:s", fails: true, dear: true, build: buildJSON(standardPaths, jsonQuery)},
	{name: "json_value_array", about: "the texts, numbers and truth values of the array at a path", forms: "ss?:r", fails: true, dear: true, build: buildJSON(standardPaths, jsonArray(jsonScalarElement))},
	{name: "json_query_array", about: "the elements of the array at a path, as JSON", forms: "ss?:r", fails: true, dear: true, build: buildJSON(standardPaths, jsonArray(jsonElement))},
	{name: "json_extract_scalar", about: "the same as JSON_VALUE, with paths like $['name']", forms: "ss?:s", fails: true, dear: true, build: buildJSON(legacyPaths, jsonValue)},
	{name: "json_extract", about: "the same as JSON_QUERY, with paths like $['name']", forms: "ss?:s", fails: true, dear: true, build: buildJSON(legacyPaths, jsonQuery)},
	{name: "json_extract_string_array", about: "the same as JSON_VALUE_ARRAY, with paths like $['name']", forms: "ss?:r", fails: true, dear: true, build: buildJSON(legacyPaths, jsonArray(jsonScalarElement))},
	{name: "json_extract_array", about: "the same as JSON_QUERY_ARRAY, with paths like $['name']", forms: "ss?:r", fails: true, dear: true, build: buildJSON(legacyPaths, jsonArray(jsonElement))},
	{name: "to_json_string", about: "the value, or the array of values, written as JSON; with TRUE behind, on several lines", forms: "Tb?:s rb?:s", fails: true, build: buildToJSON},
}
