package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"isobar/internal/release"
)

// sitesMeasure is how a manifest calls a column that counts the distinct sites of its row.
const sitesMeasure = "sites"

// coarser ends a value that stands for those which too few sites share.
var coarser = []byte("(other)")

// modeDP is the mode of releases whose numbers have unbounded noise.
const modeDP = "dp"

// key is a key column of a table.
type key struct {
	at        int // position in the files
	name      string
	attribute string
	single    bool
	text      bool
	climbs    bool   // values may be coarser ones
	missing   string // whose absence is NULL as well
}

// measure is the column that counts sites.
type measure struct {
	at   int   // position in the files
	step int64 // 1 where numbers are exact; 0 if there is no such column
}

// table is one published table as the auditor sees it.
type table struct {
	name    string
	k       int64
	where   whereID
	sets    bool
	keys    []key
	attrs   []attrID // of the keys
	own     []attrID // likewise, but those that climb are this table's and this week's own; nil if none does
	sites   measure
	columns []string
	file    string // the CSV
}

// snapshot is one release.
type snapshot struct {
	dataset, week, mode, secret string
	k                           int64
	dict                        *dictionary
	single                      []bool   // by attrID
	tables                      []*table // the manifest itself is the last one
	families                    []*family
	byFrame                     map[string]*family
	conflicts                   []conflict
	limits                      []string
	rows                        int64 // read
}

// conflict is a cell of which tables show numbers that cannot both be of one rounding.
type conflict struct {
	fam    *family
	cell   int
	tables []uint16
	shown  []int64
	exact  bool
}

// load reads a release. What it cannot make sense of is in the snapshot's limits.
func load(ctx context.Context, source Source, week string, dict *dictionary) (*snapshot, error) {
	m, err := source.Manifest(ctx, week)
	if err != nil {
		return nil, err
	}
	s := &snapshot{dataset: m.Dataset, week: m.Week, mode: m.Mode, secret: m.Secret, k: int64(m.K), dict: dict, byFrame: map[string]*family{}}
	for i := range m.Tables {
		if t := s.describe(&m.Tables[i]); t != nil {
			s.tables = append(s.tables, t)
		}
	}
	gathered := map[string]*gathering{}
	var order []*gathering
	into := func(where whereID, attrs []attrID) *gathering {
		name := frame(where, attrs)
		g := gathered[name]
		if g == nil {
			g = &gathering{where: where, attrs: slices.Clone(attrs)}
			gathered[name] = g
			order = append(order, g)
		}
		return g
	}
	for i, t := range s.tables {
		if err := s.read(ctx, source, t, uint16(i), into); err != nil {
			return nil, fmt.Errorf("%s of %s: %w", t.file, source, err)
		}
	}
	if m.Sites != nil && m.Mode != modeDP {
		t := &table{name: "manifest", k: int64(m.K), sites: measure{step: max(1, m.Step)}}
		s.tables = append(s.tables, t)
		into(everyone, nil).add(nil, shownAt{shown: *m.Sites, table: uint16(len(s.tables) - 1)})
	}
	s.combine(order)
	return s, nil
}

func (s *snapshot) limit(format string, args ...any) {
	s.limits = append(s.limits, fmt.Sprintf("week %s: ", s.week)+fmt.Sprintf(format, args...))
}

// describe reads what a manifest says about a table; nil if there is nothing in it to search.
func (s *snapshot) describe(e *release.Entry) *table {
	t := &table{name: e.Name, k: int64(e.K), where: s.dict.whereOf(e.Where), sets: e.Sets}
	for i, c := range e.Columns {
		t.columns = append(t.columns, c.Name)
		switch {
		case c.Key:
			t.keys = append(t.keys, key{i, c.Name, c.Attribute, c.Single, c.Type == "STRING", len(c.Ladder) > 0, c.Missing})
		case c.Measure == sitesMeasure && t.sites.step == 0:
			t.sites = measure{i, max(1, c.Step)}
		}
	}
	for _, f := range e.Files {
		if strings.HasSuffix(f.Path, ".csv") {
			t.file = f.Path
		}
	}
	switch {
	case s.mode == modeDP:
		s.limit("table %s was not searched: its numbers have noise without bounds (mode dp)", t.name)
		return nil
	case e.DP != nil:
		s.limit("table %s was not searched: its numbers have noise without bounds (dp)", t.name)
		return nil
	case t.sites.step == 0:
		s.limit("table %s was not searched: its manifest names no column that counts sites", t.name)
		return nil
	case t.file == "":
		s.limit("table %s was not searched: it has no CSV file", t.name)
		return nil
	case len(t.keys) > maxKeys:
		s.limit("table %s was not searched: it has more than %d key columns", t.name, maxKeys)
		return nil
	}
	for _, k := range t.keys {
		t.attrs = append(t.attrs, s.attrOf(t.name, k))
	}
	t.own = s.ownAttrs(t)
	return t
}

