package report

import (
	"context"
	"errors"
	"maps"
)

// Stats counts what the first pass saw. Stats of shards add up, in any order, to the input's.
type Stats struct {
	Lines    int64            `json:"lines"`    // lines, or rows of Parquet, blank ones included
	Reports  int64            `json:"reports"`  // lines that are not blank; the rest of the counts add up to it
	Rejected map[Reason]int64 `json:"rejected"` // reports rejected, by reason
	Early    int64            `json:"early"`    // valid reports from before the window
	Late     int64            `json:"late"`     // valid reports from after the window
	LeftOut  int64            `json:"left_out"` // reports of the window from sites that are to be left out (Roll.LeftOut)
	Young    int64            `json:"young"`    // and from those that are not known for long enough (Roll.Known)
	InWindow int64            `json:"in_window"`
	Drift    Drift            `json:"drift"`
}

// Merge adds other to s.
func (s *Stats) Merge(other Stats) {
	s.Lines += other.Lines
	s.Reports += other.Reports
	s.Early += other.Early
	s.Late += other.Late
	s.LeftOut += other.LeftOut
	s.Young += other.Young
	s.InWindow += other.InWindow
	for reason, n := range other.Rejected {
		s.reject(reason, n)
	}
	s.Drift.merge(&other.Drift)
}

func (s *Stats) reject(reason Reason, n int64) {
	if s.Rejected == nil {
		s.Rejected = map[Reason]int64{}
	}
	s.Rejected[reason] += n
}

// RejectedTotal is the number of reports rejected for whatever reason.
func (s *Stats) RejectedTotal() int64 {
	var total int64
	for _, n := range s.Rejected {
		total += n
	}
	return total
}

// Scan is the first pass over one shard: it checks every report, counts, and adds those of the window
// whose sites count to index. Rejected reports also go to rejects, which may be nil. cfg.Columns must be nil. If the
// error is a *Damaged, nothing of the shard counts: the Stats are zero, and the index and cfg.Roll as they were, but
// rejects has been told. The file's other shards must not count either; that is for the caller to see to. After another error
// the counts and the index are incomplete and to be thrown away.
func Scan(ctx context.Context, shard Shard, cfg *Config, index *Index, rejects func(Reject), progress func(bytes int64)) (Stats, error) {
	to := index
	if shard.Frail() {
		to = NewIndex(index.parts) // until the shard's end is seen
	}
	stats, err := scan(ctx, shard, cfg, rejects, progress, func(src Source, h *Header) error {
		to.Add(h, shard.ID, src.Ordinal())
		return nil
	})
	if to != index && err == nil {
		index.Merge(to)
	}
	return stats, err
}

// scan calls keep with each report of the window whose site counts. Of a damaged shard nothing is in the Stats and in
// cfg.Roll.
func scan(ctx context.Context, shard Shard, cfg *Config, rejects func(Reject), progress func(bytes int64), keep func(Source, *Header) error) (stats Stats, err error) {
	if shard.Frail() && cfg.Roll != nil && cfg.Roll.New != nil {
		apart := *cfg
		apart.Roll = cfg.Roll.Fresh()
		sites := cfg.Roll.New
		cfg = &apart
		defer func() {
			if err == nil {
				maps.Copy(sites, apart.Roll.New)
			}
		}()
	}
	var damaged *Damaged
	if stats, err = scanAll(ctx, shard, cfg, rejects, progress, keep); errors.As(err, &damaged) {
		stats = Stats{}
	}
	return stats, err
}

func scanAll(ctx context.Context, shard Shard, cfg *Config, rejects func(Reject), progress func(bytes int64), keep func(Source, *Header) error) (stats Stats, err error) {
	src, err := Open(ctx, shard, cfg, progress)
	if err != nil {
		return stats, err
	}
	defer func() {
		if e := src.Close(); err == nil {
			err = e
		}
	}()
	var h Header
	for src.Next() {
		stats.Reports++
		if reason := src.Header(&h); reason != "" {
			stats.reject(reason, 1)
			if reason == WrongType && h.Column != "" {
				add(&stats.Drift.Mistyped, h.Column, Cases{1, shard.ID, src.Line()})
			}
			if rejects != nil {
				rejects(Reject{Shard: shard.ID, Line: src.Line(), Reason: reason, Raw: src.Raw()})
			}
			continue
		}
		switch {
		case h.Time < cfg.Window.From:
			stats.Early++
		case h.Time >= cfg.Window.To:
			stats.Late++
		default:
			if cfg.Roll.admit(h.Site, &stats) {
				stats.InWindow++
				stats.Drift.unknown(h.Unknown, h.Site, stats.Reports)
				for _, column := range h.Lacking {
					add(&stats.Drift.Lacking, column, Cases{1, shard.ID, src.Line()})
				}
				if err := keep(src, &h); err != nil {
					return stats, err
				}
			}
		}
	}
	stats.Lines = src.Lines()
	return stats, src.Err()
}
