package parquetread

import (
	"encoding/binary"
	"errors"
)

var errRuns = errors.New("a page's run-length encoded numbers are damaged")

// decodeHybrid fills dst with numbers of width bits (1 to 32) from Parquet's mixture of run lengths
// and bit-packed groups of eight. Numbers beyond len(dst) that pad the last group are dropped.
// https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
func decodeHybrid[T uint8 | uint32](dst []T, src []byte, width int) error {
	for len(dst) > 0 {
		head, n := binary.Uvarint(src)
		if n <= 0 {
			return errRuns
		}
		src = src[n:]
		count := head >> 1
		if head&1 == 0 {
			size := (width + 7) / 8
			// parquet-go rounds the length of a run of booleans up to a multiple of eight.
			if count > uint64(len(dst)+7)/8*8 || len(src) < size {
				return errRuns
			}
			var v uint32
			for i := size - 1; i >= 0; i-- {
				v = v<<8 | uint32(src[i])
			}
			src = src[size:]
			if width == 1 && v == 0xff { // and writes TRUE so
				v = 1
			}
			if uint64(v) >= 1<<width {
				return errRuns
			}
			run := dst[:min(len(dst), int(count))]
			for i := range run {
				run[i] = T(v)
			}
			dst = dst[len(run):]
			continue
		}
		// count groups of eight numbers, width bytes each. At the end there may be more than are wanted
		// (DuckDB packs 32 at a time), or the padding of the last group may be cut off.
		n = len(dst)
		if count < uint64(n) {
			n = min(n, int(count)*8)
		}
		if len(src) < (n*width+7)/8 {
			return errRuns
		}
		unpack(dst[:n], src, width)
		src = src[(n*width+7)/8:]
		dst = dst[n:]
	}
	return nil
}

// unpack reads len(dst) numbers of width bits (1 to 64), least significant bit first, which packed
// holds at least.
func unpack[T uint8 | uint32 | uint64](dst []T, packed []byte, width int) {
	mask := uint64(1)<<width - 1
	if width == 64 {
		mask = ^uint64(0)
	}
	for len(dst) >= 8 && width <= 8 && len(packed) >= 8 {
		word := binary.LittleEndian.Uint64(packed)
		for i := range 8 {
			dst[i] = T(word & mask)
			word >>= width
		}
		dst, packed = dst[8:], packed[width:]
	}
	var word uint64
	bits, at := 0, 0
	for i := range dst {
		for bits < width && bits <= 56 {
			word |= uint64(packed[at]) << bits
			at++
			bits += 8
		}
		v := word & mask
		if bits < width { // more than 56 bits wide: the rest is in one more byte
			last := uint64(packed[at])
			at++
			v |= last << bits & mask
			word = last >> (width - bits)
			bits += 8 - width
		} else {
			word >>= width
			bits -= width
		}
		dst[i] = T(v)
	}
}
