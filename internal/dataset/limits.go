package dataset

import (
	"errors"

	"isobar/internal/dataset/yamldoc"
)

// Limits bound what one site can bring in. The defaults are far above what real reports have, so that they are felt by
// made up ones alone.
type Limits struct {
	// MaxEntries is the most entries of a repeated column that count of one site's report. Default: DefaultMaxEntries.
	MaxEntries int64
	// MaxRows is the most rows of a table that one site counts in; a table may have less. Default: DefaultMaxRows.
	MaxRows int64
	// MaxValueBytes is the most bytes of a STRING; longer ones are read as NULL, as are texts with control characters
	// or with characters that turn the direction of text. Default: DefaultMaxValueBytes.
	MaxValueBytes int64
}

// The defaults of Limits. The largest of real reports known here have some hundred entries and values of some hundred
// bytes; Kubernetes, whose nodes are entries, supports 5,000 of them in a cluster.
const (
	DefaultMaxEntries    = 10_000
	DefaultMaxRows       = 100_000
	DefaultMaxValueBytes = 1024
)

func defaultLimits() Limits {
	return Limits{MaxEntries: DefaultMaxEntries, MaxRows: DefaultMaxRows, MaxValueBytes: DefaultMaxValueBytes}
}

// RowLimit is the most rows of one table that a site counts in, as the table's .yaml says.
type RowLimit struct {
	Rows int64
	// Line and Column are where in Table.MetaFile this stands, for messages.
	Line, Column int
}

func (d *Dataset) readLimits(m *yamldoc.Map) {
	l := &d.Limits
	m.Int("max_entries", &l.MaxEntries, atLeast(1, "nothing of a repeated column would be left"))
	m.Int("max_rows", &l.MaxRows, atLeast(1, "a site would count nowhere"))
	m.Int("max_value_bytes", &l.MaxValueBytes, atLeast(1, "no text would be left"))
}

// readMaxRows reads the max_rows of a table's .yaml.
func (d *Dataset) readMaxRows(root *yamldoc.Map, t *Table) {
	if !root.Has("max_rows") {
		return
	}
	at := root.KeyPlace("max_rows")
	limit := &RowLimit{Line: at.Line, Column: at.Column}
	root.Int("max_rows", &limit.Rows, atLeast(1, "a site would count nowhere"), atMost(d.Limits.MaxRows, "a table may lower its dataset's limits.max_rows but not raise it"),
		func(int64) error {
			if t.DP != nil {
				return errors.New("the table is differentially private: dp.max_groups_per_site is its limit")
			}
			return nil
		})
	t.MaxRows = limit
}
