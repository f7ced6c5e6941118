package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"isobar/internal/audit"
	"isobar/internal/dataset"
	"isobar/internal/record"
	"isobar/internal/report"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

// siteRef numbers the sites of a week.
type siteRef = int32

// truth is which sites have which values, in memory.
type truth struct {
	sites   siteRef
	columns map[string]map[audit.Attribute][]siteRef // by path; the sites of each value, ascending
}

// Truth reads the private reports of a window, one of each site as a run keeps it, and answers questions about
// them, for the operator who wants to know which findings of an audit are right. It knows the texts, whole
// numbers and truth values of columns as they are; it cannot tell about what a query computes, nor about
// conditions.
func Truth(ctx context.Context, ds *dataset.Dataset, input []string, window week.Window) (audit.Truth, error) {
	if ds.Reports.Keep == dataset.KeepAll {
		return nil, &UsageError{fmt.Errorf("%s: reports.keep is all: a site's reports are made one by a run, which this does not do", ds.Dir)}
	}
	shards, err := report.Find(ctx, input, report.DefaultSplit)
	if err != nil {
		return nil, &UsageError{err}
	}
	t := &truth{columns: map[string]map[audit.Attribute][]siteRef{}}
	cfg := report.Config{Schema: ds.Schema, Decoder: ds.Reports.Decoder, Unit: ds.Privacy.Unit,
		Timestamp: ds.Reports.Timestamp, MessageID: ds.Reports.MessageID, Window: window, Limits: limits(ds)}
	index := report.NewIndex(1)
	for rest := shards; len(rest) > 0; {
		first, end := rest[0].Whole()
		whole, err := scanFile(ctx, rest[:end-first], &cfg)
		if err != nil {
			return nil, err
		}
		index.Merge(whole)
		rest = rest[end-first:]
	}
	cfg.Columns = make([]bool, len(ds.Schema.All))
	var columns []*schema.Column
	for _, c := range ds.Schema.All {
		known := c.Kind == value.String || c.Kind == value.Int64 || c.Kind == value.Bool
		if known && c.Path != ds.Privacy.Unit && !slices.Contains(ds.Privacy.Never, c.Path) {
			cfg.Columns[c.Index] = true
			columns = append(columns, c)
			t.columns[c.Path] = map[audit.Attribute][]siteRef{}
		}
	}
	kept, rec := index.Kept(), record.New(len(ds.Schema.All), value.NewDict())
	for _, shard := range shards {
		picks := kept.Picks(shard.ID)
		if len(picks) == 0 {
			continue
		}
		_, err := report.Visit(ctx, shard, &cfg, picks, rec, func() error {
			for _, c := range columns {
				t.add(c, rec)
			}
			t.sites++
			return nil
		}, func(int64) {})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// scanFile is the first pass over the shards of a file; of a damaged one nothing is left.
func scanFile(ctx context.Context, shards []report.Shard, cfg *report.Config) (*report.Index, error) {
	index := report.NewIndex(1)
	for _, shard := range shards {
		_, err := report.Scan(ctx, shard, cfg, index, nil, func(int64) {})
		var damaged *report.Damaged
		if errors.As(err, &damaged) {
			return report.NewIndex(1), nil
		}
		if err != nil {
			return nil, err
		}
	}
	return index, nil
}

// add notes the values that one site has in a column.
func (t *truth) add(c *schema.Column, rec *record.Record) {
	for _, v := range rec.Vectors[c.Index].Vals {
		a := audit.Attribute{Name: c.Path}
		switch v.Kind {
		case value.Null:
			a.Null = true
		case value.String:
			a.Value = rec.Dict.String(v.Code())
		case value.Bool:
			a.Value = strconv.FormatBool(v.Bool())
		default:
			a.Value = strconv.FormatInt(v.Int64(), 10)
		}
		have := t.columns[c.Path][a]
		if n := len(have); n == 0 || have[n-1] != t.sites {
			t.columns[c.Path][a] = append(have, t.sites)
		}
	}
}

// Sites implements audit.Truth.
func (t *truth) Sites(where []string, has, hasNot []audit.Attribute) (int64, bool) {
	if len(where) > 0 {
		return 0, false
	}
	met := make([]int, t.sites) // how many of has a site has; below 0 if one of hasNot
	for _, a := range has {
		if t.columns[a.Name] == nil {
			return 0, false
		}
		for _, site := range t.columns[a.Name][a] {
			met[site]++
		}
	}
	for _, a := range hasNot {
		if t.columns[a.Name] == nil {
			return 0, false
		}
		for _, site := range t.columns[a.Name][a] {
			met[site] = -len(has) - 1
		}
	}
	var sites int64
	for _, n := range met {
		if n == len(has) {
			sites++
		}
	}
	return sites, true
}
