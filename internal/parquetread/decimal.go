package parquetread

import (
	"math"
	"math/big"

	"github.com/parquet-go/parquet-go/format"

	"isobar/internal/value"
)

// A DECIMAL is a whole number of its last digits: an integer, or big-endian bytes in two's complement. It becomes the
// text of a NUMERIC, which is empty for a number that has none.

// decimalUnit is how many billionths one of a type's last digits counts.
func decimalUnit(e *format.SchemaElement) *big.Int {
	_, scale := decimalOf(e)
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(value.NumericScale-scale)), nil)
}

// decimalsOfInts makes texts of integers, in new memory.
func decimalsOfInts(spans []span, words []int64, unit *big.Int) []byte {
	data := make([]byte, 0, 16*len(words))
	n := new(big.Int)
	for i, w := range words {
		data, spans[i] = appendNumeric(data, n.SetInt64(w), unit)
	}
	return data
}

// convertDecimals makes texts of bytes, which are appended to data.
func convertDecimals(spans []span, data []byte, unit *big.Int) ([]byte, error) {
	if int64(len(data))+16*int64(len(spans)) > math.MaxUint32 {
		return nil, errTooLarge
	}
	n := new(big.Int)
	for i, s := range spans {
		bytes := data[s.from:s.to]
		if len(bytes) > maxDecimalBytes {
			bytes = nil
		}
		n.SetBytes(bytes)
		if len(bytes) > 0 && bytes[0]&0x80 != 0 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(bytes))))
		}
		if data, spans[i] = appendNumeric(data, n, unit); len(bytes) == 0 {
			spans[i].to = spans[i].from
		}
	}
	return data, nil
}

// maxDecimalBytes is far more than the digits of a NUMERIC need.
const maxDecimalBytes = 64

// appendNumeric appends the text of n units, of which it makes billionths.
func appendNumeric(data []byte, n, unit *big.Int) ([]byte, span) {
	from := uint32(len(data))
	if text, ok := value.NumericText(n.Mul(n, unit)); ok {
		data = append(data, text[:]...)
	}
	return data, span{from, uint32(len(data))}
}
