package sinktest

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"time"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/publish"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/value"
)

// KindsTable is the table of PublishKinds.
const KindsTable = "kinds"

var kinds = []value.Kind{value.String, value.Bool, value.Int64, value.Float64, value.Bytes, value.Date, value.Timestamp, value.Datetime, value.Numeric}

// PublishKinds publishes a table with columns of every kind, with values at the ends of their ranges and random
// ones, NULLs among them: for sinks that turn values into another form. Values that leaveOut says cannot be had
// there are NULL; nil leaves none out.
func PublishKinds(ctx context.Context, sink publish.Sink, seed uint64, leaveOut func(value.Value) bool) (err error) {
	target := Fixture{Week: "2026-11-09"}.Target()
	session, err := sink.Begin(ctx, target)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := session.Close(); err == nil {
			err = closeErr
		}
	}()
	staged, err := stageKinds(ctx, session.Staging(), target, seed, leaveOut)
	if err != nil {
		return err
	}
	return session.Publish(ctx, staged)
}

func stageKinds(ctx context.Context, store storage.Store, target publish.Target, seed uint64, leaveOut func(value.Value) bool) (*release.Staged, error) {
	rng := rand.New(rand.NewPCG(seed, 1))
	rows := &cells.Rows{Dict: value.NewDict(), N: 200, Columns: make([][]value.Value, len(kinds))}
	q := &plan.Query{Table: KindsTable, K: k}
	for i, kind := range kinds {
		q.Output = append(q.Output, plan.Output{Name: "c_" + kind.String(), Kind: kind, Key: kind == value.String})
		ends := extremes(rows.Dict, kind)
		for r := range rows.N {
			v := value.Value{}
			switch {
			case r < len(ends):
				v = ends[r]
			case rng.IntN(5) > 0:
				v = random(rows.Dict, kind, rng)
			}
			if leaveOut != nil && leaveOut(v) {
				v = value.Value{}
			}
			rows.Columns[i] = append(rows.Columns[i], v)
		}
	}
	info := release.Info{Dataset: target.Dataset, Window: target.Window, K: k, Mode: "exact", Unit: "site_id", Version: "test", Sites: 500, Reports: 600}
	return release.Stage(ctx, release.Options{Store: store, Workers: 1}, info, []release.Table{{Query: q, SQL: "SELECT", Description: "All kinds.", Rows: rows}})
}

// extremes are the values of a kind at which conversions go wrong.
func extremes(d *value.Dict, kind value.Kind) (values []value.Value) {
	add := func(v ...value.Value) { values = append(values, v...) }
	day := func(text string) int64 {
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			panic(err) // a mistake in this file
		}
		return t.Unix() / (24 * 60 * 60)
	}
	const micros = int64(24 * 60 * 60 * 1e6)
	switch kind {
	case value.String:
		for _, s := range []string{"", " ", "=1+1", "'", "\"\\\n\t\r", "NULL", "\u2028<&>", "𝛼ä", "\x00\x7f"} {
			add(value.OfString(d.CodeOf(s)))
		}
	case value.Bool:
		add(value.OfBool(true), value.OfBool(false))
	case value.Int64:
		add(value.OfInt64(math.MinInt64), value.OfInt64(math.MaxInt64), value.OfInt64(0), value.OfInt64(1<<53+1))
	case value.Float64:
		for _, f := range []float64{0, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1, 1e21, 1e-7, 1 << 60} {
			add(value.OfFloat64(f))
		}
	case value.Bytes:
		add(value.OfBytes(d.CodeOf("")), value.OfBytes(d.CodeOf("\xff\x00\xfe")))
	case value.Date:
		add(value.OfDate(day("0001-01-01")), value.OfDate(day("9999-12-31")), value.OfDate(0))
	case value.Timestamp:
		add(value.OfTimestamp(day("0001-01-01")*micros), value.OfTimestamp(day("9999-12-31")*micros+micros-1), value.OfTimestamp(-1))
	case value.Datetime:
		add(value.OfDatetime(day("0001-01-01")*micros), value.OfDatetime(day("9999-12-31")*micros+micros-1), value.OfDatetime(-1))
	case value.Numeric:
		for _, s := range []string{"0", "99999999999999999999999999999.999999999", "-99999999999999999999999999999.999999999", "0.000000001", "1.50"} {
			add(numeric(d, s))
		}
	}
	return values
}

func numeric(d *value.Dict, s string) value.Value {
	text, ok := value.ParseNumeric(s)
	if !ok {
		panic("sinktest: " + s + " is no NUMERIC") // a mistake in this file
	}
	return value.Value{Kind: value.Numeric, Bits: uint64(d.CodeOf(string(text[:])))}
}

func random(d *value.Dict, kind value.Kind, rng *rand.Rand) value.Value {
	text := make([]byte, rng.IntN(8))
	for i := range text {
		text[i] = byte(rng.IntN(256))
	}
	switch kind {
	case value.String:
		return value.OfString(d.CodeOf(string([]rune(string(text)))))
	case value.Bool:
		return value.OfBool(rng.IntN(2) == 0)
	case value.Float64:
		return value.OfFloat64(rng.NormFloat64() * math.Pow(10, float64(rng.IntN(40)-20)))
	case value.Bytes:
		return value.OfBytes(d.CodeOf(string(text)))
	case value.Date:
		return value.OfDate(rng.Int64N(40000) - 10000)
	case value.Timestamp:
		return value.OfTimestamp(rng.Int64N(4e15) - 1e15)
	case value.Datetime:
		return value.OfDatetime(rng.Int64N(4e15) - 1e15)
	case value.Numeric:
		return numeric(d, new(big.Rat).SetFrac64(rng.Int64()-1<<62, 1e9).FloatString(9))
	}
	return value.OfInt64(rng.Int64() - 1<<62)
}
