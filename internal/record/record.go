// Package record is one site's report in the form that queries read: shredded into one vector for
// each column of the schema, strings as dictionary codes.
//
// What enters: decoders (package report) append values while they parse. What leaves: the evaluator
// (package eval) reads vectors by column and instance. A Record is reused from report to report, so
// that a million reports cost no more memory than the largest of them.
//
// # Instances
//
// The report itself is instance 0 of the root. A column c below parent p has, for each instance i of
// p:
//
//   - if c is not repeated: exactly one instance, with the same number i;
//   - if c is repeated: the instances Off[i] up to (not including) Off[i+1].
//
// So a nested field such as nodes.capacity.resource is a flat vector, and "the capacities of node 3"
// is a range of numbers. A NULL or missing array is an empty range, as BigQuery stores it.
package record

import "isobar/internal/value"

// Vector holds the values of one column in one report.
type Vector struct {
	// Off is set for repeated columns only: len = instances of the parent + 1.
	Off []int32
	// Vals has one value an instance: the scalar, or for a STRUCT column value.OfRecord(instance), or NULL.
	Vals []value.Value
}

// Record is one report, or all of a site's reports of the week merged into one.
type Record struct {
	// Vectors is indexed by schema.Column.Index. Vectors of columns that no plan needs stay empty.
	Vectors []Vector
	// Dict numbers the texts of this record and of every other that the same worker reads.
	Dict *value.Dict

	screen Screen
}

// New makes an empty record for a schema of n columns.
func New(n int, d *value.Dict) *Record {
	return &Record{Vectors: make([]Vector, n), Dict: d}
}

// Reset empties all vectors and keeps their memory and the dictionary.
func (r *Record) Reset() {
	for i := range r.Vectors {
		v := &r.Vectors[i]
		v.Off, v.Vals = v.Off[:0], v.Vals[:0]
	}
}

// Range returns the instances of repeated column c that belong to parent instance i: from lo up to,
// not including, hi. It is empty for a column that was not read.
func (r *Record) Range(c, i int) (lo, hi int) {
	off := r.Vectors[c].Off
	if i < 0 || i+1 >= len(off) {
		return 0, 0
	}
	return int(off[i]), int(off[i+1])
}

// At returns the value of column c at instance i, NULL if there is none.
func (r *Record) At(c, i int) value.Value {
	vals := r.Vectors[c].Vals
	if uint(i) >= uint(len(vals)) {
		return value.Value{}
	}
	return vals[i]
}
