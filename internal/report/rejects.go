package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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

// PrepareRejects makes the directory for rejects, readable by its owner only because rejects hold
// private reports, and removes what an earlier run left of its own files there. A directory that others
// can read is refused.
func PrepareRejects(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("rejects: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("rejects: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("rejects: others may read the directory %s (mode %04o), and rejects hold private reports: name another or run chmod 700 on it", dir, info.Mode().Perm())
	}
	return removeRejects(dir, func(name string) bool { return name == RejectsFile || strings.HasPrefix(name, rejectParts) })
}

// removeRejects removes the files of dir that are ours by name.
func removeRejects(dir string, ours func(name string) bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("rejects: %w", err)
	}
	for _, entry := range entries {
		if !ours(entry.Name()) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("rejects: %w", err)
		}
	}
	return nil
}

// RejectWriter writes the rejects of one shard to a file of their own, so that workers need not know of
// each other. A shard read twice, as after a worker's failure, has one file in the end.
type RejectWriter struct {
	shard Shard
	dir   string
	file  *os.File
	out   *bufio.Writer
	err   error
}

// NewRejectWriter makes a writer for a shard in a directory that PrepareRejects made. A shard without
// rejects leaves no file.
func NewRejectWriter(dir string, shard Shard) *RejectWriter {
	return &RejectWriter{shard: shard, dir: dir}
}

// Write adds a reject. What goes wrong is kept for Close.
func (w *RejectWriter) Write(r Reject) {
	if w.err != nil {
		return
	}
	if w.file == nil {
		if w.file, w.err = os.CreateTemp(w.dir, rejectParts+"tmp-*"); w.err != nil { // mode 0600
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
			w.err = os.Rename(w.file.Name(), partFile(w.dir, w.shard.ID))
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

func partFile(dir string, shard int) string {
	return filepath.Join(dir, fmt.Sprintf("%s%09d.jsonl", rejectParts, shard))
}

// FinishRejects merges the files of all shards into RejectsFile, in the order of shards, and counts the
// rejects. lines is the number of lines of each shard, by ID (Stats.Lines), which makes line numbers of
// the file out of line numbers of the shard. RejectsFile is there afterwards even if it is empty.
func FinishRejects(dir string, shards []Shard, lines []int64) (n int64, err error) {
	if len(lines) != len(shards) {
		return 0, fmt.Errorf("rejects: the lines of %d shards are known, there are %d shards", len(lines), len(shards))
	}
	file, err := os.CreateTemp(dir, rejectParts+"tmp-*")
	if err != nil {
		return 0, fmt.Errorf("rejects: %w", err)
	}
	out := bufio.NewWriter(file)
	before := int64(0)
	for i, shard := range shards {
		if i == 0 || shard.File != shards[i-1].File {
			before = 0
		}
		found, err := appendPart(out, partFile(dir, shard.ID), before)
		if err != nil {
			file.Close()
			return 0, fmt.Errorf("rejects: %w", err)
		}
		n += found
		before += lines[i]
	}
	err = errors.Join(out.Flush(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(dir, RejectsFile))
	}
	if err != nil {
		return 0, fmt.Errorf("rejects: %w", err)
	}
	return n, removeRejects(dir, func(name string) bool { return strings.HasPrefix(name, rejectParts) })
}

// appendPart copies a shard's rejects with their line numbers moved on by before.
func appendPart(out io.Writer, name string, before int64) (n int64, err error) {
	part, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
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
			return n, fmt.Errorf("%s is damaged", name)
		}
		line.Line += before
		if err := writeReject(out, line); err != nil {
			return n, err
		}
		n++
	}
}
