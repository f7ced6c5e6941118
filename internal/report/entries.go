package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"

	"isobar/internal/record"
	"isobar/internal/value"
)

// entryLimit leaves no more than so many entries in each repeated column of a report.
//
// Which entries stay is a matter of what the report says and of nothing else: neither of their order nor of what other
// reports say, of workers or formats. They are those whose order comes first, a SHA-256 of what the entry says (of
// the columns that are materialised) and of how many entries before it say the same, so that of entries
// which are often repeated a fair share stays. Entries within others go with them, and are chosen among
// after them, by their own content and that of what they lie in.
//
// The hash has no key: it decides only on what a site adds itself, which the site can choose anyway. Nor is the site in
// it, whose id the second pass does not read: sites with too many entries then keep the same ones, which are
// more likely to have k sites together than those that each draws by itself, and which stay the same from week to week.
type entryLimit struct {
	most  int // 0 for no limit
	lists []*entryList
	gone  int64  // entries of this report that were left out
	buf   []byte // of content
	order []content
}

// entryList is one repeated column; in a report with too many entries it numbers those that say the same.
type entryList struct {
	*node
	within *node // the repeated column that it is in, or nil
	// distinct says that the decoder makes one entry of those that say the same.
	distinct *distinct
	seen     map[content]uint64 // how many entries, kept or not, say this
	order    []content          // of the entries that have been looked at
}

// content stands for what an entry says, or for its place in the order: half a SHA-256.
type content struct{ high, low uint64 }

// last comes behind everything, and is no entry's.
var last = content{math.MaxUint64, math.MaxUint64}

// room is how many entries of a list at the top level are materialised before the list is cut.
func (l *entryLimit) room() int {
	if l.most == 0 {
		return math.MaxInt
	}
	return 2 * l.most
}

// begin forgets the last report.
func (l *entryLimit) begin() {
	l.gone = 0
	for _, list := range l.lists {
		list.seen, list.order = nil, list.order[:0]
	}
}

// apply cuts the columns of a record that is complete, those of which a part has been cut before included, and says how
// many entries of the report have gone.
func (l *entryLimit) apply(rec *record.Record) int64 {
	for _, list := range l.lists {
		if len(rec.Vectors[list.column].Vals) > l.most {
			l.cut(rec, list)
		}
	}
	return l.gone
}

// cut leaves the entries of a list that come first, so far. The entries that it left out are still counted
// among those that say the same, so that to cut a list at the top level while it grows comes to the same as to
// cut it in the end.
func (l *entryLimit) cut(rec *record.Record, list *entryList) {
	all := len(rec.Vectors[list.column].Vals)
	if list.seen == nil {
		list.seen = map[content]uint64{}
	}
	repeats := int64(0)
	if list.within == nil {
		repeats = l.number(rec, list, len(list.order), all, content{})
	} else {
		off := rec.Vectors[list.column].Off
		places := l.places(rec, list.within)
		for i := range len(off) - 1 {
			l.number(rec, list, int(off[i]), int(off[i+1]), places[i])
		}
	}
	l.order = append(l.order[:0], list.order...)
	slices.SortFunc(l.order, compareContents)
	limit := l.order[min(l.most, all)-1]
	gone := keepEntries(rec, list.node, func(i int) bool { return list.order[i] != last && compareContents(list.order[i], limit) <= 0 })
	list.order = slices.DeleteFunc(list.order, func(c content) bool { return c == last || compareContents(c, limit) > 0 })
	l.gone += int64(gone) - repeats
}

// number gives the entries from lo up to, not including, hi, which lie in what place stands for, their order, and says how
// many are none, because the decoder makes one entry of those that say the same.
func (l *entryLimit) number(rec *record.Record, list *entryList, lo, hi int, place content) (repeats int64) {
	for i := lo; i < hi; i++ {
		c := l.content(rec, list.node, i)
		if list.within != nil {
			c = l.hash(c, place.high, place.low)
		}
		rank := list.seen[c]
		list.seen[c]++
		switch {
		case rank > 0 && list.distinct != nil:
			c = last
			repeats++
		case rank > 0:
			c = l.hash(c, rank)
		}
		list.order = append(list.order, c)
	}
	return repeats
}

// places stand for what each entry of a list says, and what it lies in.
func (l *entryLimit) places(rec *record.Record, n *node) []content {
	all := make([]content, len(rec.Vectors[n.column].Vals))
	for i := range all {
		all[i] = l.content(rec, n, i)
	}
	i := slices.IndexFunc(l.lists, func(list *entryList) bool { return list.node == n })
	if within := l.lists[i].within; within != nil {
		outer, off := l.places(rec, within), rec.Vectors[n.column].Off
		for p, place := range outer {
			for i := off[p]; i < off[p+1]; i++ {
				all[i] = l.hash(all[i], place.high, place.low)
			}
		}
	}
	return all
}

// content hashes what entry i of list n says. The order of the entries of lists in it does not matter.
func (l *entryLimit) content(rec *record.Record, n *node, i int) content {
	start := len(l.buf)
	l.buf = appendValue(l.buf, rec.Dict, rec.Vectors[n.column].Vals[i])
	for _, f := range n.fields.single {
		l.buf = appendValue(l.buf, rec.Dict, rec.Vectors[f.column].Vals[i])
	}
	for _, f := range n.fields.lists {
		var sum content
		off := rec.Vectors[f.column].Off
		for k := off[i]; k < off[i+1]; k++ {
			c := l.content(rec, f, int(k))
			sum.high += c.high
			sum.low += c.low
		}
		l.buf = appendWords(l.buf, uint64(off[i+1]-off[i]), sum.high, sum.low)
	}
	c := contentOf(l.buf[start:])
	l.buf = l.buf[:start]
	return c
}

// hash is the content of what is known by c and some numbers.
func (l *entryLimit) hash(c content, more ...uint64) content {
	start := len(l.buf)
	l.buf = appendWords(appendWords(l.buf, c.high, c.low), more...)
	c = contentOf(l.buf[start:])
	l.buf = l.buf[:start]
	return c
}

func contentOf(b []byte) content {
	sum := sha256.Sum256(b)
	return content{binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])}
}

func appendWords(b []byte, words ...uint64) []byte {
	for _, w := range words {
		b = binary.BigEndian.AppendUint64(b, w)
	}
	return b
}

func compareContents(a, b content) int {
	return cmp.Or(cmp.Compare(a.high, b.high), cmp.Compare(a.low, b.low))
}

// appendValue writes a value so that values are written alike exactly if they are equal, whatever their dictionaries.
func appendValue(out []byte, d *value.Dict, v value.Value) []byte {
	out = append(out, byte(v.Kind))
	switch v.Kind {
	case value.Null, value.Record:
		return out
	case value.String, value.Bytes, value.Numeric:
		text := d.Text(v.Code())
		out = binary.AppendUvarint(out, uint64(len(text)))
		return append(out, text...)
	}
	return binary.LittleEndian.AppendUint64(out, v.Bits)
}
