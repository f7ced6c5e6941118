package report

import (
	"context"
	"fmt"

	"isobar/internal/record"
)

// VisitStats counts what the second pass saw. They add up like Stats.
type VisitStats struct {
	Reports int64 `json:"reports"` // reports decoded: the sites
	Skipped int64 `json:"skipped"` // entries of the columns read that did not fit and were left out
	// Limited is what was kept out of them, though it fits.
	Limited Limited `json:"limited"`
}

// Merge adds other to s.
func (s *VisitStats) Merge(other VisitStats) {
	s.Reports += other.Reports
	s.Skipped += other.Skipped
	s.Limited.Merge(other.Limited)
}

// Visit is the second pass over one shard: it decodes the reports picked, in their order, into rec and
// calls each after every one. cfg.Columns says what to decode. A file that is not as the first pass saw
// it is an error; so is one that each returns.
func Visit(ctx context.Context, shard Shard, cfg *Config, picks []Pick, rec *record.Record, each func() error, progress func(bytes int64)) (stats VisitStats, err error) {
	src, err := Open(ctx, shard, cfg, progress)
	if err != nil {
		return stats, err
	}
	defer func() {
		if e := src.Close(); err == nil {
			err = e
		}
	}()
	for _, pick := range picks {
		for found := false; !found; found = src.Ordinal() >= pick.Ordinal {
			if !src.Next() {
				if err := src.Err(); err != nil {
					return stats, err
				}
				return stats, changed(shard, pick)
			}
		}
		if src.Ordinal() != pick.Ordinal || src.Check() != pick.Check {
			return stats, changed(shard, pick)
		}
		skipped, limited := src.Decode(rec)
		if err := src.Err(); err != nil {
			return stats, err
		}
		stats.Skipped += int64(skipped)
		stats.Limited.Merge(limited)
		stats.Reports++
		if err := each(); err != nil {
			return stats, err
		}
	}
	return stats, nil
}

func changed(shard Shard, pick Pick) error {
	return fmt.Errorf("%s: the report on line %d of part %d is not the one that was there before: the file changed while it was read; run again when nothing writes to it",
		shard.File, int64(pick.Ordinal)+1, shard.ID)
}
