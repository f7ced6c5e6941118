package dataset

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"isobar/internal/dataset/yamldoc"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// readPolicy reads dataset.yaml and the schema that it names.
func (d *Dataset) readPolicy(file string, data []byte) error {
	var schemaErr error
	err := yamldoc.Read(file, data, func(root *yamldoc.Map) {
		root.Require("description", "a sentence on whose reports these are; it is published")
		root.Text("description", &d.Description)
		root.Require("reports", "table, schema, decoder and timestamp of the reports")
		root.Require("privacy", "unit and k")
		schemaErr = d.readReports(root.Map("reports"))
		d.readPrivacy(root.Map("privacy"))
		d.readLimits(root.Map("limits"))
		d.readGate(root.Map("gate"))
	})
	return errors.Join(err, schemaErr)
}

func (d *Dataset) readReports(m *yamldoc.Map) error {
	r := &d.Reports
	m.Require("table", "the name that queries write after FROM")
	m.Text("table", &r.Table, tableName)
	m.Texts("aliases", &r.Aliases, tableName, func(name string) error {
		if name == r.Table {
			return errors.New("this is reports.table itself")
		}
		return nil
	})
	m.Require("schema", "the file with the reports' BigQuery JSON schema")
	m.Text("schema", &r.Schema, localFile)
	m.Require("decoder", "the name of the decoder that reads the reports")
	m.Text("decoder", &r.Decoder)
	schemaErr := d.readSchema(m)

	m.Require("timestamp", "the column with a report's time")
	m.Text("timestamp", &r.Timestamp, d.column(topLevel, ofKind(value.Timestamp)))
	if d.Schema != nil {
		if c, ok := d.Schema.Lookup("message_id"); ok && c.Kind == value.String && !c.Repeated {
			r.MessageID = c.Path
		}
	}
	m.Text("message_id", &r.MessageID, d.column(topLevel, ofKind(value.String, value.Bytes)))
	r.Keep = KeepLatest
	m.Text("keep", &r.Keep, oneOf([]string{KeepLatest, KeepAll}))
	return schemaErr
}

// readSchema reads the file that reports.schema names. A file that cannot be opened is a problem of
// dataset.yaml, one that cannot be understood is the schema's own.
func (d *Dataset) readSchema(m *yamldoc.Map) error {
	if d.Reports.Schema == "" {
		return nil
	}
	file := filepath.Join(d.Dir, d.Reports.Schema)
	data, err := os.ReadFile(file)
	if err != nil {
		m.Fail("schema", fmt.Sprintf("%s cannot be read: %v", file, reason(err)))
		return nil
	}
	d.SchemaJSON = data
	d.Schema, err = schema.Parse(file, data)
	return err
}

func (d *Dataset) readPrivacy(m *yamldoc.Map) {
	p := &d.Privacy
	m.Require("unit", "the column whose distinct values are the sites")
	m.Text("unit", &p.Unit, d.column(topLevel, ofKind(value.String, value.Bytes)))
	m.Texts("never", &p.Never, d.column(), func(path string) error {
		if path == p.Unit {
			return errors.New("the privacy unit cannot be hidden: queries count it")
		}
		return nil
	})
	m.Require("k", fmt.Sprintf("the least number of sites of a published group, %d or more", MinK))
	k := int64(0)
	m.Int("k", &k, atLeast(MinK, "fewer sites do not hide one of them"))
	p.K = int(k)
	p.Counts = CountsRounded
	m.Text("counts", &p.Counts, func(word string) error {
		if word == "dp" {
			return errors.New("differential privacy is asked for table by table, as dp in its .yaml; this is for the other tables")
		}
		return oneOf([]string{CountsRounded, CountsExact})(word)
	})
	rounding := k
	m.Int("rounding", &rounding, atLeast(2, "one site would always show"))
	p.Rounding = int(rounding)
	dominance := int64(DefaultDominance)
	m.Int("dominance", &dominance, atLeast(1, "the rule would allow everything"), atMost(100, "it is a percentage"))
	p.Dominance = int(dominance)
	age := int64(0)
	m.Int("min_age", &age, atLeast(0, "a site would count before it was seen"), atMost(520, "it is in weeks"))
	p.MinAge = int(age)
	d.readBudget(m.Map("dp_budget"))
	d.readAllow(m.Map("allow"))
	d.readLadders(m.Map("ladders"))
	d.readBounds(m.Map("bounds"))
}

