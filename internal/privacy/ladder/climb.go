package ladder

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"isobar/internal/cells"
	"isobar/internal/value"
)

// climb is the state of one Publish.
type climb struct {
	key    int // the climbing one
	sets   *cells.Set
	values []reading // by number, as the reports have them
	order  []*context
}

// context is one combination of the other keys.
type context struct {
	cell  int // one of the sets' that has it
	bags  []bag
	shown map[int]bool     // of each value, by number: whether a row shows it
	taken map[reading]bool // what rows show
}

// bag is a set of values, by number, with the number of sites that have these and no others.
type bag struct {
	values []int
	sites  int64
}

var errDamaged = errors.New("ladder: a set of values is damaged") // what it holds is not for messages

// read takes the sets of values apart.
func read(sets *cells.Set, key int) (*climb, error) {
	c := &climb{key: key, sets: sets}
	contexts, numbers := map[string]*context{}, map[reading]int{}
	for cell := range sets.N {
		if !sets.Keys[key][cell].Kind.Coded() {
			return nil, errDamaged
		}
		var texts []*string
		if json.Unmarshal(sets.Dict.Text(sets.Keys[key][cell].Code()), &texts) != nil {
			return nil, errDamaged
		}
		name := signature(sets, cell, key)
		x := contexts[name]
		if x == nil {
			x = &context{cell: cell, shown: map[int]bool{}, taken: map[reading]bool{}}
			contexts[name] = x
			c.order = append(c.order, x)
		}
		b := bag{sites: sets.Sites[cell]}
		for _, t := range texts {
			v := shownNull
			if t != nil {
				v = shownText + reading(*t)
			}
			n, ok := numbers[v]
			if !ok {
				n = len(c.values)
				numbers[v] = n
				c.values = append(c.values, v)
			}
			b.values = append(b.values, n)
			x.shown[n] = false
		}
		x.bags = append(x.bags, b)
	}
	return c, nil
}

// row is one cell of a level.
type row struct {
	*context
	reading
}

// tally is the number of sites that read alike so far, and the last bag that counted, from 1.
type tally struct {
	sites int64
	bag   int
}

// level makes the cells of one level: of every context, and every reading of values there that no row shows yet,
// the number of sites that have such a value. A reading that a finer row has, of other values, is not used again.
func (c *climb) level(readings []reading) (*cells.Set, []row) {
	out := cells.New(len(c.sets.Keys), len(c.sets.Measures))
	var rows []row
	for _, x := range c.order {
		counts := map[reading]tally{}
		for i, b := range x.bags {
			for _, v := range b.values {
				r := readings[v]
				if r == nothing || x.shown[v] || x.taken[r] {
					continue
				}
				if t := counts[r]; t.bag != i+1 { // a bag's sites count once, whatever number of its values read alike
					counts[r] = tally{t.sites + b.sites, i + 1}
				}
			}
		}
		for _, r := range slices.Sorted(maps.Keys(counts)) {
			c.add(out, x, r, counts[r].sites)
			rows = append(rows, row{x, r})
		}
	}
	return out, rows
}

// add adds a cell.
func (c *climb) add(out *cells.Set, x *context, r reading, sites int64) {
	out.N++
	out.Sites = append(out.Sites, sites)
	for i, column := range c.sets.Keys {
		v := column[x.cell]
		switch {
		case i == c.key && r == shownNull:
			v = value.Value{}
		case i == c.key:
			v = value.Value{Kind: value.String, Bits: uint64(out.Dict.Code([]byte(r[len(shownText):])))}
		case v.Kind.Coded():
			v.Bits = uint64(out.Dict.Code(c.sets.Dict.Text(v.Code())))
		}
		out.Keys[i] = append(out.Keys[i], v)
	}
	for i := range out.Measures {
		out.Measures[i] = append(out.Measures[i], value.OfInt64(sites))
	}
}

// settle marks the values that the shown ones of a level's cells show.
func (c *climb) settle(readings []reading, made *cells.Set, rows []row, shown *cells.Set) error {
	now := map[*context]map[reading]bool{}
	next := 0
	for cell := range shown.N {
		name := signature(shown, cell, -1)
		for next < made.N && signature(made, next, -1) != name {
			next++
		}
		if next == made.N {
			return errors.New("ladder: the judge gives other cells than it got, or in another order")
		}
		r := rows[next]
		if now[r.context] == nil {
			now[r.context] = map[reading]bool{}
		}
		now[r.context][r.reading] = true
		r.taken[r.reading] = true
		next++
	}
	for x, appeared := range now {
		for v, already := range x.shown {
			x.shown[v] = already || appeared[readings[v]]
		}
	}
	return nil
}

// hidden counts the combinations of keys and value that no row shows.
func (c *climb) hidden() (n int64) {
	for _, x := range c.order {
		for _, shown := range x.shown {
			if !shown {
				n++
			}
		}
	}
	return n
}

// signature tells the keys of cells apart, but for key number without.
func signature(set *cells.Set, cell, without int) string {
	var b []byte
	for i, column := range set.Keys {
		if i == without {
			continue
		}
		v := column[cell]
		b = append(b, byte(v.Kind))
		if v.Kind.Coded() {
			text := set.Dict.Text(v.Code())
			b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
		} else if !v.IsNull() {
			b = binary.BigEndian.AppendUint64(b, v.Bits)
		}
	}
	return string(b)
}
