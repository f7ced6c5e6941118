package eval

import "isobar/internal/value"

// timeFunctions are the functions of DATE, DATETIME and TIMESTAMP. Those that are named after one type take the
// others as well, as in GoogleSQL.
var timeFunctions = []function{
	{name: "$extract", sql: "EXTRACT(part FROM x [AT TIME ZONE zone])", about: "a part as a number: YEAR, ISOWEEK, HOUR, …", forms: "dp:i ep:i tps?:i", fails: true, build: buildExtract},
	{name: "$extract_date", sql: "EXTRACT(DATE FROM x [AT TIME ZONE zone])", about: "the date", forms: "ts?:d e:d d:d", fails: true, build: buildMake(value.Date, nil)},
	{name: "$extract_datetime", sql: "EXTRACT(DATETIME FROM x [AT TIME ZONE zone])", about: "the date and time", forms: "ts?:e", fails: true, build: buildMake(value.Datetime, nil)},

	{name: "date", about: "a date of year, month and day; or that of a time, in a time zone", forms: "iii:d ts?:d e:d d:d s:d", fails: true, dear: true, build: buildMake(value.Date, textToDate)},
	{name: "date_add", about: "n units later", forms: moveForms, fails: true, build: buildMove(part.add)},
	{name: "date_sub", about: "n units earlier", forms: moveForms, fails: true, build: buildMove(part.sub)},
	{name: "date_diff", about: "how many boundaries of the part lie between the second and the first", forms: diffForms, build: buildDiff},
	{name: "date_trunc", about: "the beginning of the part", forms: truncForms, fails: true, build: buildTruncTime},
	{name: "last_day", about: "the last day of the part, by default of the month", forms: "dp?:d ep?:d", fails: true, build: buildLastDay},
	{name: "unix_date", about: "days since 1970-01-01", forms: "d:i", build: sinceEpoch(microsOfDay)},
	{name: "date_from_unix_date", about: "the date so many days after 1970-01-01", forms: "i:d", fails: true, build: fromEpoch(value.Date, microsOfDay)},
	{name: "format_date", about: "as a format string says: %Y-%m", forms: formatForms, fails: true, build: buildFormat},
	{name: "parse_date", about: "reads a date as a format string says", forms: "ss:d", fails: true, dear: true, build: buildParse},

	{name: "datetime", about: "a date and time of six numbers; or of a date, of a timestamp in a time zone, of a text", forms: "iiiiii:e d:e ts?:e e:e s:e", fails: true, dear: true, build: buildMake(value.Datetime, textToDatetime)},
	{name: "datetime_add", about: "n units later", forms: moveForms, fails: true, build: buildMove(part.add)},
	{name: "datetime_sub", about: "n units earlier", forms: moveForms, fails: true, build: buildMove(part.sub)},
	{name: "datetime_diff", about: "how many boundaries of the part lie between the second and the first", forms: diffForms, build: buildDiff},
	{name: "datetime_trunc", about: "the beginning of the part", forms: truncForms, fails: true, build: buildTruncTime},
	{name: "format_datetime", about: "as a format string says: %F %T", forms: formatForms, fails: true, build: buildFormat},
	{name: "parse_datetime", about: "reads a date and time as a format string says", forms: "ss:e", fails: true, dear: true, build: buildParse},

	{name: "timestamp", about: "a timestamp of a text, or of a date or datetime in a time zone", forms: "ss?:t ds?:t es?:t t:t", fails: true, dear: true, build: buildTimestamp},
	{name: "timestamp_add", about: "n units later; a day has 24 hours", forms: moveForms, fails: true, build: buildMove(part.add)},
	{name: "timestamp_sub", about: "n units earlier; a day has 24 hours", forms: moveForms, fails: true, build: buildMove(part.sub)},
	{name: "timestamp_diff", about: "how many whole units lie between the second and the first", forms: diffForms, build: buildDiff},
	{name: "timestamp_trunc", about: "the beginning of the part, in a time zone", forms: truncForms, fails: true, build: buildTruncTime},
	{name: "format_timestamp", about: "as a format string says, in a time zone", forms: formatForms, fails: true, build: buildFormat},
	{name: "parse_timestamp", about: "reads a timestamp as a format string says, in a time zone", forms: "sss?:t", fails: true, dear: true, build: buildParse},
	{name: "string", about: "as CAST writes it, a timestamp in a time zone", forms: "ts?:s d:s e:s", fails: true, build: buildString},

	{name: "unix_seconds", about: "whole seconds since 1970-01-01 in UTC", forms: "t:i", build: sinceEpoch(microsOfSecond)},
	{name: "unix_millis", about: "whole milliseconds since 1970-01-01 in UTC", forms: "t:i", build: sinceEpoch(1000)},
	{name: "unix_micros", about: "microseconds since 1970-01-01 in UTC", forms: "t:i", build: sinceEpoch(1)},
	{name: "timestamp_seconds", about: "so many seconds after 1970-01-01 in UTC", forms: "i:t", fails: true, build: fromEpoch(value.Timestamp, microsOfSecond)},
	{name: "timestamp_millis", about: "so many milliseconds after 1970-01-01 in UTC", forms: "i:t", fails: true, build: fromEpoch(value.Timestamp, 1000)},
	{name: "timestamp_micros", about: "so many microseconds after 1970-01-01 in UTC", forms: "i:t", fails: true, build: fromEpoch(value.Timestamp, 1)},
	{name: "timestamp_from_unix_seconds", about: "as TIMESTAMP_SECONDS", forms: "i:t t:t", fails: true, build: fromEpoch(value.Timestamp, microsOfSecond)},
	{name: "timestamp_from_unix_millis", about: "as TIMESTAMP_MILLIS", forms: "i:t t:t", fails: true, build: fromEpoch(value.Timestamp, 1000)},
	{name: "timestamp_from_unix_micros", about: "as TIMESTAMP_MICROS", forms: "i:t t:t", fails: true, build: fromEpoch(value.Timestamp, 1)},
}

const (
	moveForms   = "dip:d eip:e tip:t"
	diffForms   = "ddp:i eep:i ttp:i"
	truncForms  = "dp:d ep:e tps?:t"
	formatForms = "sd:s se:s sts?:s"
)
