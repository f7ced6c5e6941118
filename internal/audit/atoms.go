package audit

// trio is three values a, b and c and what is published of them.
type trio struct {
	one [3]span // a, b, c
	two [3]span // bc, ac, ab: each under the value that it lacks
	all span    // all sites
	abc span    // what is known of the sites with all three, apart from what follows from the rest
}

// The eight atoms: sites with all three values; those with all but one of them; those with one alone;
// those with none.
type atoms struct {
	three  span
	allBut [3]span
	only   [3]span
	no     span
}

// atoms bounds the atoms. Each bound is that of the number of sites with all three, t, put into the
// atom's formula, and written out so that terms that cancel do so before their bounds are taken:
//
//	all three   t
//	ab, not c   ab - t
//	a alone     a - ab - ac + t
//	none        N - a - b - c + ab + ac + bc - t
//
// t is at least 0 and x + y - z for pairs x, y of a value z, and at most each pair, and such that none is
// not negative.
func (q *trio) atoms() atoms {
	var out atoms
	sumLo, sumHi := q.one[0].lo+q.one[1].lo+q.one[2].lo, q.one[0].hi+q.one[1].hi+q.one[2].hi
	pairLo, pairHi := q.two[0].lo+q.two[1].lo+q.two[2].lo, q.two[0].hi+q.two[1].hi+q.two[2].hi
	t := q.abc
	t.hi = min(t.hi, q.all.hi-sumLo+pairHi)
	out.no = span{max(0, q.all.lo-sumHi+pairLo-q.abc.hi), q.all.hi - sumLo + pairHi - q.abc.lo}
	for x := range 3 {
		y, z := (x+1)%3, (x+2)%3
		t.lo = max(t.lo, q.two[y].lo+q.two[z].lo-q.one[x].hi)
		t.hi = min(t.hi, q.two[x].hi)
		out.no.lo = max(out.no.lo, q.all.lo-sumHi+q.two[y].lo+q.two[z].lo)
		out.no.hi = min(out.no.hi, q.all.hi-q.one[y].lo-q.one[z].lo+q.two[x].hi)
	}
	out.three = span{max(0, t.lo), max(0, t.hi)}
	for x := range 3 {
		y, z := (x+1)%3, (x+2)%3
		// The pair without x is of y and z.
		pair := q.two[x]
		out.allBut[x] = span{
			max(0, pair.lo-q.abc.hi, pair.lo-q.two[y].hi, pair.lo-q.two[z].hi, sumLo-q.all.hi-q.two[y].hi-q.two[z].hi),
			max(0, min(pair.hi-q.abc.lo, q.one[y].hi-q.two[z].lo, q.one[z].hi-q.two[y].lo, pair.hi+q.one[x].hi-q.two[y].lo-q.two[z].lo)),
		}
		// The pairs of x are those without y and without z.
		own := q.one[x]
		out.only[x] = span{
			max(0, own.lo-q.two[y].hi-q.two[z].hi+q.abc.lo, own.lo-q.one[y].hi-q.two[y].hi+pair.lo, own.lo-q.one[z].hi-q.two[z].hi+pair.lo),
			max(0, min(own.hi-q.two[y].lo, own.hi-q.two[z].lo, own.hi-q.two[y].lo-q.two[z].lo+min(pair.hi, q.abc.hi),
				q.all.hi-q.one[y].lo-q.one[z].lo+pair.hi)),
		}
	}
	out.no.hi = max(0, out.no.hi)
	return out
}

// A trigger is a condition that a trio meets if some atom is certain to have few sites. In the formulas
// above, one of the upper bounds must then be from 1 to k-1. A published pair has k sites or more, so
// that only these can be:
//
//   - a tight pair: a - ab, or the sites with neither, N - a - b + ab
//   - a middle value: a - ab - ac + bc, the sites with a alone and those with b and c but not a
//   - a cover: N - a - b - c + ab + ac + bc, the sites with all three and those with none
//
// and where a triple that is not published has at most few sites, with few < k, also a middle value with
// ab + ac > a, whose triple has some, or as near to that as few is to k.
type trigger struct {
	kind triggerKind
	at   int // the middle value, or the value that is not in the tight pair
}

type triggerKind uint8

const (
	noTrigger triggerKind = iota
	tightPair
	middle
	cover
)

// fires gives the first trigger that a trio meets, in an order that does not depend on how the trio was
// found, so that each trio is looked at once.
func (q *trio) fires(k, few int64) trigger {
	for x := range 3 {
		y, z := (x+1)%3, (x+2)%3
		if tight(q.one[y], q.one[z], q.two[x], q.all, k) {
			return trigger{tightPair, x}
		}
	}
	for x := range 3 {
		y, z := (x+1)%3, (x+2)%3
		pairs := q.two[y].lo + q.two[z].lo
		if below(q.one[x].hi-pairs+q.two[x].hi, k) || pairs >= enough(q.one[x], k, few) && few < k {
			return trigger{middle, x}
		}
	}
	if below(q.all.hi-q.one[0].lo-q.one[1].lo-q.one[2].lo+q.two[0].hi+q.two[1].hi+q.two[2].hi, k) {
		return trigger{kind: cover}
	}
	return trigger{}
}

// tight says that a pair by itself may leave few sites.
func tight(a, b, both, all span, k int64) bool {
	return below(a.hi-both.lo, k) || below(b.hi-both.lo, k) || below(all.hi-a.lo-b.lo+both.hi, k)
}

// enough is how much two pairs of a value must come to at least for it to be a middle value.
func enough(one span, k, few int64) int64 {
	return one.hi + 1 - max(0, k-few)
}

// below says that an upper bound is from 1 to k-1.
func below(hi, k int64) bool { return hi >= 1 && hi < k }
