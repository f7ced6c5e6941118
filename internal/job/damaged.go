package job

import (
	"context"
	"fmt"
	"log/slog"

	"isobar/internal/report"
	"isobar/pipelines"
)

// DamagedFile is a file of the input that was left out, since it could not be understood to its end.
type DamagedFile struct {
	File   string
	Reason string // without the file's name, and without anything of its content
	Bytes  int64  // as stored
}

// damaged gives the damaged files of the input, in the order of files, and logs each. If they are more of the input
// than gate.max_damaged allows, the error is that of the first: what is left is then no week.
func (r *run) damaged(found []report.Damage) ([]DamagedFile, error) {
	if len(found) == 0 {
		return nil, nil
	}
	var files []DamagedFile
	var bytes int64
	for _, d := range found {
		shard := r.shards[d.Shard]
		files = append(files, DamagedFile{shard.File, d.Reason, shard.Size})
		bytes += shard.Size
	}
	for _, file := range files {
		slog.Warn("a file is damaged, and none of it counts", "file", file.File, "reason", file.Reason)
	}
	total, most := report.TotalBytes(r.shards), r.ds.Gate.MaxDamaged
	if most == 0 || float64(bytes) > most*float64(total) {
		first := &report.Damaged{File: files[0].File, Reason: files[0].Reason}
		return nil, fmt.Errorf("%w; %s damaged, %.1f %% of the input's bytes, and gate.max_damaged allows %.1f %%",
			first, count(len(files)), 100*float64(bytes)/float64(max(total, 1)), 100*most)
	}
	return files, nil
}

// finishRejects brings together the rejects of all files but the damaged ones.
func (r *run) finishRejects(ctx context.Context, stats *pipelines.Stats) error {
	if r.Rejects == "" {
		return nil
	}
	lines, leftOut := make([]int64, len(r.shards)), map[int]bool{}
	for _, s := range r.shards {
		lines[s.ID] = stats.Lines[s.ID]
	}
	for _, d := range stats.Damaged {
		for shard, end := r.shards[d.Shard].Whole(); shard < end; shard++ {
			leftOut[shard] = true
		}
	}
	_, err := report.FinishRejects(ctx, r.Rejects, r.shards, lines, leftOut)
	return err
}

func count(files int) string {
	if files == 1 {
		return "1 file is"
	}
	return fmt.Sprintf("%d files are", files)
}