// DefaultDominance is p of the p %-rule if the dataset does not say, a usual choice of statistical offices
// (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
const DefaultDominance = 10

func (d *Dataset) readBounds(m *yamldoc.Map) {
	d.Privacy.Bounds, d.Privacy.Rows = map[string]int64{}, 1
	check := d.column(ofKind(value.Int64, value.Float64))
	for _, path := range m.Keys() {
		bound := int64(0)
		m.Int(path, &bound, atLeast(1, "a site may then add nothing"))
		if path == "rows" { // no column: how many rows a site counts in a cell
			d.Privacy.Rows = bound
			continue
		}
		if err := check(path); err != nil {
			m.FailKey(path, err.Error())
		}
		d.Privacy.Bounds[path] = bound
	}
}

func (d *Dataset) readGate(m *yamldoc.Map) {
	d.Gate = Gate{MaxRejected: 0.05, MaxDamaged: 0.05, MinSitesOfLastWeek: 0.5}
	m.Float("max_rejected", &d.Gate.MaxRejected, share)
	m.Float("max_damaged", &d.Gate.MaxDamaged, share)
	m.Float("min_sites_of_last_week", &d.Gate.MinSitesOfLastWeek, share)
}

// column checks that a path names a column of the schema for which the rules hold. Without a schema,
// which was reported, it accepts every path.
func (d *Dataset) column(rules ...func(*schema.Column) error) func(string) error {
	return func(path string) error {
		if d.Schema == nil {
			return nil
		}
		c, ok := d.Schema.Lookup(path)
		if !ok {
			return fmt.Errorf("the schema has no column %s", path)
		}
		for _, rule := range rules {
			if err := rule(c); err != nil {
				return err
			}
		}
		return nil
	}
}

func topLevel(c *schema.Column) error {
	switch {
	case c.Parent != nil:
		return fmt.Errorf("column %s is inside %s; a column of the report itself is needed", c.Path, c.Parent.Path)
	case c.Repeated:
		return fmt.Errorf("column %s is REPEATED; one value a report is needed", c.Path)
	}
	return nil
}

func ofKind(kinds ...value.Kind) func(*schema.Column) error {
	return func(c *schema.Column) error {
		if slices.Contains(kinds, c.Kind) {
			return nil
		}
		names := make([]string, len(kinds))
		for i, k := range kinds {
			names[i] = k.String()
		}
		return fmt.Errorf("column %s is %s; %s is needed", c.Path, c.Kind, strings.Join(names, " or "))
	}
}

// oneOf accepts the supported words and tells those that a later version will know from those that
// mean nothing.
func oneOf(supported []string, later ...string) func(string) error {
	return func(word string) error {
		switch {
		case slices.Contains(supported, word):
			return nil
		case slices.Contains(later, word):
			return fmt.Errorf("%s is not supported by this version; use %s", word, strings.Join(supported, " or "))
		}
		return fmt.Errorf("%q is none of %s", word, strings.Join(supported, ", "))
	}
}

func atLeast(least int64, because string) func(int64) error {
	return func(n int64) error {
		switch {
		case n < least:
			return fmt.Errorf("%d is below %d: %s", n, least, because)
		case n > math.MaxInt32:
			return fmt.Errorf("%d is above %d", n, math.MaxInt32)
		}
		return nil
	}
}

func atMost(most int64, because string) func(int64) error {
	return func(n int64) error {
		if n > most {
			return fmt.Errorf("%d is above %d: %s", n, most, because)
		}
		return nil
	}
}

func share(f float64) error {
	if f < 0 || f > 1 {
		return fmt.Errorf("%v is no share: give a number from 0 to 1", f)
	}
	return nil
}

var tablePath = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$`)

func tableName(name string) error {
	if !tablePath.MatchString(name) {
		return fmt.Errorf("%q is not a table's name or dotted path", name)
	}
	return nil
}

// localFile accepts a file in the dataset's own folder: a dataset is moved and digested as a whole.
func localFile(name string) error {
	if !filepath.IsLocal(name) {
		return fmt.Errorf("%q must be a file in the dataset's folder", name)
	}
	return nil
}
