package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxZstdWindow is what zstd itself allows a file to ask for in memory.
const maxZstdWindow = 128 << 20

// magic is how files of the formats that are not plain text begin.
var magic = []struct {
	bytes  string
	format Format
	name   string
}{
	{"\x1f\x8b", JSONLinesGzip, "gzip"},
	{"\x28\xb5\x2f\xfd", JSONLinesZstd, "zstd"},
	{"PAR1", Parquet, "Parquet"},
}

// sniff tells a file's format by its first bytes.
func sniff(file string) (Format, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	format, _, err := sniffOpen(f)
	return format, err
}

func sniffOpen(f io.ReaderAt) (format Format, name string, err error) {
	first := make([]byte, 4)
	n, err := f.ReadAt(first, 0)
	if err != nil && err != io.EOF {
		return "", "", err
	}
	for _, m := range magic {
		if bytes.HasPrefix(first[:n], []byte(m.bytes)) {
			return m.format, m.name, nil
		}
	}
	return JSONLines, "plain text", nil
}

// openFile opens a shard's file and makes sure that it is as Find saw it.
func openFile(ctx context.Context, shard Shard) (*watched, error) {
	if remote(shard) {
		f, err := openObject(ctx, shard)
		return &watched{file: f, ctx: ctx, shard: shard}, err
	}
	f, err := os.Open(shard.File)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shard.File, cause(err))
	}
	info, err := f.Stat()
	if err == nil {
		err = unchanged(shard, info)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", shard.File, cause(err))
	}
	return &watched{file: localFile{f, shard.Size}, ctx: ctx, shard: shard}, nil
}

// unchanged compares a local file with how Find saw it.
func unchanged(shard Shard, info fs.FileInfo) error {
	if info.Size() != shard.Size || info.ModTime().UnixNano() != shard.Modified {
		return errChanged
	}
	return nil
}

var errChanged = errors.New("the file changed after it was listed: run again when nothing writes to it")

// text is an open shard of JSON lines.
type text struct {
	io.Reader
	file  *watched
	close func() error
}

// openText opens the text of a shard of JSON lines: of a plain file from byte from on, of a compressed
// one all, which another goroutine inflates.
func openText(ctx context.Context, shard Shard, from int64, progress func(int64)) (*text, error) {
	f, err := openFile(ctx, shard)
	if err != nil {
		return nil, err
	}
	format, name, err := sniffOpen(f)
	if err == nil && format != JSONLines && format != shard.Format {
		err = &Damaged{shard.File, fmt.Sprintf("the file's name says %s, but its content is %s: correct the name", shard.Format, name)}
	}
	if err == nil && shard.Format == JSONLinesZstd && shard.Size == 0 {
		err = io.ErrUnexpectedEOF // which package zstd takes for no data
	}
	if err == nil && shard.Format == JSONLines {
		_, err = f.Seek(from, io.SeekStart)
	}
	in := &meter{ctx: ctx, r: f, progress: progress, left: shard.Size}
	if shard.Format == JSONLines {
		in.left = shard.End - shard.Start
	}
	t := &text{in, f, f.Close}
	inflated := func(r io.Reader, closeInflater func()) {
		a := newAhead(r)
		t.Reader, t.close = a, func() error { a.Close(); closeInflater(); return f.Close() }
	}
	if err == nil {
		switch shard.Format {
		case JSONLinesGzip:
			var d *gzip.Reader
			if d, err = gzip.NewReader(in); err == nil { // reads concatenated members
				inflated(d, func() {})
			}
		case JSONLinesZstd:
			var d *zstd.Decoder
			d, err = zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
			if err == nil {
				inflated(d, d.Close)
			}
		}
	}
	if err != nil {
		err = f.blame(err)
		f.Close()
		return nil, err
	}
	return t, nil
}

// meter reads a file, reports how much, and stops when the context is done.
type meter struct {
	ctx      context.Context
	r        io.Reader
	progress func(bytes int64)
	left     int64 // bytes still to report: a part reads some of the next one's, too
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	if told := min(int64(n), m.left); told > 0 {
		m.left -= told
		m.progress(told)
	}
	return n, err
}
