package referee

// jsonFaults are about JSON in texts.
var jsonFaults = []fault{
	{`JSON_VALUE(CONCAT('{bad', region), '$.a')`, "text that is no JSON gives NULL", "NULL", "invalid character"},
	{`JSON_VALUE(SUBSTR(region, 9), '$.a')`, "so does empty text", "NULL", ""},
	{`JSON_VALUE(CONCAT('[1', SUBSTR(region, 9), ']'), '$.a')`, "an array has no member a", "NULL", "invalid path"},
	{`JSON_QUERY(CONCAT('{"a": [1', SUBSTR(region, 9), ']}'), '$.a')`, "an array is text, too", `"[1]"; NULL`, "cannot encode"},
	{`JSON_VALUE(CONCAT('{"a": 1.50}', SUBSTR(region, 9)), '$.a')`, "a number in a text stays as it is written", `"1.50"; NULL`, `"1.5"`},
	{`TO_JSON_STRING(active)`, "a BOOL is true or false",
		"SELECT IFNULL(CAST(active AS STRING), 'null') AS v FROM reports GROUP BY v", `"1"`},
	{`TO_JSON_STRING(DATE_ADD(DATE '2026-11-09', INTERVAL size - size DAY))`, "a DATE is a text of JSON, with quotation marks",
		`"\"2026-11-09\""; "null"`, `"2026-11-09"`},
}
