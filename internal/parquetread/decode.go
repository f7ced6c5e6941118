package parquetread

import (
	"fmt"

	"github.com/parquet-go/parquet-go/format"
)

// plainDictionary is what version 1 of the format called both a dictionary's page and the pages that
// refer to it; old writers still do.
//
//lint:ignore SA1019 no longer to be written, but to be read
const plainDictionary = format.PlainDictionary

func errLevels(e format.Encoding) error {
	return fmt.Errorf("the encoding %v of its levels is not supported; write the file anew", e)
}

// dictionary reads the chunk's dictionary page.
func (l *leafReader) dictionary(h *format.PageHeader) error {
	d := &h.DictionaryPageHeader.V
	if d.NumValues < 0 {
		return errPages
	}
	if d.NumValues > maxPageValues {
		return errTooLarge
	}
	if d.Encoding != format.Plain && d.Encoding != plainDictionary {
		return fmt.Errorf("the encoding %v of its dictionary is not supported", d.Encoding)
	}
	n := int(d.NumValues)
	if int64(n) > 8*int64(h.UncompressedPageSize) { // a value takes a bit at least
		return errPages
	}
	// A dictionary outlives its page: it has its own memory.
	data := grow(l.dict.data, int(h.UncompressedPageSize))
	l.dict.data = data
	if err := l.decompress(data, l.pages.body); err != nil {
		return err
	}
	switch {
	case l.how == toTimeOfText:
		spans := make([]span, n)
		if err := plainTexts(spans, data, 0); err != nil {
			return err
		}
		l.dictVals = grow(l.dictVals, n)
		convertTimes(l.dictVals, spans, data, l.parseTime)
		return nil
	case l.how.isText():
		l.dict.spans = grow(l.dict.spans, n)
		l.codes = grow(l.codes, n)
		clear(l.codes)
	}
	if l.how.fromTexts() {
		if err := plainTexts(l.dict.spans, data, l.node.fixedText()); err != nil {
			return err
		}
		var err error
		l.dict.data, err = l.convertTexts(l.dict.spans, data)
		return err
	}
	words := l.words(n)
	if err := plainWords(words, data, l.node.element.Type.V); err != nil {
		return err
	}
	if l.how == toNumericOfInt {
		l.dict.data = decimalsOfInts(l.dict.spans, words, l.unit)
		return nil
	}
	l.dictVals = grow(l.dictVals, n)
	convertWords(l.dictVals, words, l.how)
	return nil
}

// convertTexts makes texts what the column needs; see the function of that name.
func (l *leafReader) convertTexts(spans []span, data []byte) ([]byte, error) {
	if l.how == toNumeric {
		return convertDecimals(spans, data, l.unit)
	}
	return convertTexts(spans, data, l.how)
}

// fixedText is the length of each text of a leaf, 0 if every text has its own.
func (n *node) fixedText() int {
	if n.element.Type.V == format.FixedLenByteArray {
		return n.fixedLength()
	}
	return 0
}

// words is memory for n numbers, valid until the next page.
func (l *leafReader) words(n int) []int64 {
	s := l.pages.scratch
	s.words = grow(s.words, n)
	return s.words
}

// values decodes the n values of a data page.
func (l *leafReader) values(src []byte, e format.Encoding, n int) error {
	l.picked = e == format.RLEDictionary || e == plainDictionary
	if l.picked {
		return l.indices(src, n)
	}
	if n == 0 { // what an encoding writes for no values differs between writers
		l.vals, l.texts.spans = l.vals[:0], l.texts.spans[:0]
		return nil
	}
	if l.how.fromTexts() {
		return l.textValues(src, e, n)
	}
	words := l.words(n)
	var err error
	t := l.node.element.Type.V
	switch {
	case e == format.Plain:
		err = plainWords(words, src, t)
	case e == format.DeltaBinaryPacked && (t == format.Int32 || t == format.Int64):
		_, err = decodeDelta(words, src)
		if t == format.Int32 {
			for i, w := range words {
				words[i] = int64(int32(w))
			}
		}
	case e == format.ByteStreamSplit:
		err = splitWords(words, src, t)
	case e == format.RLE && t == format.Boolean:
		err = runBools(words, src)
	default:
		err = errEncoding(e)
	}
	if err != nil {
		return err
	}
	if l.how == toNumericOfInt {
		l.texts.spans = grow(l.texts.spans, n)
		l.texts.data = decimalsOfInts(l.texts.spans, words, l.unit)
		return nil
	}
	l.vals = grow(l.vals, n)
	convertWords(l.vals, words, l.how)
	return nil
}

func errEncoding(e format.Encoding) error {
	return fmt.Errorf("the encoding %v of its values is not supported", e)
}

// runBools reads booleans in RLE: like levels of the highest 1.
func runBools(dst []int64, src []byte) error {
	runs, _, err := prefixed(src, format.RLE)
	if err != nil {
		return err
	}
	flags := make([]uint8, len(dst))
	if err := decodeHybrid(flags, runs, 1); err != nil {
		return err
	}
	for i, f := range flags {
		dst[i] = int64(f)
	}
	return nil
}

func (l *leafReader) textValues(src []byte, e format.Encoding, n int) (err error) {
	spans := grow(l.texts.spans, n)
	l.texts.spans = spans
	data, fixed := src, l.node.fixedText()
	switch {
	case e == format.Plain:
		err = plainTexts(spans, src, fixed)
	case e == format.DeltaLengthByteArray && fixed == 0:
		data, err = decodeDeltaLengths(spans, src)
	case e == format.DeltaByteArray:
		if data, err = decodeDeltaTexts(spans, src); err == nil && fixed > 0 {
			err = allOfLength(spans, fixed)
		}
	case e == format.ByteStreamSplit && fixed > 0:
		if len(src) != n*fixed {
			return errValues
		}
		data = make([]byte, len(src))
		for i := range data {
			data[i] = src[i%fixed*n+i/fixed]
		}
		err = plainTexts(spans, data, fixed)
	default:
		err = errEncoding(e)
	}
	if err != nil {
		return err
	}
	if l.how == toTimeOfText {
		l.vals = grow(l.vals, n)
		convertTimes(l.vals, spans, data, l.parseTime)
		return nil
	}
	l.texts.data, err = l.convertTexts(spans, data)
	return err
}

func allOfLength(spans []span, n int) error {
	for _, s := range spans {
		if int(s.to-s.from) != n {
			return errValues
		}
	}
	return nil
}

// indices reads n places in the dictionary. Values other than texts are looked up at once.
func (l *leafReader) indices(src []byte, n int) error {
	l.picks = grow(l.picks, n)
	if n == 0 {
		l.vals = l.vals[:0]
		return nil
	}
	if !l.hasDict || len(src) == 0 || src[0] > 32 {
		return errValues
	}
	if width := int(src[0]); width == 0 { // a dictionary of one value; some writers stop here
		clear(l.picks)
	} else if err := decodeHybrid(l.picks, src[1:], width); err != nil {
		return err
	}
	size := uint32(len(l.dictVals))
	if l.how.isText() {
		size = uint32(len(l.dict.spans))
	}
	for _, p := range l.picks {
		if p >= size {
			return errValues
		}
	}
	if l.how.isText() {
		return nil
	}
	l.vals = grow(l.vals, n)
	for i, p := range l.picks {
		l.vals[i] = l.dictVals[p]
	}
	return nil
}
