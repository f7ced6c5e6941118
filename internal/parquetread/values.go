package parquetread

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go/format"

	"isobar/internal/value"
)

var (
	errValues   = errors.New("a page's values are damaged")
	errTooLarge = errors.New("a page is larger than 256 MiB")
)

// unfit is the kind, in a decoded page, of a value that becomes NULL and is counted. No column's value
// has this kind.
const unfit = value.List

// The first and last day and microsecond that GoogleSQL has.
const (
	firstDay    = -719162 // 0001-01-01
	lastDay     = 2932896 // 9999-12-31
	firstMicros = firstDay * 86400_000_000
	lastMicros  = (lastDay+1)*86400_000_000 - 1
)

const uuidBytes = 16

// span is where one text lies in a block of data.
type span struct{ from, to uint32 }

// plainWords reads len(dst) numbers in PLAIN. A BOOLEAN becomes 0 or 1, an INT32 is sign-extended, a
// FLOAT or DOUBLE gives its bits, an INT96 microseconds.
func plainWords(dst []int64, src []byte, t format.Type) error {
	switch t {
	case format.Boolean:
		if len(src) != (len(dst)+7)/8 {
			return errValues
		}
		for i := range dst {
			dst[i] = int64(src[i/8] >> (i % 8) & 1)
		}
	case format.Int32, format.Float:
		if len(src) != 4*len(dst) {
			return errValues
		}
		for i := range dst {
			dst[i] = int64(int32(binary.LittleEndian.Uint32(src[4*i:])))
		}
	case format.Int64, format.Double:
		if len(src) != 8*len(dst) {
			return errValues
		}
		for i := range dst {
			dst[i] = int64(binary.LittleEndian.Uint64(src[8*i:]))
		}
	case format.Int96:
		if len(src) != 12*len(dst) {
			return errValues
		}
		for i := range dst {
			dst[i] = int96Micros(src[12*i:])
		}
	default:
		return errValues
	}
	return nil
}

// int96Micros reads a time as Impala and Spark wrote it: nanoseconds of the day, then the Julian day.
// Days that GoogleSQL does not have give a time that it does not have either.
func int96Micros(b []byte) int64 {
	const julianEpoch = 2440588 // 1970-01-01
	nanos := int64(binary.LittleEndian.Uint64(b))
	day := int64(int32(binary.LittleEndian.Uint32(b[8:]))) - julianEpoch
	if day < firstDay-1 || day > lastDay+1 {
		return math.MinInt64
	}
	return day*86400_000_000 + floorDiv(nanos, 1000)
}

// splitWords reads len(dst) numbers in BYTE_STREAM_SPLIT: first the lowest bytes of all, and so on.
func splitWords(dst []int64, src []byte, t format.Type) error {
	width := 8
	switch t {
	case format.Int32, format.Float:
		width = 4
	case format.Int64, format.Double:
	default:
		return errValues
	}
	n := len(dst)
	if len(src) != width*n {
		return errValues
	}
	for i := range dst {
		var w uint64
		for b := width - 1; b >= 0; b-- {
			w = w<<8 | uint64(src[b*n+i])
		}
		if width == 4 {
			w = uint64(int64(int32(w)))
		}
		dst[i] = int64(w)
	}
	return nil
}

// plainTexts finds len(spans) texts in PLAIN: each with its length in front of it, or all of the fixed
// length if that is not 0.
func plainTexts(spans []span, src []byte, fixed int) error {
	if fixed > 0 {
		if len(src) != fixed*len(spans) {
			return errValues
		}
		for i := range spans {
			spans[i] = span{uint32(i * fixed), uint32((i + 1) * fixed)}
		}
		return nil
	}
	at := 0
	for i := range spans {
		if len(src)-at < 4 {
			return errValues
		}
		n := binary.LittleEndian.Uint32(src[at:])
		at += 4
		if uint64(n) > uint64(len(src)-at) {
			return errValues
		}
		spans[i] = span{uint32(at), uint32(at) + n}
		at += int(n)
	}
	if at != len(src) {
		return errValues
	}
	return nil
}

