package report

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Drift is in what the reports differ from the schema, by column. It is for the operator: names that senders
// made up are in it, values never. Drifts of shards add up, in any order, to the input's.
type Drift struct {
	// Unknown are columns that the schema lacks, of reports of the window. Of very many names it holds some, which
	// depend on the names alone.
	Unknown map[string]*Unknown `json:"unknown,omitempty"`
	// Mistyped are top-level columns by which reports were rejected as of a wrong type; of a report with several
	// the first in the schema.
	Mistyped map[string]Cases `json:"mistyped,omitempty"`
	// Lacking are columns that a Parquet file lacks which has reports of the window. A missing record stands for its fields.
	Lacking map[string]Cases `json:"lacking,omitempty"`

	refused bool   // names whose rank is limit or more are no longer taken up
	limit   uint64 // see rank
}

// Cases are reports of one kind, and where the first of them is.
type Cases struct {
	Reports int64 `json:"reports"`
	Shard   int   `json:"shard"`
	Line    int64 `json:"line"` // within the shard, from 1
}

// Unknown is a column that the schema lacks.
type Unknown struct {
	Reports int64    `json:"reports"`
	Sites   []SiteID `json:"sites"` // distinct ones that sent it, of more than ManySites as many

	serial int64 // of the last report that was counted
}

// nameList is names that are copied out of what they were read from.
type nameList struct {
	all  [][]byte
	text []byte
}

func (l *nameList) add(name []byte) {
	start := len(l.text)
	l.text = append(l.text, name...)
	l.all = append(l.all, l.text[start:])
}

func (l *nameList) reset() { l.all, l.text = l.all[:0], l.text[:0] }

// ManySites is up to how many sites of an unknown column are told apart.
const ManySites = 50

// manyNames bounds the unknown columns of a Drift; while it grows it holds up to twice as many.
const manyNames = 200

// maxName is the longest name in bytes that is taken for a column's; BigQuery's limit is 300.
const maxName = 300

// unknown counts names of columns in one report; serial tells reports of a shard apart.
func (d *Drift) unknown(names [][]byte, site SiteID, serial int64) {
	for _, name := range names {
		u := d.Unknown[string(name)]
		if u == nil {
			if !nameable(name) || d.refused && rank(string(name)) >= d.limit {
				continue
			}
			u = &Unknown{}
			d.put(string(name), u)
		}
		if u.serial == serial {
			continue
		}
		u.serial = serial
		u.Reports++
		u.add(site)
	}
}

func (u *Unknown) add(site SiteID) {
	if len(u.Sites) < ManySites && !slices.Contains(u.Sites, site) {
		u.Sites = append(u.Sites, site)
	}
}

func (d *Drift) put(name string, u *Unknown) {
	if d.Unknown == nil {
		d.Unknown = map[string]*Unknown{}
	}
	if d.Unknown[name] = u; len(d.Unknown) >= 2*manyNames {
		d.Shrink()
	}
}

// Shrink leaves no more names of unknown columns than manyNames, those of the least rank. Their counts are
// complete: none of them can have been left out before. What is left depends on the names in the input alone.
func (d *Drift) Shrink() {
	if len(d.Unknown) <= manyNames {
		return
	}
	names := slices.SortedFunc(maps.Keys(d.Unknown), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	for _, name := range names[manyNames:] {
		delete(d.Unknown, name)
	}
	d.refused, d.limit = true, rank(names[manyNames-1])+1
}

// rank is the order in which names are kept.
func rank(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64() >> 1 // room for one more
}

// nameable says whether name can be a column's, and be shown.
func nameable(name []byte) bool {
	if len(name) == 0 || len(name) > maxName || !utf8.Valid(name) {
		return false
	}
	for _, r := range string(name) {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// add counts a report under a column.
func add(cases *map[string]Cases, column string, c Cases) {
	if *cases == nil {
		*cases = map[string]Cases{}
	}
	old, seen := (*cases)[column]
	if seen && cmp.Or(cmp.Compare(old.Shard, c.Shard), cmp.Compare(old.Line, c.Line)) < 0 {
		c.Shard, c.Line = old.Shard, old.Line
	}
	c.Reports += old.Reports
	(*cases)[column] = c
}

// merge adds other to d.
func (d *Drift) merge(other *Drift) {
	for name, theirs := range other.Unknown {
		u := d.Unknown[name]
		if u == nil {
			u = &Unknown{}
			d.put(name, u)
		}
		u.Reports += theirs.Reports
		for _, site := range theirs.Sites {
			u.add(site)
		}
	}
	for column, c := range other.Mistyped {
		add(&d.Mistyped, column, c)
	}
	for column, c := range other.Lacking {
		add(&d.Lacking, column, c)
	}
}
