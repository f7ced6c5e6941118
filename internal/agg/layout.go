package agg

import "isobar/internal/value"

// layout says how the values of a group's keys become the words of one key in a keySet.
//
// Keys are short where all of them fit into one word, NULL included: 32 bits for the code of a text, two for a
// BOOL, and all of these bits set for NULL. (No Dict has 2³²-1 texts: they would be longer than
// value.MaxDictBytes.) Other keys are tags and then one word for each key; tags are the kinds, four bits
// each and sixteen to a word, since any key may be NULL.
type layout struct {
	kinds []value.Kind
	shift []uint8 // of short keys: where each begins in the word
	short bool
}

func newLayout(kinds []value.Kind) layout {
	l := layout{kinds: kinds, short: true}
	bits := 0
	for _, kind := range kinds {
		n := shortBits(kind)
		if n == 0 || bits+n > 64 {
			l.short = false
			break
		}
		l.shift = append(l.shift, uint8(bits))
		bits += n
	}
	return l
}

// shortBits is how much of a short key a value of this kind takes, or 0 if it may not be in one.
func shortBits(kind value.Kind) int {
	switch {
	case kind.Coded():
		return 32
	case kind == value.Bool:
		return 2
	}
	return 0
}

// shortNull is NULL in a short key, before it is shifted.
func shortNull(kind value.Kind) uint64 { return 1<<shortBits(kind) - 1 }

func (l *layout) tagWords() int { return (len(l.kinds) + 15) / 16 }

// width is the number of words of a key.
func (l *layout) width() int {
	if l.short {
		return 1
	}
	return l.tagWords() + len(l.kinds)
}

// set writes the value of key i into a key whose words were zero. Floats become canonical.
func (l *layout) set(key []uint64, i int, v value.Value) {
	want := l.kinds[i]
	switch {
	case v.Kind == value.Null && l.short:
		key[0] |= shortNull(want) << l.shift[i]
		return
	case v.Kind == value.Null:
		return // as the words are
	case v.Kind != want:
		panic(mismatch("a key", want, v.Kind))
	case l.short:
		key[0] |= v.Bits << l.shift[i]
		return
	case v.Kind == value.Float64:
		v = value.OfFloat64(v.Float64())
	}
	key[i/16] |= uint64(v.Kind) << (i % 16 * 4)
	key[l.tagWords()+i] = v.Bits
}

// pack writes the keys of one row into key, which is width words long.
func (l *layout) pack(key []uint64, row []value.Value) {
	clear(key)
	for i := range l.kinds {
		l.set(key, i, row[i])
	}
}

// packColumns writes the keys of n rows, which come as a column for each key, into keys.
func (l *layout) packColumns(keys []uint64, columns [][]value.Value, n int) {
	clear(keys)
	for i := range l.kinds {
		if column := columns[i][:n]; l.short {
			l.packShort(keys[:n], i, column)
		} else {
			l.packWide(keys, i, column)
		}
	}
}

func (l *layout) packShort(keys []uint64, i int, column []value.Value) {
	want, shift, null := l.kinds[i], l.shift[i]&63, shortNull(l.kinds[i])
	keys = keys[:len(column)]
	for j, v := range column {
		switch v.Kind {
		case want:
			keys[j] |= v.Bits << shift
		case value.Null:
			keys[j] |= null << shift
		default:
			panic(mismatch("a key", want, v.Kind))
		}
	}
}

func (l *layout) packWide(keys []uint64, i int, column []value.Value) {
	want, width, tags := l.kinds[i], l.width(), l.tagWords()
	tag := uint64(want) << (i % 16 * 4)
	for j, v := range column {
		switch key := keys[j*width : (j+1)*width]; {
		case v.Kind == want && want != value.Float64:
			key[i/16] |= tag
			key[tags+i] = v.Bits
		default:
			l.set(key, i, v)
		}
	}
}

// get reads key i of the words of a key.
func (l *layout) get(key []uint64, i int) value.Value {
	if !l.short {
		return value.Value{Kind: value.Kind(key[i/16] >> (i % 16 * 4) & 15), Bits: key[l.tagWords()+i]}
	}
	kind, null := l.kinds[i], shortNull(l.kinds[i])
	if bits := key[0] >> l.shift[i] & null; bits != null {
		return value.Value{Kind: kind, Bits: bits}
	}
	return value.Value{}
}
