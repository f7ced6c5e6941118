package eval

import (
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

func TestCastsOfTimesAndNumerics(t *testing.T) {
	for _, c := range []struct {
		arg  any
		to   value.Kind
		want string
	}{
		{clock("2019-12-25 15:30:00"), value.String, `"2019-12-25 15:30:00"`}, {clock("0001-01-01 00:00:00.001"), value.String, `"0001-01-01 00:00:00.001"`}, {clock("1969-12-31 23:59:59.999999"), value.String, `"1969-12-31 23:59:59.999999"`},
		{clock("1969-12-31 23:59:59.999999"), value.Date, "1969-12-31"}, {clock("2019-12-25 15:30:00"), value.Timestamp, "2019-12-25 15:30:00+00"}, {day("2019-12-25"), value.Datetime, "2019-12-25T00:00:00"}, {instant("2019-12-25 15:30:00"), value.Datetime, "2019-12-25T15:30:00"}, {ne, value.Date, "NULL"}, {date(maxDate + 1), value.Datetime, failed},
		{"2019-12-25", value.Datetime, "2019-12-25T00:00:00"}, {"2019-12-25T1:2:3.4", value.Datetime, "2019-12-25T01:02:03.400"}, {"2019-12-25 23:59:60", value.Datetime, "2019-12-26T00:00:00"}, {"2019-12-25 ", value.Datetime, failed}, {"2019-12-25 10:00:00Z", value.Datetime, failed}, {"2019-12-25 10:00:00 UTC", value.Datetime, failed}, {"2019-02-30", value.Datetime, failed}, {"9999-12-31 23:59:60", value.Datetime, failed}, {"2019-12-25  10:00:00", value.Datetime, failed}, {"", value.Datetime, failed},
		{"2026-07-01 10:00:00 Europe/Berlin", value.Timestamp, "2026-07-01 08:00:00+00"}, {"2026-07-01 10:00:00 UTC+3", value.Timestamp, "2026-07-01 07:00:00+00"}, {"2026-07-01 10:00:00Europe/Berlin", value.Timestamp, failed}, {"2026-07-01 10:00:00  UTC", value.Timestamp, failed}, {"2026-07-01 10:00:00 ", value.Timestamp, failed}, {"2026-07-01 Europe/Berlin", value.Timestamp, failed}, {"2026-07-01 10:00:00 europe/berlin", value.Timestamp, failed},

		{numeric("2.5"), value.Int64, "3"}, {numeric("-2.5"), value.Int64, "-3"}, {numeric("2.499999999"), value.Int64, "2"}, {numeric("9223372036854775807.4"), value.Int64, "9223372036854775807"}, {numeric("9223372036854775807.5"), value.Int64, failed}, {numeric("-9223372036854775808.4"), value.Int64, "-9223372036854775808"},
		{numeric("0.1"), value.Float64, "0.1"}, {mostNumeric, value.Float64, "1e+29"}, {numeric("-1.250"), value.String, `"-1.25"`}, {numeric("0"), value.String, `"0"`}, {leastNumeric, value.String, `"` + string(leastNumeric) + `"`},
		{-7, value.Numeric, "-7"}, {-1 << 63, value.Numeric, "-9223372036854775808"}, {0.1, value.Numeric, "0.1"}, {1e28, value.Numeric, "9999999999999999583119736832"}, {1e30, value.Numeric, failed}, {nan, value.Numeric, failed}, {-inf, value.Numeric, failed}, {5e-324, value.Numeric, "0"}, {4e-10, value.Numeric, "0"}, {0.0000000005, value.Numeric, "0.000000001"}, {-1.5, value.Numeric, "-1.5"}, {0.001953125, value.Numeric, "0.001953125"}, {0.0009765625, value.Numeric, "0.000976563"}, {-0.0009765625, value.Numeric, "-0.000976563"}, {nf, value.Numeric, "NULL"},
		{" 1.5 ", value.Numeric, "1.5"}, {"+1e3", value.Numeric, "1000"}, {"0.0000000005", value.Numeric, "0.000000001"}, {"-.5", value.Numeric, "-0.5"}, {"5.", value.Numeric, "5"}, {"", value.Numeric, failed}, {"- 1", value.Numeric, failed}, {"1,000", value.Numeric, failed}, {"1e29", value.Numeric, failed}, {"nan", value.Numeric, failed}, {"0x1", value.Numeric, failed},
	} {
		want, wantFaults := c.want, int64(0)
		if want == failed {
			want, wantFaults = "NULL", 1
		}
		arg := lit(c.arg)
		for _, e := range []plan.Expr{arg, &plan.Ref{Slot: 0, Type: arg.Type}} {
			b := newBench(arg)
			s := b.compile(t, &plan.Cast{Arg: e, Type: c.to})
			if got := show(b.frame.dict, s(b.frame)); got != want || b.faultCount() != wantFaults {
				t.Errorf("CAST(%v AS %s) = %s with %d faults, want %s with %d", c.arg, c.to, got, b.faultCount(), want, wantFaults)
			}
		}
	}
}
