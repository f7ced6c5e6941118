package dataset

import (
	"fmt"

	"isobar/internal/dataset/yamldoc"
	"isobar/internal/privacy/ladder"
	"isobar/internal/value"
)

// Climb is what a table asks for with generalise: that values which too few sites share become coarser.
type Climb struct {
	Column string        // of the table; a column of the reports that has a ladder, as it is
	At     yamldoc.Place // in Table.MetaFile, for messages
}

// readLadders reads privacy.ladders: for each STRING column the steps to coarser values, the finest first.
func (d *Dataset) readLadders(m *yamldoc.Map) {
	check := d.column(ofKind(value.String))
	for _, path := range m.Keys() {
		var levels []string
		m.Texts(path, &levels, func(text string) error {
			_, err := ladder.ParseLevel(text)
			return err
		})
		if err := check(path); err != nil {
			m.FailKey(path, err.Error())
		}
		if path == d.Privacy.Unit {
			m.FailKey(path, "the privacy unit is in no table")
		}
		if len(levels) == 0 && m.Has(path) {
			m.FailKey(path, "there are no steps: give at least one regular expression")
		}
		if len(levels) > ladder.MaxLevels {
			m.FailKey(path, fmt.Sprintf("%d levels are more than %d", len(levels), ladder.MaxLevels))
		}
		if d.Privacy.Ladders == nil {
			d.Privacy.Ladders = map[string][]string{}
		}
		d.Privacy.Ladders[path] = levels
	}
}

// readClimb reads the generalise of a table's .yaml.
func (d *Dataset) readClimb(root *yamldoc.Map, t *Table) {
	if !root.Has("generalise") {
		return
	}
	c := &Climb{At: root.KeyPlace("generalise")}
	root.Text("generalise", &c.Column)
	switch {
	case len(d.Privacy.Ladders) == 0:
		root.FailKey("generalise", fmt.Sprintf("%s gives no privacy.ladders for values to climb", File))
	case t.DP != nil:
		root.FailKey("generalise", "a table with dp shows what noise leaves; there is no telling which values need a coarser one")
	}
	t.Generalise = c
}
