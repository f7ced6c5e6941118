package parquetread

import (
	"math/big"
	"math/bits"

	"github.com/parquet-go/parquet-go/format"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// leafReader reads one leaf of the file, page by page. A page is a sequence of entries: each has a
// repetition level, a definition level and, if the definition level is the highest, a value.
type leafReader struct {
	node      *node
	label     string // the column of the schema for whose sake it is read
	how       conversion
	inst      uint8 // definition level from which an entry is an instance of the column
	index     int   // of the column in the record, -1 if only the levels are wanted
	parseTime func([]byte) (int64, bool)
	unit      *big.Int // billionths that one of a DECIMAL's last digits counts

	pages   pageReader
	entries int64 // of the chunk, not yet in a page

	// The page. Without levels (all 0) reps is empty; without NULLs possible defs is empty.
	count      int // entries
	at         int // next entry
	reps, defs []uint8
	next       int           // next value
	vals       []value.Value // of a scalar that is not a text
	texts      texts         // or the texts
	picks      []uint32      // or the places of the values in dict
	picked     bool          // whether values are given by picks
	buf        []byte        // the page's bytes, decompressed

	// The dictionary of the chunk.
	hasDict  bool
	dictVals []value.Value
	dict     texts
	codes    []value.Code // code + 1 of each text in the record's dictionary, as last seen; 0 unknown

	// The levels of the row that was read last.
	rowReps, rowDefs []uint8
	spillReps        []uint8
	spillDefs        []uint8
}

// texts is a sequence of texts in one block.
type texts struct {
	spans []span
	data  []byte
}

func (t *texts) text(i uint32) []byte {
	s := t.spans[i]
	return t.data[s.from:s.to:s.to]
}

// newLeafReader reads the values of a scalar column.
func newLeafReader(at binding) *leafReader {
	l := &leafReader{node: at.node, label: at.column.Path, how: at.how, inst: at.inst, index: at.column.Index}
	if l.how == toNumeric || l.how == toNumericOfInt {
		l.unit = decimalUnit(at.node.element)
	}
	return l
}

// newShapeReader reads only the levels of leaf n, for the record c.
func newShapeReader(n *node, c *schema.Column) *leafReader {
	return &leafReader{node: n, label: c.Path, how: toNothing, index: -1}
}

// open starts the leaf's chunk in one row group.
func (l *leafReader) open(in *input, group int) error {
	c, err := in.chunkOf(group, l.node)
	if err != nil {
		return err
	}
	l.pages.open(in, c)
	l.entries = c.values
	l.count, l.at, l.next = 0, 0, 0
	l.hasDict = false
	return nil
}

// finish checks that the row group's rows used up the chunk.
func (l *leafReader) finish() error {
	if l.at < l.count || l.entries > 0 {
		return errExcess
	}
	return nil
}

// load reads pages up to the next one with entries.
func (l *leafReader) load() error {
	for {
		var h format.PageHeader
		if err := l.pages.next(&h); err != nil {
			return err
		}
		switch h.Type {
		case format.DictionaryPage:
			if !h.DictionaryPageHeader.Valid || l.hasDict {
				return errPages
			}
			if l.how == toNothing {
				continue
			}
			if err := l.dictionary(&h); err != nil {
				return err
			}
			l.hasDict = true
		case format.DataPage, format.DataPageV2:
			if err := l.dataPage(&h); err != nil {
				return err
			}
			if l.count > 0 {
				return nil
			}
		}
	}
}

// section is where the parts of a data page lie, from either version of its header.
type section struct {
	entries    int
	encoding   format.Encoding
	reps, defs []byte // run-length encoded, without their lengths
	values     []byte
}

func (l *leafReader) dataPage(h *format.PageHeader) (err error) {
	var s section
	if h.Type == format.DataPage {
		s, err = l.splitV1(h)
	} else {
		s, err = l.splitV2(h)
	}
	if err != nil {
		return err
	}
	l.count, l.at, l.next = s.entries, 0, 0
	l.entries -= int64(s.entries)
	if l.reps, err = decodeLevels(l.reps, s.reps, s.entries, l.node.maxRep); err != nil {
		return err
	}
	if l.defs, err = decodeLevels(l.defs, s.defs, s.entries, l.node.maxDef); err != nil {
		return err
	}
	values := s.entries
	if l.node.maxDef > 0 {
		values = 0
		for _, d := range l.defs {
			if d == l.node.maxDef {
				values++
			}
		}
	}
	if l.how == toNothing {
		return nil
	}
	return l.values(s.values, s.encoding, values)
}

// checkEntries accepts the number of entries that a page's header states.
func (l *leafReader) checkEntries(n int32) error {
	switch {
	case n < 0 || int64(n) > l.entries:
		return errPages
	case n > maxPageValues:
		return errTooLarge
	}
	return nil
}

func (l *leafReader) splitV1(h *format.PageHeader) (s section, err error) {
	d := &h.DataPageHeader.V
	if !h.DataPageHeader.Valid {
		return s, errPages
	}
	if err := l.checkEntries(d.NumValues); err != nil {
		return s, err
	}
	l.buf = grow(l.buf, int(h.UncompressedPageSize))
	if err := l.decompress(l.buf, l.pages.body); err != nil {
		return s, err
	}
	s.entries, s.encoding, s.values = int(d.NumValues), d.Encoding, l.buf
	if l.node.maxRep > 0 {
		if s.reps, s.values, err = prefixed(s.values, d.RepetitionLevelEncoding); err != nil {
			return s, err
		}
	}
	if l.node.maxDef > 0 {
		s.defs, s.values, err = prefixed(s.values, d.DefinitionLevelEncoding)
	}
	return s, err
}

func (l *leafReader) splitV2(h *format.PageHeader) (s section, err error) {
	d := &h.DataPageHeaderV2.V
	if !h.DataPageHeaderV2.Valid {
		return s, errPages
	}
	if err := l.checkEntries(d.NumValues); err != nil {
		return s, err
	}
	body := l.pages.body
	reps, defs := int(d.RepetitionLevelsByteLength), int(d.DefinitionLevelsByteLength)
	size := int(h.UncompressedPageSize) - reps - defs
	if reps < 0 || defs < 0 || reps > len(body) || defs > len(body)-reps || size < 0 {
		return s, errPages
	}
	s.entries, s.encoding = int(d.NumValues), d.Encoding
	s.reps, s.defs = body[:reps], body[reps:reps+defs]
	if l.how == toNothing {
		return s, nil
	}
	l.buf = grow(l.buf, size)
	s.values = l.buf
	packed := body[reps+defs:]
	if d.IsCompressed.Valid && !d.IsCompressed.V {
		if len(packed) != size {
			return s, errPages
		}
		copy(s.values, packed)
		return s, nil
	}
	return s, l.decompress(s.values, packed)
}

func (l *leafReader) decompress(dst, src []byte) error {
	return l.pages.scratch.decompressor.decompress(l.pages.codec, dst, src)
}

// prefixed cuts levels with their length in front of them off a page of the first version.
func prefixed(page []byte, e format.Encoding) (levels, rest []byte, err error) {
	if e != format.RLE {
		return nil, nil, errLevels(e)
	}
	if len(page) < 4 {
		return nil, nil, errPages
	}
	n := uint64(page[0]) | uint64(page[1])<<8 | uint64(page[2])<<16 | uint64(page[3])<<24
	if n > uint64(len(page)-4) {
		return nil, nil, errPages
	}
	return page[4 : 4+n], page[4+n:], nil
}

// decodeLevels reads n levels, none above most, into dst's memory. Where most is 0 there is nothing to
// read: the result is empty.
func decodeLevels(dst []uint8, src []byte, n int, most uint8) ([]uint8, error) {
	if most == 0 {
		return dst[:0], nil
	}
	dst = grow(dst, n)
	if err := decodeHybrid(dst, src, bits.Len8(most)); err != nil {
		return nil, err
	}
	if most&(most+1) != 0 { // the bits allow for higher levels
		for _, v := range dst {
			if v > most {
				return nil, errRuns
			}
		}
	}
	return dst, nil
}