// ownAttrs are the attributes of a table with coarser values, as its rows together have them: what a coarser value
// stands for differs from table to table and from week to week, so that values which exclude each other, and add up,
// do so within one table of one release.
func (s *snapshot) ownAttrs(t *table) (own []attrID) {
	for i, k := range t.keys {
		if !k.climbs {
			continue
		}
		if own == nil {
			own = slices.Clone(t.attrs)
		}
		k.attribute = fmt.Sprintf("%s as in %s of week %s", k.attribute, t.name, s.week)
		own[i] = s.attrOf(t.name, k)
		s.dict.attrs[own[i]].root = s.dict.attrs[t.attrs[i]].root
	}
	return own
}

// attrOf numbers the attribute of a key column, and notes whether every table says that a site has one value of it.
func (s *snapshot) attrOf(table string, k key) attrID {
	a := s.dict.attrOf(table, k)
	for len(s.single) <= int(a) {
		s.single = append(s.single, true)
	}
	s.single[a] = s.single[a] && k.single
	return a
}

// maxKeys bounds the number of subsets of a row's attributes.
const maxKeys = 6

// read gathers the cells of one table.
func (s *snapshot) read(ctx context.Context, source Source, t *table, number uint16, into func(whereID, []attrID) *gathering) (err error) {
	if s.muddled(t.attrs) {
		s.limit("table %s was not searched: its rows do not say which values belong together", t.name)
		return nil
	}
	f, err := source.Open(ctx, s.week, t.file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := newCSVReader(io.NewSectionReader(f, 0, f.Size()))
	header, err := r.next()
	if err != nil {
		return fmt.Errorf("header: %w", noEOF(err))
	}
	if !slices.EqualFunc(header, t.columns, func(f field, name string) bool { return string(f.text) == name }) {
		return errors.New("its header is not the manifest's")
	}
	attrs := slices.Clone(t.attrs)
	slices.Sort(attrs)
	main := into(t.where, attrs)
	own := main
	if t.own != nil {
		sorted := slices.Clone(t.own)
		slices.Sort(sorted)
		own = into(t.where, sorted)
	}
	items := make([]itemID, len(t.keys))
	for row := 1; ; row++ {
		if row%(1<<16) == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		fields, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", row, err)
		}
		if len(fields) != len(t.columns) {
			return fmt.Errorf("row %d: it has %d fields instead of %d", row, len(fields), len(t.columns))
		}
		s.rows++
		shown := fields[t.sites.at].text
		if len(shown) == 0 {
			continue
		}
		n, err := strconv.ParseInt(string(shown), 10, 64)
		if err != nil || n < 0 || n > unbounded/64 {
			return fmt.Errorf("row %d: column %s is no number of sites", row, t.columns[t.sites.at])
		}
		at := shownAt{n, number, int32(row - 1)}
		if !t.isCoarse(fields) {
			s.name(items, t, t.attrs, fields)
			s.place(main, t, items, at, into)
		}
		if t.own != nil {
			s.name(items, t, t.own, fields)
			s.place(own, t, items, at, into)
		}
	}
}

// isCoarse says that a row stands for several values.
func (t *table) isCoarse(fields []field) bool {
	return slices.ContainsFunc(t.keys, func(k key) bool { return k.climbs && bytes.HasSuffix(fields[k.at].text, coarser) })
}

// name numbers the values of a row as those of attributes.
func (s *snapshot) name(items []itemID, t *table, attrs []attrID, fields []field) {
	for i, k := range t.keys {
		f := fields[k.at]
		switch null := len(f.text) == 0 && !f.quoted; {
		case null && k.missing != "": // not the NULL of other tables
			items[i] = s.dict.itemOf(attrs[i], []byte("NULL, or "+k.missing), false)
		default:
			items[i] = s.dict.itemOf(attrs[i], f.text, null)
		}
	}
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// place adds a row to the family of its attributes, usually main. A row with the same value twice
// counts the sites with that one value.
func (s *snapshot) place(main *gathering, t *table, items []itemID, at shownAt, into func(whereID, []attrID) *gathering) {
	if len(items) <= 1 {
		main.add(items, at)
		return
	}
	sorted := slices.Clone(items)
	slices.SortFunc(sorted, s.dict.inFrame)
	if sorted = slices.Compact(sorted); len(sorted) == len(items) {
		main.add(sorted, at)
		return
	}
	attrs := make([]attrID, len(sorted))
	for i, it := range sorted {
		attrs[i] = s.dict.items[it].attr
	}
	into(t.where, attrs).add(sorted, at)
}

// together says that values of two attributes may be meant of one element of an array: then a row
// counts fewer sites than have both values.
func (s *snapshot) together(a, b attrID) bool {
	if a == b || s.single[a] || s.single[b] {
		return false
	}
	x, y := &s.dict.attrs[a], &s.dict.attrs[b]
	return x.derived || y.derived || x.root == y.root
}

func (s *snapshot) linked(attrs []attrID) bool {
	for i, a := range attrs {
		for _, b := range attrs[:i] {
			if s.together(a, b) {
				return true
			}
		}
	}
	return false
}

// muddled says that two columns have values of one attribute and a third belongs to one of them.
func (s *snapshot) muddled(attrs []attrID) bool {
	for i, a := range attrs {
		if slices.Contains(attrs[:i], a) && slices.ContainsFunc(attrs, func(b attrID) bool { return s.together(a, b) }) {
			return true
		}
	}
	return false
}
