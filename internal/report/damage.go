package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Damaged is the error of a file that was read as it is and cannot be understood to its end: compressed data or
// Parquet that is cut short or corrupt, that asks for too much memory, or that is something else than its name or the
// dataset's schema says. It is never the error of a file that could not be read, such as for want of rights, or that
// changed meanwhile.
type Damaged struct {
	File   string
	Reason string // without the file's name, and without anything of its content
}

func (d *Damaged) Error() string { return d.File + ": " + d.Reason }

// Damage is a damaged file, as it was found in one of its shards.
type Damage struct {
	Shard  int    `json:"shard"` // ID
	Reason string `json:"reason"`
}

// FirstDamages leaves one Damage of each damaged file, that of its first damaged shard, in the order of files. shards are
// all of the input.
func FirstDamages(all []Damage, shards []Shard) []Damage {
	slices.SortFunc(all, func(a, b Damage) int { return cmp.Compare(a.Shard, b.Shard) })
	return slices.CompactFunc(all, func(a, b Damage) bool { return shards[a.Shard].File == shards[b.Shard].File })
}

// Frail says whether a shard's file may turn out to be damaged after some of its reports were read. Of plain lines,
// a damaged one is one rejected report.
func (s Shard) Frail() bool { return s.Format != JSONLines }

// Whole gives the IDs of all shards of the shard's file, half-open.
func (s Shard) Whole() (first, end int) { return s.ID - s.Part, s.ID - s.Part + max(s.Parts, 1) }

// watched is the file of a shard. It remembers what kept it from being read, so that this is not taken for damage.
type watched struct {
	file
	ctx    context.Context
	shard  Shard
	pos    int64 // of Read
	failed error // the first failure; nil if all that was asked for was read
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.file.Read(p)
	w.pos += int64(n)
	w.note(err, w.pos)
	return n, err
}

func (w *watched) ReadAt(p []byte, at int64) (int, error) {
	n, err := w.file.ReadAt(p, at)
	w.note(err, at+int64(n))
	return n, err
}

func (w *watched) Seek(offset int64, whence int) (int64, error) {
	pos, err := w.file.Seek(offset, whence)
	w.pos = pos
	w.note(err, pos)
	return pos, err
}

// note keeps an error that came when the file had been read up to pos.
func (w *watched) note(err error, pos int64) {
	switch {
	case err == nil || w.failed != nil:
	case err != io.EOF:
		w.failed = err
	case pos < w.shard.Size:
		w.failed = errShrank
	}
}

// blame says whether err, which came of reading the file, is because of its content, and then gives a *Damaged; or
// else what kept it from being read, with the file's name.
func (w *watched) blame(err error) error {
	var known *Damaged
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case w.ctx.Err() != nil:
		return fmt.Errorf("%s: %w", w.shard.File, w.ctx.Err())
	case w.failed != nil:
		return fmt.Errorf("%s: %w", w.shard.File, cause(w.failed))
	}
	if !w.shard.Frail() {
		return fmt.Errorf("%s: %w", w.shard.File, cause(err))
	}
	if !remote(w.shard) { // an object is read at one generation
		info, failed := os.Stat(w.shard.File)
		if failed == nil {
			failed = unchanged(w.shard, info)
		}
		if failed != nil {
			return fmt.Errorf("%s: %w", w.shard.File, cause(failed))
		}
	}
	return &Damaged{w.shard.File, w.reason(err)}
}

// plainReasons are errors of decompression whose texts say no more than that.
var plainReasons = []error{gzip.ErrHeader, gzip.ErrChecksum, zstd.ErrMagicMismatch, zstd.ErrCRCMismatch, zstd.ErrWindowSizeExceeded}

// reason says what damage err is, without numbers that come of the content.
func (w *watched) reason(err error) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return fmt.Sprintf("the file is cut short in its %s data: %v", w.shard.Format, err)
	case w.shard.Format == Parquet:
		return strings.TrimPrefix(err.Error(), w.shard.File+": ")
	}
	for _, known := range plainReasons {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return fmt.Sprintf("its %s data is corrupt", w.shard.Format)
}
