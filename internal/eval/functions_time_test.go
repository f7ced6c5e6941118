package eval

import (
	"testing"
	"time"

	"isobar/internal/plan"
	"isobar/internal/value"
)

func at(text string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04:05.999999", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	panic(text)
}

func day(text string) date          { return date(at(text).Unix() / 86400) }
func clock(text string) datetime    { return datetime(at(text).UnixMicro()) }
func instant(text string) timestamp { return timestamp(at(text).UnixMicro()) }

const (
	ne = nullOf(value.Datetime)
	nt = nullOf(value.Timestamp)
)

// timeCases are mostly the examples of GoogleSQL's documentation. A date part must be a literal.
var timeCases = []functionCase{
	{"$extract", a(day("2013-12-25"), "DAY"), "25"}, {"$extract", a(day("2015-12-29"), "ISOYEAR"), "2015"}, {"$extract", a(day("2015-12-29"), "ISOWEEK"), "53"}, {"$extract", a(day("2015-12-29"), "WEEK"), "52"},
	{"$extract", a(day("2016-01-01"), "ISOYEAR"), "2015"}, {"$extract", a(day("2016-01-01"), "ISOWEEK"), "53"}, {"$extract", a(day("2016-01-01"), "WEEK"), "0"}, {"$extract", a(day("2017-11-05"), "WEEK"), "45"}, {"$extract", a(day("2017-11-05"), "WEEK_MONDAY"), "44"}, {"$extract", a(day("2017-11-06"), "WEEK_MONDAY"), "45"},
	{"$extract", a(day("2024-12-31"), "DAYOFYEAR"), "366"}, {"$extract", a(day("2026-11-08"), "DAYOFWEEK"), "1"}, {"$extract", a(day("2026-11-09"), "QUARTER"), "4"}, {"$extract", a(day("0001-01-01"), "YEAR"), "1"}, {"$extract", a(nd, "YEAR"), "NULL"},
	{"$extract", a(clock("2008-12-25 15:30:01.123456"), "HOUR"), "15"}, {"$extract", a(clock("2008-12-25 15:30:01.123456"), "MINUTE"), "30"}, {"$extract", a(clock("2008-12-25 15:30:01.123456"), "SECOND"), "1"}, {"$extract", a(clock("2008-12-25 15:30:01.123456"), "MILLISECOND"), "123"}, {"$extract", a(clock("2008-12-25 15:30:01.123456"), "MICROSECOND"), "123456"}, {"$extract", a(clock("1969-12-31 23:59:59.999999"), "MICROSECOND"), "999999"}, {"$extract", a(clock("1960-02-29 01:02:03"), "MONTH"), "2"},
	{"$extract", a(instant("2008-12-25 05:30:00"), "DAY"), "25"}, {"$extract", a(instant("2008-12-25 05:30:00"), "DAY", "America/Los_Angeles"), "24"}, {"$extract", a(instant("2026-07-01 12:00:00"), "HOUR", "Europe/Berlin"), "14"}, {"$extract", a(instant("2026-01-01 12:00:00"), "HOUR", "Europe/Berlin"), "13"}, {"$extract", a(instant("2026-01-01 12:00:00"), "MINUTE", "+05:45"), "45"}, {"$extract", a(instant("2026-01-01 12:00:00"), "HOUR", ns), "NULL"}, {"$extract", a(nt, "HOUR", "UTC"), "NULL"},
	{"$extract_date", a(instant("2026-11-09 23:30:00")), "2026-11-09"}, {"$extract_date", a(instant("2026-11-09 23:30:00"), "+1"), "2026-11-10"}, {"$extract_date", a(clock("2026-11-09 23:30:00")), "2026-11-09"}, {"$extract_date", a(instant("9999-12-31 23:00:00"), "+02:00"), failed},
	{"$extract_datetime", a(instant("2026-11-09 23:30:00"), "Asia/Tokyo"), "2026-11-10T08:30:00"}, {"$extract_datetime", a(instant("2026-11-09 23:30:00")), "2026-11-09T23:30:00"},

	{"date", a(2016, 12, 25), "2016-12-25"}, {"date", a(2023, 2, 29), failed}, {"date", a(2024, 2, 29), "2024-02-29"}, {"date", a(0, 1, 1), failed}, {"date", a(10000, 1, 1), failed}, {"date", a(2023, 13, 1), failed}, {"date", a(2023, 1, 0), failed}, {"date", a(1<<40, 1, 1), failed}, {"date", a(2023, ni, 1), "NULL"},
	{"date", a(clock("2016-12-25 23:59:59")), "2016-12-25"}, {"date", a(instant("2016-12-25 05:30:00"), "America/Los_Angeles"), "2016-12-24"}, {"date", a(instant("2016-12-25 05:30:00")), "2016-12-25"}, {"date", a("2016-12-25"), "2016-12-25"}, {"date", a("2016-12-25 10:00:00"), failed}, {"date", a(day("2016-12-25")), "2016-12-25"},
	{"date_add", a(day("2008-12-25"), 5, "DAY"), "2008-12-30"}, {"date_add", a(day("2024-01-31"), 1, "MONTH"), "2024-02-29"}, {"date_add", a(day("2024-02-29"), 1, "YEAR"), "2025-02-28"}, {"date_add", a(day("2023-11-30"), 1, "QUARTER"), "2024-02-29"}, {"date_add", a(day("2023-12-31"), -10, "MONTH"), "2023-02-28"}, {"date_add", a(day("2026-11-09"), 2, "WEEK"), "2026-11-23"}, {"date_add", a(day("9999-12-31"), 1, "DAY"), failed}, {"date_add", a(day("2000-01-01"), 1<<62, "WEEK"), failed}, {"date_add", a(day("2000-01-01"), -1<<63, "YEAR"), failed}, {"date_add", a(day("2000-01-01"), ni, "DAY"), "NULL"},
	{"date_add", a(clock("2024-01-31 10:00:00"), 1, "MONTH"), "2024-02-29T10:00:00"}, {"date_add", a(instant("2024-01-31 10:00:00"), 1, "HOUR"), "2024-01-31 11:00:00+00"},
	{"date_sub", a(day("2008-12-25"), 5, "DAY"), "2008-12-20"}, {"date_sub", a(day("0001-01-01"), 1, "DAY"), failed}, {"date_sub", a(day("2024-03-31"), 1, "MONTH"), "2024-02-29"}, {"date_sub", a(day("2024-03-31"), -1<<63, "MONTH"), failed},
	{"date_diff", a(day("2010-07-07"), day("2008-12-25"), "DAY"), "559"}, {"date_diff", a(day("2017-10-15"), day("2017-10-14"), "DAY"), "1"}, {"date_diff", a(day("2017-10-15"), day("2017-10-14"), "WEEK"), "1"}, {"date_diff", a(day("2017-12-30"), day("2014-12-30"), "YEAR"), "3"}, {"date_diff", a(day("2017-12-30"), day("2014-12-30"), "ISOYEAR"), "2"}, {"date_diff", a(day("2017-12-18"), day("2017-12-17"), "WEEK"), "0"}, {"date_diff", a(day("2017-12-18"), day("2017-12-17"), "WEEK_MONDAY"), "1"}, {"date_diff", a(day("2017-12-18"), day("2017-12-17"), "ISOWEEK"), "1"}, {"date_diff", a(day("2017-12-17"), day("2017-12-18"), "ISOWEEK"), "-1"}, {"date_diff", a(day("2018-01-01"), day("2017-12-31"), "QUARTER"), "1"}, {"date_diff", a(day("2018-01-01"), day("2017-11-30"), "MONTH"), "2"}, {"date_diff", a(day("2018-01-01"), nd, "MONTH"), "NULL"},
	{"date_trunc", a(day("2008-12-25"), "MONTH"), "2008-12-01"}, {"date_trunc", a(day("2017-11-05"), "WEEK_MONDAY"), "2017-10-30"}, {"date_trunc", a(day("2015-06-15"), "ISOYEAR"), "2014-12-29"}, {"date_trunc", a(day("2015-06-15"), "YEAR"), "2015-01-01"}, {"date_trunc", a(day("2015-06-15"), "QUARTER"), "2015-04-01"}, {"date_trunc", a(day("2015-06-15"), "DAY"), "2015-06-15"}, {"date_trunc", a(day("0001-01-01"), "WEEK"), failed}, {"date_trunc", a(clock("2015-06-15 10:00:00"), "MONTH"), "2015-06-01T00:00:00"},
	{"last_day", a(day("2008-11-25")), "2008-11-30"}, {"last_day", a(day("2008-11-25"), "MONTH"), "2008-11-30"}, {"last_day", a(day("2008-11-25"), "YEAR"), "2008-12-31"}, {"last_day", a(day("2008-11-10"), "WEEK"), "2008-11-15"}, {"last_day", a(day("2008-11-10"), "WEEK_MONDAY"), "2008-11-16"}, {"last_day", a(day("2008-11-10"), "QUARTER"), "2008-12-31"}, {"last_day", a(day("2008-11-10"), "ISOYEAR"), "2008-12-28"}, {"last_day", a(clock("2008-11-10 15:30:00"), "ISOWEEK"), "2008-11-16"}, {"last_day", a(day("9999-12-31"), "WEEK"), failed}, {"last_day", a(day("9999-12-05")), "9999-12-31"},
	{"unix_date", a(day("2008-12-25")), "14238"}, {"unix_date", a(day("1969-12-31")), "-1"}, {"date_from_unix_date", a(14238), "2008-12-25"}, {"date_from_unix_date", a(maxDate + 1), failed}, {"date_from_unix_date", a(minDate), "0001-01-01"}, {"date_from_unix_date", a(minDate - 1), failed},

	{"datetime", a(2008, 12, 25, 5, 30, 0), "2008-12-25T05:30:00"}, {"datetime", a(2008, 12, 31, 23, 59, 60), "2009-01-01T00:00:00"}, {"datetime", a(2008, 12, 31, 24, 0, 0), failed}, {"datetime", a(2008, 12, 31, 0, 60, 0), failed}, {"datetime", a(2008, 12, 31, 0, 0, 61), failed}, {"datetime", a(9999, 12, 31, 23, 59, 60), failed}, {"datetime", a(2008, 12, 31, 0, 0, -1), failed},
	{"datetime", a(day("2008-12-25")), "2008-12-25T00:00:00"}, {"datetime", a(instant("2008-12-25 05:30:00"), "America/Los_Angeles"), "2008-12-24T21:30:00"}, {"datetime", a("2008-12-25 05:30:00.5"), "2008-12-25T05:30:00.500"}, {"datetime", a("2008-12-25 05:30"), failed}, {"datetime", a(clock("2008-12-25 05:30:00")), "2008-12-25T05:30:00"},
	{"datetime_add", a(clock("2008-12-25 15:30:00"), 10, "MINUTE"), "2008-12-25T15:40:00"}, {"datetime_add", a(clock("2008-12-25 15:30:00"), 1, "MICROSECOND"), "2008-12-25T15:30:00.000001"}, {"datetime_add", a(clock("9999-12-31 23:59:59.999999"), 1, "MICROSECOND"), failed}, {"datetime_add", a(clock("2008-12-25 15:30:00"), 1<<62, "HOUR"), failed}, {"datetime_add", a(clock("2008-01-31 15:30:00"), 13, "MONTH"), "2009-02-28T15:30:00"}, {"datetime_add", a(ne, 1, "DAY"), "NULL"},
	{"datetime_sub", a(clock("2008-12-25 15:30:00"), 10, "MINUTE"), "2008-12-25T15:20:00"}, {"datetime_sub", a(clock("2008-12-25 15:30:00"), 2, "WEEK"), "2008-12-11T15:30:00"},
	{"datetime_diff", a(clock("2010-07-07 10:20:00"), clock("2008-12-25 15:30:00"), "DAY"), "559"}, {"datetime_diff", a(clock("2017-10-15 00:00:00"), clock("2017-10-14 23:59:59"), "DAY"), "1"}, {"datetime_diff", a(clock("2017-10-15 00:00:00"), clock("2017-10-14 00:00:00"), "WEEK"), "1"}, {"datetime_diff", a(clock("2017-12-30 00:00:00"), clock("2014-12-30 00:00:00"), "ISOYEAR"), "2"}, {"datetime_diff", a(clock("2017-10-15 01:00:00"), clock("2017-10-15 00:59:59"), "HOUR"), "1"}, {"datetime_diff", a(clock("2017-10-15 00:00:00"), clock("2017-10-15 00:00:00.000001"), "MILLISECOND"), "0"}, {"datetime_diff", a(clock("2017-10-14 23:59:59.999999"), clock("2017-10-15 00:00:00"), "SECOND"), "-1"},
	{"datetime_trunc", a(clock("2008-12-25 15:30:00"), "DAY"), "2008-12-25T00:00:00"}, {"datetime_trunc", a(clock("2017-11-05 00:00:00"), "WEEK_MONDAY"), "2017-10-30T00:00:00"}, {"datetime_trunc", a(clock("2015-06-15 00:00:00"), "ISOYEAR"), "2014-12-29T00:00:00"}, {"datetime_trunc", a(clock("1969-12-31 23:59:59.999999"), "MILLISECOND"), "1969-12-31T23:59:59.999"}, {"datetime_trunc", a(clock("1969-12-31 23:59:59.999999"), "HOUR"), "1969-12-31T23:00:00"},

	{"timestamp", a("2008-12-25 15:30:00+00"), "2008-12-25 15:30:00+00"}, {"timestamp", a("2008-12-25 15:30:00", "America/Los_Angeles"), "2008-12-25 23:30:00+00"}, {"timestamp", a("2008-12-25 15:30:00 UTC"), "2008-12-25 15:30:00+00"}, {"timestamp", a("2008-12-25 15:30:00 UTC", "+01"), failed}, {"timestamp", a("2008-12-25 15:30:00 Asia/Tokyo"), "2008-12-25 06:30:00+00"}, {"timestamp", a("2008-12-25", "+14"), "2008-12-24 10:00:00+00"},
	{"timestamp", a(clock("2008-12-25 15:30:00")), "2008-12-25 15:30:00+00"}, {"timestamp", a(day("2008-12-25")), "2008-12-25 00:00:00+00"}, {"timestamp", a(day("2008-12-25"), "America/Los_Angeles"), "2008-12-25 08:00:00+00"}, {"timestamp", a(instant("2008-12-25 15:30:00")), "2008-12-25 15:30:00+00"}, {"timestamp", a(day("0001-01-01"), "+01:00"), failed}, {"timestamp", a(clock("2026-03-29 02:30:00"), "Europe/Berlin"), "2026-03-29 01:30:00+00"}, {"timestamp", a(clock("2026-10-25 02:30:00"), "Europe/Berlin"), "2026-10-25 00:30:00+00"},
	{"timestamp_add", a(instant("2008-12-25 15:30:00"), 10, "MINUTE"), "2008-12-25 15:40:00+00"}, {"timestamp_add", a(instant("2008-12-25 15:30:00"), 2, "DAY"), "2008-12-27 15:30:00+00"}, {"timestamp_add", a(instant("2008-12-25 15:30:00"), -1<<63, "MICROSECOND"), failed}, {"timestamp_add", a(clock("2008-12-25 15:30:00"), 1, "MONTH"), "2009-01-25T15:30:00"},
	{"timestamp_sub", a(instant("2008-12-25 15:30:00"), 10, "MINUTE"), "2008-12-25 15:20:00+00"},
	{"timestamp_diff", a(instant("2010-07-07 10:20:00"), instant("2008-12-25 15:30:00"), "HOUR"), "13410"}, {"timestamp_diff", a(instant("2018-08-14 00:00:00"), instant("2018-10-14 00:00:00"), "DAY"), "-61"}, {"timestamp_diff", a(instant("2001-02-01 01:00:00"), instant("2001-02-01 00:00:01"), "HOUR"), "0"}, {"timestamp_diff", a(instant("2001-02-01 00:00:01"), instant("2001-02-01 01:00:00"), "MINUTE"), "-59"},
	{"timestamp_trunc", a(instant("2008-12-25 15:30:00"), "DAY", "UTC"), "2008-12-25 00:00:00+00"}, {"timestamp_trunc", a(instant("2008-12-25 15:30:00"), "DAY", "America/Los_Angeles"), "2008-12-25 08:00:00+00"}, {"timestamp_trunc", a(instant("2017-11-06 00:00:00"), "WEEK_MONDAY"), "2017-11-06 00:00:00+00"}, {"timestamp_trunc", a(instant("2017-11-06 00:00:00"), "WEEK_MONDAY", "-12"), "2017-10-30 12:00:00+00"}, {"timestamp_trunc", a(instant("2015-06-15 00:00:00"), "ISOYEAR"), "2014-12-29 00:00:00+00"}, {"timestamp_trunc", a(instant("2015-06-15 00:10:00"), "HOUR", "+05:30"), "2015-06-14 23:30:00+00"}, {"timestamp_trunc", a(instant("2015-06-15 00:10:00.001999"), "MILLISECOND"), "2015-06-15 00:10:00.001+00"}, {"timestamp_trunc", a(instant("0001-01-01 00:00:00"), "DAY", "+01:00"), failed},
	{"string", a(instant("2008-12-25 15:30:00"), "UTC"), `"2008-12-25 15:30:00+00"`}, {"string", a(instant("2008-12-25 15:30:00"), "Asia/Kolkata"), `"2008-12-25 21:00:00+05:30"`}, {"string", a(instant("1880-01-01 00:00:00"), "America/Los_Angeles"), `"1879-12-31 16:08:00-07:52"`}, {"string", a(instant("2008-12-25 15:30:00.5"), "-08"), `"2008-12-25 07:30:00.500-08"`}, {"string", a(day("0008-12-25")), `"0008-12-25"`}, {"string", a(clock("2008-12-25 15:30:00.000001")), `"2008-12-25 15:30:00.000001"`},
	{"unix_seconds", a(instant("2008-12-25 15:30:00")), "1230219000"}, {"unix_seconds", a(instant("1969-12-31 23:59:59.5")), "-1"}, {"unix_millis", a(instant("1970-01-01 00:00:00.0018")), "1"}, {"unix_millis", a(instant("1969-12-31 23:59:59.9995")), "-1"}, {"unix_micros", a(instant("1970-01-01 00:00:00.001800")), "1800"},
	{"timestamp_seconds", a(1230219000), "2008-12-25 15:30:00+00"}, {"timestamp_seconds", a(1 << 60), failed}, {"timestamp_seconds", a(-62135596800), "0001-01-01 00:00:00+00"}, {"timestamp_seconds", a(-62135596801), failed}, {"timestamp_millis", a(1230219000001), "2008-12-25 15:30:00.001+00"}, {"timestamp_micros", a(-1), "1969-12-31 23:59:59.999999+00"}, {"timestamp_micros", a(maxTimestamp + 1), failed},
	{"timestamp_from_unix_seconds", a(1), "1970-01-01 00:00:01+00"}, {"timestamp_from_unix_millis", a(1), "1970-01-01 00:00:00.001+00"}, {"timestamp_from_unix_micros", a(1), "1970-01-01 00:00:00.000001+00"}, {"timestamp_from_unix_seconds", a(instant("2008-12-25 15:30:00")), "2008-12-25 15:30:00+00"},

	{"format_date", a("%x", day("2008-12-25")), `"12/25/08"`}, {"format_date", a("%b-%d-%Y", day("2008-12-25")), `"Dec-25-2008"`}, {"format_date", a("%b %Y", day("2008-12-25")), `"Dec 2008"`}, {"format_date", a("%H:%M %Ez %E3S", day("2008-12-25")), `"%H:%M %Ez %E3S"`}, {"format_date", a("%%%n%t%%Y", day("2008-12-25")), `"%\n\t%Y"`}, {"format_date", a("%A %a %B %h", day("2026-11-09")), `"Monday Mon November Nov"`}, {"format_date", a("%Q %j %C %y %e %D %F", day("2008-02-05")), `"1 036 20 08  5 02/05/08 2008-02-05"`}, {"format_date", a("%G-%V-%u %g %w %U %W", day("2016-01-03")), `"2015-53-7 15 0 01 00"`}, {"format_date", a("%Y %E4Y", day("0021-01-01")), `"21 0021"`}, {"format_date", a("%J", day("2016-01-03")), `"371"`}, {"format_date", a("", day("2016-01-03")), `""`}, {"format_date", a("日%d", day("2016-01-03")), `"日03"`}, {"format_date", a("%T", clock("2016-01-03 04:05:06")), `"04:05:06"`}, {"format_date", a(ns, nd), "NULL"},
	{"format_datetime", a("%c", clock("2008-12-25 15:30:00")), `"Thu Dec 25 15:30:00 2008"`}, {"format_datetime", a("%I %l %k %p %P %M %R %r", clock("2008-12-25 00:05:00")), `"12 12  0 AM am 05 00:05 12:05:00 AM"`}, {"format_datetime", a("%I %l %k %p %X", clock("2008-12-25 15:05:09")), `"03  3 15 PM 15:05:09"`}, {"format_datetime", a("%E*S %E3S %E0S %E6S", clock("2008-12-25 15:05:09.1234")), `"09.1234 09.123 09 09.123400"`}, {"format_datetime", a("%E*S", clock("2008-12-25 15:05:09")), `"09"`}, {"format_datetime", a("%z %Z %Ez %s", clock("1970-01-01 00:00:01.9")), `"%z %Z %Ez 1"`}, {"format_datetime", a("%Oe %EY", clock("1970-01-01 00:00:01.9")), `" 1 1970"`},
	{"format_timestamp", a("%c", instant("2008-12-25 15:30:00"), "UTC"), `"Thu Dec 25 15:30:00 2008"`}, {"format_timestamp", a("%b %Y %Ez", instant("2008-12-25 15:30:00")), `"Dec 2008 +00:00"`}, {"format_timestamp", a("%F %T %Z %z", instant("2008-12-25 15:30:00"), "America/Los_Angeles"), `"2008-12-25 07:30:00 UTC-8 -0800"`}, {"format_timestamp", a("%Z %Ez %s", instant("1970-01-01 00:00:05"), "Asia/Kolkata"), `"UTC+0530 +05:30 5"`}, {"format_timestamp", a("%Z", instant("1970-01-01 00:00:05")), `"UTC"`}, {"format_timestamp", a("%s", instant("1969-12-31 23:59:59.5")), `"-1"`},

	{"parse_date", a("%x", "12/25/08"), "2008-12-25"}, {"parse_date", a("%Y%m%d", "20081225"), "2008-12-25"}, {"parse_date", a("%A %b %e %Y", "Thursday Dec 25 2008"), "2008-12-25"}, {"parse_date", a("%Y %A %b %e", "Thursday Dec 25 2008"), failed}, {"parse_date", a("%A %b %e", "Thursday Dec 25 2008"), failed}, {"parse_date", a("%F", "2000-12-30"), "2000-12-30"}, {"parse_date", a("%F", " 2000-12-30\n"), "2000-12-30"}, {"parse_date", a("%F", "2000-02-30"), failed}, {"parse_date", a("%F", "2000-02-30x"), failed}, {"parse_date", a("%d %B %Y", "1 mARCH 2020"), "2020-03-01"}, {"parse_date", a("%d %B %Y", "1 mar 2020"), "2020-03-01"}, {"parse_date", a("%m", "5"), "1970-05-01"}, {"parse_date", a("%Y-%m", "2020"), failed}, {"parse_date", a("", ""), "1970-01-01"}, {"parse_date", a("%y", "68"), "2068-01-01"}, {"parse_date", a("%y", "69"), "1969-01-01"}, {"parse_date", a("%C%y", "1868"), "1868-01-01"}, {"parse_date", a("%y %C", "68 18"), "1868-01-01"}, {"parse_date", a("%C", "18"), "1800-01-01"}, {"parse_date", a("%Q %Y", "3 2020"), "2020-07-01"},
	{"parse_date", a("%Y %j", "2020 366"), "2020-12-31"}, {"parse_date", a("%Y %j", "2021 366"), failed}, {"parse_date", a("%j %Y-%m-%d", "40 2020-05-06"), "2020-05-06"}, {"parse_date", a("%Y %U", "2026 01"), "2026-01-04"}, {"parse_date", a("%Y %W", "2026 1"), "2026-01-05"}, {"parse_date", a("%Y %W", "2026 53"), failed}, {"parse_date", a("%Y %U", "2023 00"), failed}, {"parse_date", a("%G %V", "2020 50"), "2020-12-07"}, {"parse_date", a("%V%G", "502020"), "2020-12-07"}, {"parse_date", a("%G-%V-%u", "2020-50-3"), "2020-12-09"}, {"parse_date", a("%G %V", "2021 53"), failed}, {"parse_date", a("%g %J", "84 05"), "1984-01-06"}, {"parse_date", a("%g %j", "84 05"), "1970-01-05"}, {"parse_date", a("%a", "Mon"), "1970-01-01"}, {"parse_date", a("%E4Y", "0020"), "0020-01-01"}, {"parse_date", a("%E4Y", "020"), failed}, {"parse_date", a("%Y", "0"), failed}, {"parse_date", a("%Y", "10000"), failed}, {"parse_date", a("100%%", "100%"), "1970-01-01"}, {"parse_date", a("%F", ns), "NULL"}, {"parse_date", a("%d.%m.%Y", "09.11.2026"), "2026-11-09"}, {"parse_date", a("%d%t%m", "9  11"), "1970-11-09"},
	{"parse_datetime", a("%Y-%m-%d %H:%M:%S", "1998-10-18 13:45:55"), "1998-10-18T13:45:55"}, {"parse_datetime", a("%m/%d/%Y %I:%M:%S %p", "8/30/2018 2:23:38 pm"), "2018-08-30T14:23:38"}, {"parse_datetime", a("%A, %B %e, %Y", "Wednesday, December 19, 2018"), "2018-12-19T00:00:00"}, {"parse_datetime", a("%a %b %e %I:%M:%S %Y", "Thu Dec 25 07:30:00 2008"), "2008-12-25T07:30:00"}, {"parse_datetime", a("%c", "Thu Dec 25 07:30:00 2008"), "2008-12-25T07:30:00"}, {"parse_datetime", a("%I %p", "12 am"), "1970-01-01T00:00:00"}, {"parse_datetime", a("%I %p", "12 PM"), "1970-01-01T12:00:00"}, {"parse_datetime", a("%H %p", "10 PM"), "1970-01-01T10:00:00"}, {"parse_datetime", a("%T", "23:59:60"), "1970-01-02T00:00:00"}, {"parse_datetime", a("%T", "24:00:00"), failed}, {"parse_datetime", a("%E*S", "5.1234567"), "1970-01-01T00:00:05.123456"}, {"parse_datetime", a("%E3S", "5.1234"), failed}, {"parse_datetime", a("%E3S", "5.12"), "1970-01-01T00:00:05.120"}, {"parse_datetime", a("%H:%M", "1:2"), "1970-01-01T01:02:00"}, {"parse_datetime", a("%F %T", "2020-01-01"), failed}, {"parse_datetime", a("%p", "xm"), failed}, {"parse_datetime", a("%p", "a"), failed}, {"parse_datetime", a("%s", "-1"), "1969-12-31T23:59:59"}, {"parse_datetime", a("%r", "02:23:38 PM"), "1970-01-01T14:23:38"}, {"parse_datetime", a("%k:%M", " 7:30"), "1970-01-01T07:30:00"},
	{"parse_timestamp", a("%c", "Thu Dec 25 07:30:00 2008"), "2008-12-25 07:30:00+00"}, {"parse_timestamp", a("%F %T", "2008-12-25 07:30:00", "America/Los_Angeles"), "2008-12-25 15:30:00+00"}, {"parse_timestamp", a("%F %T%Ez", "2008-12-25 07:30:00+01:30", "America/Los_Angeles"), "2008-12-25 06:00:00+00"}, {"parse_timestamp", a("%F %T %z", "2008-12-25 07:30:00 -0800"), "2008-12-25 15:30:00+00"}, {"parse_timestamp", a("%F %T%Ez", "2008-12-25 07:30:00Z"), "2008-12-25 07:30:00+00"}, {"parse_timestamp", a("%F %T %Z", "2008-12-25 07:30:00 Asia/Tokyo"), "2008-12-24 22:30:00+00"}, {"parse_timestamp", a("%F %T %Z", "2008-12-25 07:30:00 Mars"), failed}, {"parse_timestamp", a("%F %T %z", "2008-12-25 07:30:00 +15"), failed}, {"parse_timestamp", a("%s %F", "1 2020-01-01", "+05"), "1970-01-01 00:00:01+00"}, {"parse_timestamp", a("%F", "0001-01-01", "+01"), failed}, {"parse_timestamp", a("%E4Y-%m-%dT%H:%M:%E*SZ", "2008-12-25T07:30:00.25Z"), "2008-12-25 07:30:00.250+00"},
}

