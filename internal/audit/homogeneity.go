package audit

// kindSame is the kind of warnings of attack A11.
const kindSame = "same"

// same is the warning that every site of one group has a further value: whoever knows that a site is in
// the group knows the value.
func (r *search) same(f *family, cell int, a above, at int) Finding {
	d := r.difference(f, f.cell(cell), a)
	w := r.finding(group{where: a.fam.where, has: d.has, joined: d.joined, under: a.fam.where}, a.fam.sites[at],
		cellOf{a.fam, at}, cellOf{f, cell})
	var extra []itemID
	for p, it := range f.cell(cell) {
		if a.keep>>p&1 == 0 {
			extra = append(extra, it)
		}
	}
	w.Group += ": each has " + r.conjunction(extra, false)
	return w
}
