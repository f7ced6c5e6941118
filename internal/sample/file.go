package sample

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Format is how lines are stored; its text is the end of the files' names.
type Format string

// The formats: a report a line, as it is or compressed.
const (
	JSONL     Format = "jsonl"
	JSONLGzip Format = "jsonl.gz"
	JSONLZstd Format = "jsonl.zst"
)

// Formats lists all formats.
var Formats = []Format{JSONL, JSONLGzip, JSONLZstd}

func formatNames() string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

// encoder returns what compresses to w, deterministically. Closing it does not close w.
func (f Format) encoder(w io.Writer) (io.WriteCloser, error) {
	switch f {
	case JSONLGzip: // without a name or a time in its header
		return gzip.NewWriterLevel(w, gzip.DefaultCompression)
	case JSONLZstd: // concurrency would move the borders of blocks
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	default:
		return nopCloser{w}, nil
	}
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// writer writes the reports of one system. It belongs to one goroutine.
type writer interface {
	// report appends the JSON of one report, without a newline.
	report(line []byte, s sending) []byte
	// bad appends a line that is rejected, and says for which reason. s is from nobody in the population.
	bad(line []byte, r *random, s sending) (made []byte, reason string)
	// tooLong appends a line that would be a report if it were shorter.
	tooLong(line []byte, s sending) []byte
}

// file is a range of one week's positions, to be written to one file.
type file struct {
	lines    *weekLines
	from, to int64
	path     string
	format   Format
	progress func(bytes int64)

	// What was written.
	reports, bytes, written int64
	bad                     map[string]int64
}

// write makes the file: under a temporary name first, so that nobody reads half of it.
func (f *file) write(ctx context.Context, w writer) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(f.path), ".reports-*.tmp")
	if err != nil {
		return fmt.Errorf("cannot write reports: %w", err)
	}
	defer func() {
		if err != nil {
			_ = temporary.Close() // closed already, or of no use
			_ = os.Remove(temporary.Name())
		}
	}()
	encoder, err := f.format.encoder(temporary)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(encoder, 1<<18)
	if err := f.writeLines(ctx, out, w); err != nil {
		return err
	}
	if err := errors.Join(out.Flush(), encoder.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", f.path, err)
	}
	if f.written, err = temporary.Seek(0, io.SeekCurrent); err != nil {
		return fmt.Errorf("cannot write %s: %w", f.path, err)
	}
	if err := errors.Join(temporary.Chmod(0o644), temporary.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", f.path, err)
	}
	return os.Rename(temporary.Name(), f.path)
}

// Lines are handed on, and an end of the context is noticed, every so many positions.
const stride = 256

func (f *file) writeLines(ctx context.Context, out io.Writer, w writer) error {
	l := f.lines
	f.bad = map[string]int64{}
	var buffer []byte
	var sendings []sending
	for position := f.from; position < f.to; position++ {
		main, _ := l.main(l.mains.at(position))
		sendings = l.further(append(sendings[:0], main), l.extras.at(position))
		for _, s := range sendings {
			buffer = append(w.report(buffer, s), '\n')
			f.reports++
		}
		buffer = f.writeBad(buffer, position, w)
		if len(buffer) > 0 && ((position+1)%stride == 0 || position+1 == f.to) {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if _, err := out.Write(buffer); err != nil {
				return fmt.Errorf("cannot write %s: %w", f.path, err)
			}
			f.bytes += int64(len(buffer))
			if f.progress != nil {
				f.progress(int64(len(buffer)))
			}
			buffer = buffer[:0]
		}
	}
	return nil
}

// writeBad appends the bad lines of a position, which come from nobody in the population.
func (f *file) writeBad(buffer []byte, position int64, w writer) []byte {
	l := f.lines
	var r random
	r.seed(forBad, l.population.seed, uint64(l.week), uint64(position))
	isOverlong := l.overlong && position == 0
	if !r.hit(l.dirty) && !isOverlong {
		return buffer
	}
	from := sending{
		site: site{slot: -1, birth: l.week, key: r.word()},
		at:   l.week.start() + int64(r.below(weekSeconds)), message: r.word(),
	}
	reason := overlong
	if isOverlong {
		buffer = w.tooLong(buffer, from)
	} else {
		buffer, reason = w.bad(buffer, &r, from)
	}
	f.bad[reason]++
	return append(buffer, '\n')
}