// convertWords turns numbers as plainWords gives them into values.
func convertWords(dst []value.Value, words []int64, how conversion) {
	switch how {
	case toBool:
		for i, w := range words {
			dst[i] = value.OfBool(w != 0)
		}
	case toInt:
		for i, w := range words {
			dst[i] = value.OfInt64(w)
		}
	case toUint32:
		for i, w := range words {
			dst[i] = value.OfInt64(int64(uint32(w)))
		}
	case toUint64:
		for i, w := range words {
			dst[i] = within(value.OfInt64(w), w, 0, math.MaxInt64)
		}
	case toFloat32:
		for i, w := range words {
			dst[i] = value.OfFloat64(float64(math.Float32frombits(uint32(w))))
		}
	case toFloat64:
		for i, w := range words {
			dst[i] = value.OfFloat64(math.Float64frombits(uint64(w)))
		}
	case toFloatOfInt:
		for i, w := range words {
			dst[i] = value.OfFloat64(float64(w))
		}
	case toDate:
		for i, w := range words {
			dst[i] = within(value.OfDate(w), w, firstDay, lastDay)
		}
	case toMillis:
		for i, w := range words {
			dst[i] = within(value.OfTimestamp(w*1000), w, firstMicros/1000, lastMicros/1000)
		}
	case toMicros:
		for i, w := range words {
			dst[i] = within(value.OfTimestamp(w), w, firstMicros, lastMicros)
		}
	case toNanos: // 64 bits of nanoseconds span the years 1677 to 2262
		for i, w := range words {
			dst[i] = value.OfTimestamp(floorDiv(w, 1000))
		}
	case toDatetimeMillis, toDatetimeMicros, toDatetimeNanos:
		convertWords(dst, words, how-toDatetimeMillis+toMillis)
		for i := range dst {
			if dst[i].Kind == value.Timestamp {
				dst[i].Kind = value.Datetime
			}
		}
	default:
		clear(dst)
	}
}

func within(v value.Value, w, least, most int64) value.Value {
	if w < least || w > most {
		return value.Value{Kind: unfit}
	}
	return v
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// convertTimes turns times written as text into values.
func convertTimes(dst []value.Value, spans []span, data []byte, parse func([]byte) (int64, bool)) {
	for i, s := range spans {
		dst[i] = value.Value{Kind: unfit}
		if micros, ok := parse(data[s.from:s.to:s.to]); ok {
			dst[i] = within(value.OfTimestamp(micros), micros, firstMicros, lastMicros)
		}
	}
}

// convertTexts makes texts what the column needs: valid UTF-8, or a UUID's digits. What has to be
// rewritten is appended to data, which the caller must own.
func convertTexts(spans []span, data []byte, how conversion) ([]byte, error) {
	if how == toBytes {
		return data, nil
	}
	for i, s := range spans {
		text := data[s.from:s.to]
		if how == toText && utf8.Valid(text) {
			continue
		}
		from := len(data)
		if how == toUUID {
			data = appendUUID(data, text)
		} else {
			data = appendValid(data, text)
		}
		if int64(len(data)) > math.MaxUint32 {
			return nil, errTooLarge
		}
		spans[i] = span{uint32(from), uint32(len(data))}
	}
	return data, nil
}

// appendValid appends text with U+FFFD for every byte that is not part of valid UTF-8.
func appendValid(dst, text []byte) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		dst = utf8.AppendRune(dst, r)
		text = text[n:]
	}
	return dst
}

func appendUUID(dst, id []byte) []byte {
	for i, end := range [...]int{4, 6, 8, 10, 16} {
		from := [...]int{0, 4, 6, 8, 10}[i]
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, id[from:end])
	}
	return dst
}
