package privacy

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/secret"
	"isobar/internal/value"
)

// macSize is the number of bytes of a message authentication code.
const macSize = sha256.Size

// The message of a cell is, with every text after its length as an unsigned varint:
//
//	the text below; the dataset; the measure; the number of conditions, and each;
//	for every attribute, in the order of these bytes and each once:
//	    the attribute; the type of its value, "NULL" for none; the value; after a NULL that includes sites
//	    without an element, which elements.
//
// A value is its text if it has one, and else its word in eight bytes, the most significant first. Changing
// any of this changes every number of every release.
const messageBegin = "isobar rounding 1"

// keying says how the messages of a group's cells are made for one measure.
type keying struct {
	begin []byte // what all cells have in common
	pairs []pair
	// loose says that two attributes have the same name, so that their order depends on the values.
	loose bool
}

// pair is an attribute with its value.
type pair struct {
	head  []byte // the attribute, encoded
	key   int    // the group's key that has the value; -1 if it is in fixed
	fixed []byte // the value, encoded
	// missing follows a NULL, where NULL means more than that the attribute has no value; see plan.Attribute.
	missing []byte
}

// keyings gives how the cells of a group are keyed, the first of which decides whether they appear, and sets
// the measures' places among them: measures that count the same have the same.
func (r *Rounder) keyings(meaning plan.Meaning, measures []rounding) []keying {
	all := []keying{r.keyed(string(plan.SiteCount), meaning.Conditions, meaning.Given, meaning.Attributes)}
	for i, m := range meaning.Measures {
		k := r.keyed(m.Name, m.Conditions, m.Given, m.Attributes)
		place := slices.IndexFunc(all, k.equal)
		if place < 0 {
			place = len(all)
			all = append(all, k)
		}
		measures[i].key = place
	}
	return all
}

func (k keying) equal(o keying) bool {
	return bytes.Equal(k.begin, o.begin) && slices.EqualFunc(k.pairs, o.pairs, func(a, b pair) bool {
		return a.key == b.key && bytes.Equal(a.head, b.head) && bytes.Equal(a.fixed, b.fixed) && bytes.Equal(a.missing, b.missing)
	})
}

// keyed says how cells with these attributes are keyed for a measure.
func (r *Rounder) keyed(measure string, conditions []string, given []plan.Given, attributes []plan.Attribute) keying {
	var k keying
	for _, text := range []string{messageBegin, r.dataset, measure} {
		k.begin = appendText(k.begin, text)
	}
	k.begin = binary.AppendUvarint(k.begin, uint64(len(conditions)))
	for _, c := range conditions {
		k.begin = appendText(k.begin, c)
	}
	for i, at := range attributes {
		if !at.Implied {
			p := pair{head: appendText(nil, at.Name), key: i}
			if at.Missing != "" {
				p.missing = appendText(nil, at.Missing)
			}
			k.pairs = append(k.pairs, p)
		}
	}
	for _, g := range given {
		k.pairs = append(k.pairs, pair{head: appendText(nil, g.Name), key: -1, fixed: appendConst(nil, g.Value)})
	}
	// No encoded name begins another: whichever pairs differ in their names are in the order of these.
	slices.SortStableFunc(k.pairs, func(a, b pair) int { return bytes.Compare(a.head, b.head) })
	for i := 1; i < len(k.pairs); i++ {
		k.loose = k.loose || bytes.Equal(k.pairs[i-1].head, k.pairs[i].head)
	}
	return k
}

// keyWorker computes the codes of cells for one goroutine.
type keyWorker struct {
	keying
	mac   *secret.MAC
	buf   []byte
	ends  []int // of the pairs in buf
	parts [][]byte
}

func (r *Rounder) worker(k keying) *keyWorker {
	return &keyWorker{keying: k, mac: r.secret.MAC(k.begin)}
}

// sum is the code of a cell. It stays valid until the next call.
func (w *keyWorker) sum(set *cells.Set, cell int) *[macSize]byte {
	w.buf, w.ends = w.buf[:0], w.ends[:0]
	for _, p := range w.pairs {
		w.buf = append(w.buf, p.head...)
		if p.key < 0 {
			w.buf = append(w.buf, p.fixed...)
		} else {
			v := set.Keys[p.key][cell]
			w.buf = appendValue(w.buf, set.Dict, v)
			if v.IsNull() {
				w.buf = append(w.buf, p.missing...)
			}
		}
		w.ends = append(w.ends, len(w.buf))
	}
	w.mac.Reset()
	if !w.loose {
		w.mac.Write(w.buf)
		return w.mac.Sum()
	}
	w.parts = w.parts[:0]
	start := 0
	for _, end := range w.ends {
		w.parts = append(w.parts, w.buf[start:end])
		start = end
	}
	slices.SortFunc(w.parts, bytes.Compare)
	for i, part := range w.parts {
		if i == 0 || !bytes.Equal(part, w.parts[i-1]) {
			w.mac.Write(part)
		}
	}
	return w.mac.Sum()
}

func appendText[T string | []byte](dst []byte, text T) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(text)))
	return append(dst, text...)
}

// appendValue writes a value's type and the value.
func appendValue(dst []byte, d *value.Dict, v value.Value) []byte {
	dst = appendText(dst, v.Kind.String())
	switch {
	case v.IsNull():
		return appendText(dst, "")
	case v.Kind.Coded():
		return appendText(dst, d.Text(v.Code()))
	case v.Kind == value.Float64:
		v = value.OfFloat64(v.Float64())
	}
	return binary.BigEndian.AppendUint64(append(dst, 8), v.Bits)
}

// appendConst writes a constant as appendValue does the same value.
func appendConst(dst []byte, c *plan.Const) []byte {
	v := value.Value{Kind: c.Type, Bits: c.Word}
	switch {
	case c.Null:
		v = value.Value{}
	case c.Type.Coded():
		return appendText(appendText(dst, c.Type.String()), c.Text)
	case c.Type == value.Bool:
		v = value.OfBool(c.Word != 0)
	}
	return appendValue(dst, nil, v)
}
