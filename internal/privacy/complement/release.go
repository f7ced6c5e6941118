package complement

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
)

// Release is all tables of one release after primary suppression.
type Release struct {
	// K is the least number of sites that a published group may have.
	K int
	// N is the number of all sites. It is published, and nothing here hides it.
	N int64
	// Tables are the tables, in any order. The result follows it.
	Tables []Table
}

// Table is one published table of counts of sites. The row with the values v₁, v₂, … counts the sites
// that meet Where and have v₁ in the first column's attribute, v₂ in the second's, and so on. A table
// without columns has at most one row: all sites that meet Where.
//
// A table is complete: of the values that the conditions leave, it has every combination that at least K
// sites have. A missing row is taken as a group of at most K-1 sites, perhaps of none. A table may have a
// threshold of its own, which is higher.
type Table struct {
	// Name is what errors and limits call the table.
	Name string
	// Where is the conditions that all of the table's sites meet, each in a canonical text. A table with
	// some of another's conditions counts a superset of its sites; one with none counts among all sites. A
	// condition that a key column is not NULL is no condition, unless Single is claimed for that column.
	Where   []string
	Columns []Column
	// K is the table's own threshold. Optional: the release's, which it is not below.
	K int
	// Sites is each row's number of sites: from K to N.
	Sites []int64
	// Withheld is the number of groups that primary suppression took out of the table; 0 or less if that
	// is not known. It matters for tables of one column, where knowing it may save a row (see histogram
	// in the package comment).
	Withheld int64
}

// Column is one key column of a table.
type Column struct {
	// Attribute names what the values belong to, such as "modules.slug". A co-occurrence table has one
	// attribute in several columns; the order of the values within a row then does not matter.
	Attribute string
	// Element is not 0 where the attribute is a field of an array's element: columns of a table with the
	// same Element speak of the same element, such as the slug and the version of one module.
	Element int
	// Single says that every site that meets Where has exactly one value of the attribute, where NULL is
	// a value too. Counts of the values then add up to the count of the sites.
	Single bool
	// Codes is each row's value. An attribute has one numbering for all tables, in the order of its
	// values: which of two equal rows is hidden is decided by code, and must not depend on chance.
	Codes []uint32
}

// Options bounds what Suppress does. Bounds are in steps of work, never in time, so that the same release
// gives the same result on every machine; a deadline of the context is an error. What a bound cuts short
// is hidden, see Limit.
type Options struct {
	// Workers is how many goroutines work. Optional: as many as there are processors. It does not change
	// the result.
	Workers int
	// Wedges bounds the pairs of pairs with an item in common that are looked at in a round, and the
	// triples of popular items. Optional: 2,000,000,000, some minutes of work.
	Wedges int64
	// Cells bounds the cells of one linked family of tables, published and hidden. Optional: 1,000,000.
	Cells int
	// Steps bounds the elementary operations of solving one linked family. Optional: 500,000,000.
	Steps int64
}

func (o Options) withDefaults() Options {
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Wedges < 1 {
		o.Wedges = 2e9
	}
	if o.Cells < 1 {
		o.Cells = 1e6
	}
	if o.Steps < 1 {
		o.Steps = 5e8
	}
	return o
}

// ErrInconsistent is in the chain of errors about numbers that no set of sites can have: a part that is
// larger than the whole, or two numbers for the same group. The tables are then not what Release says,
// and nothing may be published.
var ErrInconsistent = errors.New("the counts contradict each other")

// Suppress finds the rows to hide, so that what stays makes no group of 1 to K-1 sites certain in any of
// the ways of the package comment. The result depends on nothing but the release: not on the order of
// rows and tables, or the number of workers. An error is about the release's form, ErrInconsistent, or
// the context's; then nothing may be published.
func Suppress(ctx context.Context, r Release, o Options) (Result, error) {
	if err := check(r); err != nil {
		return Result{}, fmt.Errorf("complementary suppression: %w", err)
	}
	m, err := newModel(r, o.withDefaults())
	if err == nil {
		err = m.settle(ctx)
	}
	if err != nil {
		return Result{}, fmt.Errorf("complementary suppression: %w", err)
	}
	return m.result(r), nil
}

// maxColumns is the most key columns that a table may have: the work grows with the subsets of them.
const maxColumns = 8

// check looks at the form of a release. Its errors name tables and attributes, never a value or number.
func check(r Release) error {
	if r.K < 1 {
		return fmt.Errorf("the threshold is %d sites; it must be at least 1", r.K)
	}
	if r.N < 0 || r.N > math.MaxInt32 {
		return fmt.Errorf("the number of sites must be from 0 to %d", math.MaxInt32)
	}
	single := map[string]bool{}
	for _, t := range r.Tables {
		if t.K != 0 && t.K < r.K {
			return fmt.Errorf("table %s has a threshold of %d sites, below that of the release", t.Name, t.K)
		}
		if len(t.Columns) > maxColumns {
			return fmt.Errorf("table %s has %d key columns, more than %d", t.Name, len(t.Columns), maxColumns)
		}
		if len(t.Sites) > math.MaxInt32 || len(t.Columns) == 0 && len(t.Sites) > 1 {
			return fmt.Errorf("table %s has too many rows", t.Name)
		}
		for _, n := range t.Sites {
			if least := max(r.K, t.K); n < int64(least) {
				return fmt.Errorf("table %s has a row of fewer than %d sites", t.Name, least)
			}
			if n > r.N {
				return fmt.Errorf("table %s has a row of more sites than there are: %w", t.Name, ErrInconsistent)
			}
		}
		for i, c := range t.Columns {
			if len(c.Codes) != len(t.Sites) {
				return fmt.Errorf("table %s: column %s has %d values in %d rows", t.Name, c.Attribute, len(c.Codes), len(t.Sites))
			}
			if c.Single && c.Element != 0 {
				return fmt.Errorf("table %s: column %s cannot be a field of an element and have one value for each site", t.Name, c.Attribute)
			}
			if before, ok := single[c.Attribute]; ok && before != c.Single {
				return fmt.Errorf("table %s: attribute %s has one value for each site in some tables only", t.Name, c.Attribute)
			}
			single[c.Attribute] = c.Single
			for _, d := range t.Columns[:i] {
				if d.Attribute == c.Attribute && (c.Single || c.Element != 0 && c.Element == d.Element) {
					return fmt.Errorf("table %s has attribute %s of the same site or element twice", t.Name, c.Attribute)
				}
			}
		}
	}
	return nil
}
