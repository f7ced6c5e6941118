package audit

import (
	"encoding/json"
	"slices"
)

// Row is a published row that leads to a finding, for whoever can withhold it.
type Row struct {
	Table string
	At    int // its place in the table's file, from 0
	Cell  Cell
}

// Cell names what a row counts, by the manifest's and the files' own words. Rows of several tables and weeks
// that mean the same are one cell. Cells can be compared.
type Cell struct{ name string }

// Forced is a cell whose row is missing and that is plain to have many sites.
type Forced struct {
	Cell Cell
	// By are the published rows that show it, each by itself, since their sites are among the cell's. nil if
	// several rows show it together.
	By []Row
}

// cellName is how a Cell's name is made.
type cellName struct {
	Where []string
	Items []itemName
}

type itemName struct {
	Attribute, Text string
	Null            bool
}

// nameOf names a cell of a family.
func (s *snapshot) nameOf(f *family, at int) Cell {
	n := cellName{Where: s.dict.wheres[f.where]}
	for _, it := range f.cell(at) {
		i := s.dict.items[it]
		n.Items = append(n.Items, itemName{s.dict.attrs[i.attr].name, i.text, i.null})
	}
	text, err := json.Marshal(n)
	if err != nil {
		panic(err) // there is nothing in it that JSON cannot say
	}
	return Cell{string(text)}
}

// point is a cell in the numbers of one dictionary, published or not.
type point struct {
	where whereID
	items []itemID // in the order of a family's
}

// resolve finds what a cell's name means; false if the releases that were read do not know its values.
func (d *dictionary) resolve(c Cell) (p point, ok bool) {
	var n cellName
	if err := json.Unmarshal([]byte(c.name), &n); err != nil {
		return p, false
	}
	p.where = d.whereOf(n.Where)
	for _, i := range n.Items {
		attr, ok := d.attrByName[i.Attribute]
		if !ok {
			return p, false
		}
		item := itemID(none)
		if i.Null {
			item = d.nulls[attr]
		} else if it, ok := d.byText[attr][i.Text]; ok {
			item = it
		}
		if item == none {
			return p, false
		}
		p.items = append(p.items, item)
	}
	slices.SortFunc(p.items, d.inFrame)
	return p, true
}

// maxRows bounds the rows that a finding names: a sum may be of hundreds of thousands.
const maxRows = 200

// rowsOf are the rows of cells, as many as a finding names. The cells of the manifest have none.
func (s *snapshot) rowsOf(cells ...cellOf) []Row {
	var rows []Row
	for _, c := range cells {
		if t := s.tables[c.fam.table[c.at]]; t.file != "" && len(rows) < maxRows {
			rows = append(rows, Row{t.name, int(c.fam.row[c.at]), s.nameOf(c.fam, c.at)})
		}
	}
	return rows
}
