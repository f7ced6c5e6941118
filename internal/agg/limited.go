package agg

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// Limited stands before a Table whose group has a plan.GroupLimit: it keeps the rows of a site until the
// site is complete, and then hands on those of at most so many groups. Per site: Add for each row; then
// EndSite, which ends the Table's site as well. It belongs to one goroutine.
//
// Which groups of a site count depends on that site alone: they are those whose keys, hashed together with
// the site, come first. This is what a bound on contributions has to be (a site more or less changes nothing of
// what other sites add), needs no secret, since the guarantee holds for every choice that a site makes by
// itself, and favours no group, since every site has an order of its own. Which groups these are stays the
// same as long as the site reports them.
type Limited struct {
	table *Table
	most  int
	set   keySet          // of the current site
	of    []GroupID       // of each row, in set
	keys  [][]value.Value // of the rows, by key
	args  [][]value.Value // by measure; nil for those without an argument

	hash   hash.Hash
	buf    []byte
	places []placed
	chosen []bool // by number in set
}

// placed is a group of a site with its place in the order of choice.
type placed struct {
	order [sha256.Size]byte
	group GroupID
}

// NewLimited makes what stands before t, the table of g. It panics if g has no limit.
func NewLimited(t *Table, g *plan.Group) *Limited {
	if g.Limit == nil || g.Limit.Groups < 1 {
		panic("agg: no limit on the groups of a site")
	}
	l := &Limited{table: t, most: int(min(g.Limit.Groups, maxKeys)), set: newKeySet(t.layout.width()), hash: sha256.New(),
		keys: make([][]value.Value, len(g.Keys)), args: make([][]value.Value, len(g.Measures))}
	for i, m := range g.Measures {
		if m.Arg != nil {
			l.args[i] = []value.Value{}
		}
	}
	return l
}

// Add adds one row of the current site: a value for each of plan.Group.Keys, and one for each of its Measures,
// of which those without an argument are not looked at. It keeps neither slice.
func (l *Limited) Add(keys, args []value.Value) {
	t := l.table
	t.key = t.key[:t.layout.width()]
	t.layout.pack(t.key, keys)
	l.of = append(l.of, l.set.put(t.key))
	for i, v := range keys {
		l.keys[i] = append(l.keys[i], v)
	}
	for i := range l.args {
		if l.args[i] != nil {
			l.args[i] = append(l.args[i], args[i])
		}
	}
}

// EndSite hands on the rows of the groups that count. site tells the site apart from all others.
func (l *Limited) EndSite(site []byte) {
	n := len(l.of)
	if n == 0 {
		return
	}
	if l.set.n > l.most {
		n = l.keep(l.choose(site))
	}
	l.table.AddRows(n, l.keys, l.args)
	l.table.EndSite()
	l.set.reset()
	l.of = l.of[:0]
	for _, columns := range [][][]value.Value{l.keys, l.args} {
		for i := range columns {
			columns[i] = columns[i][:0]
		}
	}
}

// choose says of each group of the site whether it counts.
func (l *Limited) choose(site []byte) []bool {
	l.places = l.places[:0]
	for g := range GroupID(l.set.n) {
		l.places = append(l.places, placed{l.order(site, g), g})
	}
	slices.SortFunc(l.places, func(a, b placed) int { return bytes.Compare(a.order[:], b.order[:]) })
	l.chosen = extend(l.chosen[:0], l.set.n)
	for _, p := range l.places[:l.most] {
		l.chosen[p.group] = true
	}
	return l.chosen
}

// order hashes a group's keys with the site.
func (l *Limited) order(site []byte, g GroupID) (sum [sha256.Size]byte) {
	l.buf = appendBytes(l.buf[:0], site)
	l.buf = l.table.appendKey(l.buf, l.set.at(uint32(g)))
	l.hash.Reset()
	l.hash.Write(l.buf)
	l.hash.Sum(sum[:0])
	return sum
}

func appendBytes(to, b []byte) []byte {
	return append(binary.AppendUvarint(to, uint64(len(b))), b...)
}

// keep moves the rows of chosen groups to the front, in their order, and returns their number.
func (l *Limited) keep(chosen []bool) (n int) {
	for row, g := range l.of {
		if !chosen[g] {
			continue
		}
		for _, columns := range [][][]value.Value{l.keys, l.args} {
			for _, column := range columns {
				if column != nil {
					column[n] = column[row]
				}
			}
		}
		n++
	}
	return n
}
