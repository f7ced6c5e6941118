package report

import (
	"bytes"
	"errors"
	"io"
)

// RawLimit is how many bytes of a rejected line are kept.
const RawLimit = 4096

const firstBuffer = 256 << 10

// lineReader cuts a stream into lines. It holds at most one line and its limit's worth of bytes.
type lineReader struct {
	r     io.Reader
	limit int // longest line, in bytes without its end

	buf    []byte
	lo, hi int // buf[lo:hi] is read and not yet handed out
	eof    bool
	err    error

	// pos is the offset of buf[lo] in the file. A line that begins at end or after it is the next
	// shard's; end is -1 for a stream that is one shard.
	pos, end int64

	line []byte // the current line, without its end and without a byte order mark
	long bool   // the line is over the limit, and line its first bytes
	n    int64  // lines so far
}

func newLineReader(r io.Reader, limit int, pos, end int64) *lineReader {
	return &lineReader{r: r, limit: limit, pos: pos, end: end, buf: make([]byte, min(firstBuffer, limit+3))}
}

var errShrank = errors.New("the file is shorter than when it was listed: it changed while it was read")

// next moves to the next line, whatever it holds.
func (l *lineReader) next() bool {
	if l.err != nil || l.end >= 0 && l.pos >= l.end {
		return false
	}
	searched := 0 // bytes of buf[lo:hi] that hold no newline
	for {
		if k := bytes.IndexByte(l.buf[l.lo+searched:l.hi], '\n'); k >= 0 {
			l.take(searched+k, 1)
			return true
		}
		searched = l.hi - l.lo
		if searched > l.limit+1 { // longer even if its last byte is a carriage return
			l.takeLong()
			return l.err == nil
		}
		if !l.fill() {
			break
		}
	}
	if l.err != nil {
		return false
	}
	if l.hi > l.lo { // the last line has no newline
		l.take(l.hi-l.lo, 0)
		return true
	}
	if l.end >= 0 {
		l.err = errShrank
	}
	return false
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// take makes the next size bytes the line; end is the length of its newline.
func (l *lineReader) take(size, end int) {
	line := bytes.TrimSuffix(l.buf[l.lo:l.lo+size], []byte{'\r'})
	l.advance(size + end)
	l.set(line)
}

// set makes line, which may go on if it is over the limit, the current one.
func (l *lineReader) set(line []byte) {
	l.n++
	if l.long = len(line) > l.limit; l.long {
		line = line[:min(l.limit, RawLimit)]
	}
	l.line = bytes.TrimPrefix(line, byteOrderMark)
}

// takeLong makes the beginning of what is in the buffer the line and drops the rest of it.
func (l *lineReader) takeLong() {
	l.set(l.buf[l.lo:l.hi])
	l.line = bytes.Clone(l.line) // what follows is read over it
	l.drop()
}

// drop skips everything up to and including the next newline.
func (l *lineReader) drop() {
	for {
		if k := bytes.IndexByte(l.buf[l.lo:l.hi], '\n'); k >= 0 {
			l.advance(k + 1)
			return
		}
		l.advance(l.hi - l.lo)
		if !l.fill() {
			return
		}
	}
}

func (l *lineReader) advance(n int) {
	l.lo += n
	l.pos += int64(n)
}

// fill reads more behind buf[lo:hi], and says whether there was more.
func (l *lineReader) fill() bool {
	if l.eof || l.err != nil {
		return false
	}
	if l.lo > 0 {
		l.hi = copy(l.buf, l.buf[l.lo:l.hi])
		l.lo = 0
	}
	if l.hi == len(l.buf) {
		bigger := make([]byte, min(2*len(l.buf), l.limit+3))
		copy(bigger, l.buf)
		l.buf = bigger
	}
	for range 100 {
		n, err := l.r.Read(l.buf[l.hi:])
		l.hi += n
		if err == io.EOF {
			l.eof = true
		} else if err != nil {
			l.err = err
			return false
		}
		if n > 0 || l.eof {
			return n > 0
		}
	}
	l.err = io.ErrNoProgress
	return false
}

// blank says whether the line holds nothing but white space.
func (l *lineReader) blank() bool {
	for _, c := range l.line {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return !l.long
}
