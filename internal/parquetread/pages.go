package parquetread

import (
	"bufio"
	"errors"
	"hash/crc32"
	"io"

	"github.com/parquet-go/parquet-go/format"
)

const (
	pageBufferBytes = 16 << 10
	// maxHeaderBytes bounds a page's header, which holds the page's least and greatest value.
	maxHeaderBytes = 8 << 20
)

var (
	errPages  = errors.New("its pages are damaged")
	errCut    = errors.New("its pages end too early")
	errExcess = errors.New("it has more values than its row group has rows for")
)

// pageReader reads the pages of one column chunk after another.
type pageReader struct {
	section io.SectionReader
	buffer  *bufio.Reader
	left    int64 // bytes of the chunk not yet read
	codec   format.CompressionCodec
	body    []byte // as in the file; shared by all columns of a Reader, valid until the next page
	scratch *scratch
}

// scratch is memory that the columns of one Reader share while a page is decoded.
type scratch struct {
	body         []byte
	words        []int64
	decompressor decompressor
}

func (p *pageReader) open(in *input, c chunk) {
	p.section = *io.NewSectionReader(in.source, c.start, c.length)
	if p.buffer == nil {
		p.buffer = bufio.NewReaderSize(&p.section, pageBufferBytes)
	} else {
		p.buffer.Reset(&p.section)
	}
	p.left, p.codec = c.length, c.codec
}

// next reads the header and the body of the next page. The body's length and checksum are verified.
func (p *pageReader) next(h *format.PageHeader) error {
	if p.left == 0 {
		return errCut
	}
	if err := p.header(h); err != nil {
		return err
	}
	size := int64(h.CompressedPageSize)
	switch {
	case size < 0 || h.UncompressedPageSize < 0:
		return errPages
	case size > p.left:
		return errCut
	case size > maxPageBytes || h.UncompressedPageSize > maxPageBytes:
		return errTooLarge
	}
	p.scratch.body = grow(p.scratch.body, int(size))
	p.body = p.scratch.body
	if _, err := io.ReadFull(p.buffer, p.body); err != nil {
		return ended(err)
	}
	p.left -= size
	// A checksum of 0 is how the library says that there is none.
	if h.CRC != 0 && uint32(h.CRC) != crc32.ChecksumIEEE(p.body) {
		return errors.New("a page's checksum is wrong")
	}
	return nil
}

// header decodes the next page's header, whose length only decoding tells.
func (p *pageReader) header(h *format.PageHeader) error {
	for size := int64(pageBufferBytes); ; size *= 8 {
		window := min(size, p.left)
		if int64(p.buffer.Size()) < window {
			p.buffer = bufio.NewReaderSize(p.buffer, int(window))
		}
		data, err := p.buffer.Peek(int(window))
		if err != nil {
			return ended(err)
		}
		*h = format.PageHeader{}
		n, err := unmarshalThrift(data, h)
		if err == nil {
			p.left -= int64(n)
			_, err = p.buffer.Discard(n)
			return err
		}
		if window == p.left || window >= maxHeaderBytes {
			return errPages
		}
	}
}

// ended gives end-of-file errors their meaning.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCut
	}
	return err
}

// grow returns a slice of n elements, b's memory if that is enough. The content is undefined.
func grow[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n, n+n/4)
	}
	return b[:n]
}
