package referee

// timeFaults are about dates and times.
var timeFaults = []fault{
	{`CAST(TIMESTAMP_MICROS(size - size + 500000) AS STRING)`, "a timestamp is written with a blank, three or six digits, and its zone as +00",
		`"1970-01-01 00:00:00.500+00"; NULL`, "T00:00:00.5Z"},
	{`EXTRACT(WEEK(MONDAY) FROM DATE_ADD(DATE '2026-11-09', INTERVAL size - size DAY))`, "weeks may begin on any day", "45; NULL", "unexpected part"},
	{`EXTRACT(QUARTER FROM DATE_ADD(DATE '2023-07-01', INTERVAL size - size DAY))`, "July is in the third quarter", "3; NULL", "2"},
	{`LAST_DAY(DATE_ADD(DATE '2026-11-09', INTERVAL size - size DAY), QUARTER)`, "quarters have a last day", "2026-12-31; NULL", "unimplemented"},
	{`EXTRACT(WEEK FROM DATE_ADD(DATE '1970-01-01', INTERVAL size - size DAY))`, "days before the first Sunday are in week 0", "0; NULL", "52"},
	{`EXTRACT(WEEK FROM DATE_ADD(DATE '9999-12-31', INTERVAL size - size DAY))`, "1 January 9999 is a Friday, the first Sunday is the 3rd", "52; NULL", "51"},
	{`DATE_DIFF(DATE '9999-12-31', DATE_ADD(DATE '2024-02-29', INTERVAL size - size DAY), DAY)`, "the emulator's durations end after 292 years",
		"2913114; NULL", "106751"},
	{`DATE_DIFF(DATE '2024-12-30', DATE_ADD(DATE '2024-02-29', INTERVAL size - size DAY), ISOWEEK)`, "44 Mondays lie between", "44; NULL", "-8"},
	{`FORMAT_DATE('%j', DATE_ADD(DATE '2025-01-01', INTERVAL size - size DAY))`, "the day of the year has three digits", `"001"; NULL`, `"1"`},
	{`FORMAT_DATE('%e', DATE_ADD(DATE '2025-01-01', INTERVAL size - size DAY))`, "%e pads with a blank", `" 1"; NULL`, `"01"`},
	{`FORMAT_TIMESTAMP('%c', TIMESTAMP_SECONDS(size - size))`, "so does %c", `"Thu Jan  1 00:00:00 1970"; NULL`, "Jan 01"},
	{`DATETIME_DIFF(DATETIME '1969-12-31 23:59:59', DATETIME_ADD(DATETIME '2024-02-29 12:00:00', INTERVAL size - size DAY), HOUR)`,
		"DATETIME_DIFF counts the boundaries between the two", "-474781; NULL", "-474780"},
	{`TIMESTAMP_DIFF(TIMESTAMP '2024-02-29 23:59:59+00', TIMESTAMP_ADD(TIMESTAMP '2026-11-09 00:00:00+00', INTERVAL size - size DAY), DAY)`,
		"TIMESTAMP_DIFF counts whole days, of which there are 983", "-983; NULL", "-984"},
}