// isPart says whether an argument of a function is a date part.
func isPart(fn string, kinds []value.Kind, i int) bool {
	for _, s := range signatures[fn] {
		if _, ok := s.match(kinds); ok {
			return i < len(s.args) && s.args[i].letters == "p"
		}
	}
	return false
}

// TestTimeErrors are of date parts, formats and zones that do not exist: errors of the query if they are literals.
func TestTimeErrors(t *testing.T) {
	for _, c := range []functionCase{
		{"$extract", a(day("2020-01-01"), "HOUR"), ""}, {"$extract", a(day("2020-01-01"), "NANOSECOND"), ""}, {"$extract", a(day("2020-01-01"), ns), ""},
		{"timestamp_add", a(instant("2020-01-01"), 1, "MONTH"), ""}, {"date_add", a(day("2020-01-01"), 1, "DAYOFWEEK"), ""}, {"date_trunc", a(day("2020-01-01"), "DAYOFYEAR"), ""}, {"timestamp_diff", a(instant("2020-01-01"), instant("2020-01-01"), "YEAR"), ""}, {"last_day", a(day("2020-01-01"), "HOUR"), ""},
		{"date", a(instant("2020-01-01"), "europe/berlin"), ""}, {"date", a(instant("2020-01-01"), ""), ""}, {"date", a(instant("2020-01-01"), "Local"), ""}, {"date", a(instant("2020-01-01"), "+15"), ""}, {"date", a(instant("2020-01-01"), "+14:30"), ""}, {"date", a(instant("2020-01-01"), "../etc"), ""}, {"date", a(instant("2020-01-01"), "UTC+"), ""},
		{"format_date", a("%q", day("2020-01-01")), ""}, {"format_date", a("%", day("2020-01-01")), ""}, {"format_date", a("%-d", day("2020-01-01")), ""}, {"format_timestamp", a("%E9S", instant("2020-01-01")), ""},
		{"parse_date", a("%H", "1"), ""}, {"parse_date", a("%Ez", "1"), ""}, {"parse_datetime", a("%Z", "1"), ""}, {"parse_date", a("%F%", "1"), ""},
	} {
		args := lits(c.args)
		if _, err := newBench().compiler.scalar(fnCall(c.fn, args...)); err == nil {
			t.Errorf("%s%q: compiled", c.fn, c.args)
		}
		refs := make([]plan.Expr, len(args))
		values := make([]*plan.Const, len(args))
		for i, arg := range args {
			values[i] = arg.(*plan.Const)
			if refs[i] = arg; !isPart(c.fn, kindsOf(args), i) {
				refs[i] = &plan.Ref{Slot: plan.Slot(i), Type: arg.Kind()}
			}
		}
		b := newBench(values...)
		s, err := b.compiler.scalar(fnCall(c.fn, refs...))
		if err != nil {
			continue // a date part is never data
		}
		b.frame.workspace = b.pool.workspace(b.frame.dict)
		if v := s(b.frame); !v.IsNull() || b.frame.faults[badArgument] != 1 {
			t.Errorf("%s%q of slots: %s with faults %v", c.fn, c.args, show(b.frame.dict, v), b.frame.faults)
		}
	}
}
