package agg

import "math"

// A sum is encoded as a byte, its form and what it has met beside finite numbers, and then by its form
// nothing, the FLOAT64 that it is, or its limbs.
const (
	formZero    uint8 = iota
	formFloat64       // an exact FLOAT64
	formLimbs         // base, number of limbs, limbs
	forms
)

func (x *exactSums) encode(e *encoder, i int) {
	special := x.near[i].special
	f, exact := x.rounded(i)
	switch {
	case exact && f == 0:
		e.byte(formZero + forms*special)
	case exact:
		e.byte(formFloat64 + forms*special)
		e.float64(f)
	default:
		limbs, base := x.limbs(i)
		from, to := extent(limbs)
		e.byte(formLimbs + forms*special)
		e.byte(uint8(base + from))
		e.byte(uint8(to - from))
		for _, limb := range limbs[from:to] {
			e.uint64(limb)
		}
	}
}

// decode adds what encode wrote to sum i.
func (x *exactSums) decode(r *reader, i int) {
	head := r.byte()
	if head/forms > sawAll {
		r.fail("a sum of unknown form")
		return
	}
	x.near[i].special |= head / forms
	switch head % forms {
	case formZero:
	case formFloat64:
		f := r.float64()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			r.fail("a sum that is no number")
			return
		}
		x.add(i, f)
	case formLimbs:
		base, n := int(r.byte()), int(r.byte())
		if n == 0 || base+n > allLimbs {
			r.fail("a sum out of range")
			return
		}
		var memory [allLimbs]uint64
		limbs := memory[:n]
		for j := range limbs {
			limbs[j] = r.uint64()
		}
		x.addLimbs(i, limbs, base)
	}
}

func (x *exactSums) addLimbs(i int, limbs []uint64, base int) {
	if len(limbs) > nearLimbs || base > allLimbs-nearLimbs {
		x.addFar(i, limbs, base)
		return
	}
	s := sign(limbs[len(limbs)-1])
	w := [nearLimbs]uint64{s, s, s}
	copy(w[:], limbs)
	x.addWindow(i, w, base)
}
