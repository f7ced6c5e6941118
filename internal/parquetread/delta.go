package parquetread

import (
	"encoding/binary"
	"errors"
)

var errDelta = errors.New("a page's delta-encoded values are damaged")

// maxDeltaBlock bounds the block size that a page may state; writers use 128.
const maxDeltaBlock = 1 << 20

// decodeDelta fills dst from a sequence in DELTA_BINARY_PACKED that must hold exactly len(dst) numbers,
// and returns the rest of src. Sums wrap around, as the encoding of 64-bit numbers needs; of 32-bit
// numbers only the lower half of each result is meaningful.
// https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
func decodeDelta(dst []int64, src []byte) ([]byte, error) {
	var head [3]uint64 // block size, miniblocks in a block, number of values
	for i := range head {
		u, n := binary.Uvarint(src)
		if n <= 0 {
			return nil, errDelta
		}
		head[i], src = u, src[n:]
	}
	last, n := binary.Varint(src)
	if n <= 0 {
		return nil, errDelta
	}
	src = src[n:]
	blockSize, miniblocks, total := head[0], head[1], head[2]
	switch {
	case total != uint64(len(dst)):
		return nil, errDelta
	case blockSize == 0 || blockSize > maxDeltaBlock || blockSize%128 != 0:
		return nil, errDelta
	case miniblocks == 0 || miniblocks > blockSize/32 || blockSize%miniblocks != 0 || blockSize/miniblocks%32 != 0:
		return nil, errDelta
	case total == 0:
		return src, nil
	}
	size := int(blockSize / miniblocks)
	deltas := make([]uint64, min(size, len(dst)))
	dst[0] = last
	dst = dst[1:]
	for len(dst) > 0 {
		least, n := binary.Varint(src)
		if n <= 0 || len(src)-n < int(miniblocks) {
			return nil, errDelta
		}
		widths := src[n : n+int(miniblocks)]
		src = src[n+int(miniblocks):]
		for _, width := range widths {
			if len(dst) == 0 { // the rest of the block is neither written nor defined
				break
			}
			n := min(size, len(dst))
			if width > 64 || len(src) < (n*int(width)+7)/8 {
				return nil, errDelta
			}
			if width == 0 {
				clear(deltas[:n])
			} else {
				unpack(deltas[:n], src, int(width))
			}
			src = src[min(len(src), size*int(width)/8):]
			for i, d := range deltas[:n] {
				last += least + int64(d)
				dst[i] = last
			}
			dst = dst[n:]
		}
	}
	return src, nil
}

// decodeDeltaLengths reads n texts in DELTA_LENGTH_BYTE_ARRAY: their lengths, then their bytes. The
// spans refer to the returned data.
func decodeDeltaLengths(spans []span, src []byte) (data []byte, err error) {
	lengths := make([]int64, len(spans))
	if data, err = decodeDelta(lengths, src); err != nil {
		return nil, err
	}
	at := int64(0)
	for i := range spans {
		n := int64(int32(lengths[i]))
		if n < 0 || n > int64(len(data))-at {
			return nil, errDelta
		}
		spans[i] = span{uint32(at), uint32(at + n)}
		at += n
	}
	return data, nil
}

// decodeDeltaTexts reads texts in DELTA_BYTE_ARRAY: how many bytes each shares with the one before
// it, then their other bytes. The spans refer to the returned data.
func decodeDeltaTexts(spans []span, src []byte) (data []byte, err error) {
	prefixes := make([]int64, len(spans))
	if src, err = decodeDelta(prefixes, src); err != nil {
		return nil, err
	}
	suffixes := make([]span, len(spans))
	if src, err = decodeDeltaLengths(suffixes, src); err != nil {
		return nil, err
	}
	var before span
	for i, s := range suffixes {
		shared := int64(int32(prefixes[i]))
		if shared < 0 || shared > int64(before.to-before.from) {
			return nil, errDelta
		}
		if int64(len(data))+shared+int64(s.to-s.from) > maxPageBytes {
			return nil, errTooLarge
		}
		from := uint32(len(data))
		data = append(data, data[before.from:before.from+uint32(shared)]...)
		data = append(data, src[s.from:s.to]...)
		before = span{from, uint32(len(data))}
		spans[i] = before
	}
	return data, nil
}
