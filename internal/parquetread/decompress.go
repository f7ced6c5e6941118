package parquetread

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// checkCodec says whether pages compressed with codec can be read.
func checkCodec(codec format.CompressionCodec) error {
	switch codec {
	case format.Uncompressed, format.Snappy, format.Gzip, format.Brotli, format.Zstd, format.Lz4Raw:
		return nil
	case format.Lz4:
		return errors.New("it is compressed with LZ4 in Hadoop's framing, which is not supported; " +
			"write the file with LZ4_RAW, ZSTD or SNAPPY")
	}
	return fmt.Errorf("its compression (%s) is not supported; write the file with ZSTD or SNAPPY", codec)
}

var errCompressed = errors.New("a page does not decompress to what it should be")

// decompressor decompresses pages into buffers of known size, so that a page that claims to be small
// cannot grow. The zero value is ready; it belongs to one goroutine.
type decompressor struct {
	source bytes.Reader
	gzip   *gzip.Reader
	brotli *brotli.Reader
	zstd   *zstd.Decoder
}

// decompress fills dst with the decompressed src. It is an error if src yields less or more.
func (d *decompressor) decompress(codec format.CompressionCodec, dst, src []byte) (err error) {
	defer func() { // the libraries are written against damaged input, which is not a proof
		if recover() != nil {
			err = errCompressed
		}
	}()
	if len(dst) == 0 && len(src) == 0 { // writers omit a section of no values altogether
		return nil
	}
	switch codec {
	case format.Uncompressed:
		if len(src) != len(dst) {
			return errCompressed
		}
		copy(dst, src)
		return nil
	case format.Snappy:
		if n, err := snappy.DecodedLen(src); err != nil || n != len(dst) {
			return errCompressed
		}
		if _, err := snappy.Decode(dst, src); err != nil {
			return errCompressed
		}
		return nil
	case format.Lz4Raw:
		if n, err := lz4.UncompressBlock(src, dst); err != nil || n != len(dst) {
			return errCompressed
		}
		return nil
	case format.Zstd:
		return d.unzstd(dst, src)
	case format.Gzip:
		return d.gunzip(dst, src)
	case format.Brotli:
		d.source.Reset(src)
		if d.brotli == nil {
			d.brotli = brotli.NewReader(&d.source)
		} else if err := d.brotli.Reset(&d.source); err != nil {
			return errCompressed
		}
		return drain(d.brotli, dst)
	}
	return checkCodec(codec)
}

func (d *decompressor) unzstd(dst, src []byte) error {
	if d.zstd == nil {
		z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true),
			zstd.WithDecoderMaxMemory(maxPageBytes))
		if err != nil {
			return err
		}
		d.zstd = z
	}
	out, err := d.zstd.DecodeAll(src, dst[:0:len(dst)])
	if err != nil || len(out) != len(dst) {
		return errCompressed
	}
	return nil
}

func (d *decompressor) gunzip(dst, src []byte) (err error) {
	d.source.Reset(src)
	if d.gzip == nil {
		d.gzip, err = gzip.NewReader(&d.source)
	} else {
		err = d.gzip.Reset(&d.source)
	}
	if err != nil {
		return errCompressed
	}
	return drain(d.gzip, dst)
}

// drain reads exactly dst from r, and then the end, at which decompressors verify their checksums.
func drain(r io.Reader, dst []byte) error {
	if _, err := io.ReadFull(r, dst); err != nil {
		return errCompressed
	}
	var more [1]byte
	if n, err := io.ReadFull(r, more[:]); n != 0 || err != io.EOF {
		return errCompressed
	}
	return nil
}

func (d *decompressor) close() {
	if d.zstd != nil {
		d.zstd.Close()
	}
}
