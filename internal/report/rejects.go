package report

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// Reject is one rejected report.
type Reject struct {
	Shard  int
	Line   int64 // within the shard, from 1
	Reason Reason
	Raw    []byte // the report as it stands in the file, whole or cut; valid during the call only
}

// RejectsFile is the name of the file that FinishRejects makes. Each of its lines is one rejected report,
// {"file": …, "line": …, "reason": …, "raw": …, "truncated": true}, in the order of files and lines. raw
// is at most RawLimit bytes of the line, then truncated is true, with what is not UTF-8 replaced by
// U+FFFD; it is missing for Parquet, whose line is the row.
const RejectsFile = "rejects.jsonl"

const rejectParts = ".rejects-" // begins the names of shards' files

type rejectLine struct {
	File      string `json:"file"`
	Line      int64  `json:"line"`
	Reason    Reason `json:"reason"`
	Raw       string `json:"raw,omitempty"`
	Truncated bool   `json:"truncated,omitempty"`
}

// PrepareRejects makes the place for rejects, a folder or gs://bucket/prefix, and removes what an earlier run left of
// its own files there. A folder is readable by its owner only, because rejects hold private reports; one that others
// can read is refused.
func PrepareRejects(ctx context.Context, name string) error {
	place, err := placeOfRejects(ctx, name)
	if err == nil {
		err = place.prepare()
	}
	if err == nil {
		err = removeRejects(ctx, place, func(name string) bool { return name == RejectsFile || strings.HasPrefix(name, rejectParts) })
	}
	if err != nil {
		return fmt.Errorf("rejects: %w", err)
	}
	return nil
}

// removeRejects removes the files of a place that are ours by name.
func removeRejects(ctx context.Context, place rejectPlace, ours func(name string) bool) error {
	names, err := place.names(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !ours(name) {
			continue
		}
		if err := place.remove(ctx, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// RejectWriter writes the rejects of one shard to a file of their own, so that workers need not know of
// each other. A shard read twice, as after a worker's failure, has one file in the end.
type RejectWriter struct {
	ctx   context.Context
	shard Shard
	place rejectPlace
	file  *os.File
	out   *bufio.Writer
	err   error
}

// NewRejectWriter makes a writer for a shard in a place that PrepareRejects made. A shard without
// rejects leaves no file.
func NewRejectWriter(ctx context.Context, place string, shard Shard) *RejectWriter {
	w := &RejectWriter{ctx: ctx, shard: shard}
	w.place, w.err = placeOfRejects(ctx, place)
	return w
}

// Write adds a reject. What goes wrong is kept for Close.
func (w *RejectWriter) Write(r Reject) {
	if w.err != nil {
		return
	}
	if w.file == nil {
		if w.file, w.err = w.place.temp(); w.err != nil {
			return
		}
		w.out = bufio.NewWriter(w.file)
	}
	raw := r.Raw[:min(len(r.Raw), RawLimit)]
	w.err = writeReject(w.out, rejectLine{
		File: w.shard.File, Line: r.Line, Reason: r.Reason,
		Raw:       strings.ToValidUTF8(string(raw), "\uFFFD"),
		Truncated: len(r.Raw) > RawLimit || r.Reason == LineTooLong,
	})
}

func writeReject(out io.Writer, line rejectLine) error {
	data, err := json.Marshal(line)
	if err != nil {
		return err
	}
	_, err = out.Write(append(data, '\n'))
	return err
}

// Close finishes the shard's file and returns the first error of all.
func (w *RejectWriter) Close() error {
	if w.file != nil {
		if w.err == nil {
			w.err = w.out.Flush()
		}
		if err := w.file.Close(); w.err == nil {
			w.err = err
		}
		if w.err == nil {
			w.err = w.place.put(w.ctx, w.file.Name(), partFile(w.shard.ID))
		} else {
			os.Remove(w.file.Name())
		}
		w.file = nil
	}
	if w.err != nil {
		return fmt.Errorf("rejects: %w", w.err)
	}
	return nil
}

func partFile(shard int) string { return fmt.Sprintf("%s%09d.jsonl", rejectParts, shard) }

// FinishRejects merges the files of all shards into RejectsFile, in the order of shards, and counts the
// rejects. lines is the number of lines of each shard, by ID (Stats.Lines), which makes line numbers of
// the file out of line numbers of the shard. Rejects of shards that are left out, by ID, do not get there. RejectsFile
// is there afterwards even if it is empty.
func FinishRejects(ctx context.Context, name string, shards []Shard, lines []int64, leftOut map[int]bool) (n int64, err error) {
	if len(lines) != len(shards) {
		return 0, fmt.Errorf("rejects: the lines of %d shards are known, there are %d shards", len(lines), len(shards))
	}
	place, err := placeOfRejects(ctx, name)
	if err == nil {
		n, err = finishRejects(ctx, place, shards, lines, leftOut)
	}
	if err == nil {
		err = removeRejects(ctx, place, func(name string) bool { return strings.HasPrefix(name, rejectParts) })
	}
	if err != nil {
		return 0, fmt.Errorf("rejects: %w", err)
	}
	return n, nil
}

func finishRejects(ctx context.Context, place rejectPlace, shards []Shard, lines []int64, leftOut map[int]bool) (n int64, err error) {
	names, err := place.names(ctx)
	if err != nil {
		return 0, err
	}
	there := map[string]bool{} // most shards have no rejects, and in a bucket each question takes its time
	for _, name := range names {
		there[name] = true
	}
	file, err := place.temp()
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriter(file)
	before := int64(0)
	for i, shard := range shards {
		if i == 0 || shard.File != shards[i-1].File {
			before = 0
		}
		if part := partFile(shard.ID); there[part] && !leftOut[shard.ID] {
			found, err := appendPart(ctx, out, place, part, before)
			if err != nil {
				return 0, errors.Join(err, file.Close(), os.Remove(file.Name()))
			}
			n += found
		}
		before += lines[i]
	}
	if err := errors.Join(out.Flush(), file.Close()); err != nil {
		return 0, errors.Join(err, os.Remove(file.Name()))
	}
	return n, place.put(ctx, file.Name(), RejectsFile)
}

// appendPart copies a shard's rejects with their line numbers moved on by before.
func appendPart(ctx context.Context, out io.Writer, place rejectPlace, name string, before int64) (n int64, err error) {
	part, err := place.open(ctx, name)
	if err != nil {
		return 0, err
	}
	defer part.Close()
	in := json.NewDecoder(bufio.NewReader(part))
	for {
		var line rejectLine
		if err := in.Decode(&line); err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, fmt.Errorf("%s is damaged", place.in(name))
		}
		line.Line += before
		if err := writeReject(out, line); err != nil {
			return n, err
		}
		n++
	}
}
