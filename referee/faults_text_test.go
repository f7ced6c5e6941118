package referee

// textFaults are about texts, bytes and patterns.
var textFaults = []fault{
	{`SUBSTR(CONCAT('é', region), 2)`, "positions are of characters, not of bytes", "SELECT region AS v FROM reports GROUP BY v", ""},
	{`SUBSTR(CONCAT('日本', SUBSTR(region, 5)), 1, 1)`, "likewise", `"\u65e5"; NULL`, ""},
	{`STRPOS(CONCAT('é', region), 'u')`, "likewise", `0; 2; 3; NULL`, ""},
	{`REPLACE(region, '', 'x')`, "an empty text is found nowhere", "SELECT region AS v FROM reports GROUP BY v", "x"},
	{`REGEXP_REPLACE(region, '(.)(.)', r'\2\1')`, "digits after a backslash are groups, one digit each",
		"SELECT REVERSE(region) AS v FROM reports GROUP BY v", "${1"},
	{`region LIKE '_u'`, "_ is any one character", "SELECT LENGTH(region) = 2 AND ENDS_WITH(region, 'u') AS v FROM reports GROUP BY v", ""},
	{`'a_b' || SUBSTR(region, 5) LIKE r'a\_b'`, "a backslash makes _ an ordinary character", "NULL; TRUE", ""},
	{`LOWER(CAST(CONCAT('É', region) AS BYTES)) = CAST(CONCAT('É', LOWER(region)) AS BYTES)`, "of bytes, only the letters of ASCII change", "NULL; TRUE", ""},
	{`UPPER(b'\xff' || SUBSTR(token, 9))`, "other bytes stay as they are", `NULL; b"\xff"`, "ufffd"},
	{`LPAD(token, 2, b'-')`, "an empty pattern aside, every value can be padded",
		"SELECT CONCAT(SUBSTR(b'--', 1, GREATEST(0, 2 - LENGTH(token))), SUBSTR(token, 1, 2)) AS v FROM reports GROUP BY v", "out of range"},
	{`TRIM(b'\xff\xfea' || SUBSTR(token, 9), b'a\xff')`, "bytes are trimmed like characters", `NULL; b"\xfe"`, ""},
	{`LTRIM(b'abc' || SUBSTR(token, 9), b'a')`, "from one end, too", `NULL; b"bc"`, "abc"},
	{`SAFE_CAST(b'abc' || SUBSTR(token, 9) AS STRING)`, "bytes are cast as UTF-8, not as base64", `"abc"; NULL`, "YWJj"},
	{`SAFE.REPEAT(region, size - 9)`, "a negative number of repetitions is an error", "NULL", "negative"},
	{`LENGTH(FORMAT('%-5d', size))`, "- is a flag of integers too", "5; NULL", "support"},
	{`FORMAT('%5s|', region)`, "the width is a least number of characters",
		"SELECT CONCAT(LPAD(region, 5), '|') AS v FROM reports GROUP BY v", ""},
	{`FORMAT('%+d', size - size)`, "+ is of zero, too", `"+0"; NULL`, `"0"`},
	{`INSTR(CONCAT('apt', SUBSTR(region, 9)), 'p', -1)`, "positions count from the beginning, also of a search from the end", "2; NULL", "1"},
	{`NORMALIZE_AND_CASEFOLD(CONCAT('stra\u00dfe', SUBSTR(region, 9)))`, "case folding is not lower case: \u00df becomes ss", `"strasse"; NULL`, `\u00df`},
}
