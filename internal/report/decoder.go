package report

import (
	"fmt"
	"strings"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// decoder states how one telemetry system's reports differ from plain JSON objects of the schema's
// columns. What it names and the dataset's schema lacks is no concern.
type decoder struct {
	name string

	// submission names the member that holds the columns of a report in the form in which the system
	// submits it: {"snapshots": {"<column>": {"value": …, "timestamp": …}}}. Columns may stand at the top
	// level beside it. Where the timestamp column is missing, the report's time is the latest of the
	// snapshots' timestamps that can be read. "" if there is no such form.
	submission string

	// names says that a string where a record with a field "name" is expected is that field.
	names bool

	// distinct lists repeated columns whose identical entries are one entry.
	distinct []string

	// dashed lists columns of names written author-name or author/name, which become author-name.
	dashed []string

	// reshape writes the report under the cursor as one object of the schema's columns, or says why it is
	// rejected though nothing else is wrong with it. nil if reports come as such an object.
	reshape func(*reshaper) Reason
}

// decoders are the systems whose reports can be read.
var decoders = []decoder{
	{name: "json"},
	{
		name:       "dropsonde",
		submission: "self-service-analytics",
		names:      true,
		distinct:   []string{"class_platforms"},   // one entry a node, each with the total
		dashed:     []string{"dependencies.name"}, // as metadata.json has it
	},
	spartakus,
	coreos,
	vcluster,
}

// The parts of a submission.
const (
	snapshotsMember = "snapshots"
	valueMember     = "value"
	timestampMember = "timestamp"
	nameField       = "name"
)

// Decoders lists the names that Config.Decoder can have.
func Decoders() []string {
	names := make([]string, len(decoders))
	for i, d := range decoders {
		names[i] = d.name
	}
	return names
}

func decoderOf(name string) (*decoder, error) {
	for i := range decoders {
		if decoders[i].name == name {
			return &decoders[i], nil
		}
	}
	return nil, fmt.Errorf("reports: there is no decoder %q; there are: %s", name, strings.Join(Decoders(), ", "))
}

// check says whether the decoder's rules can be applied to the schema.
func (d *decoder) check(s *schema.Schema) error {
	for _, path := range d.distinct {
		c, ok := s.Lookup(path)
		if !ok {
			continue
		}
		plain := c.Repeated && c.Kind == value.Record && c.Parent == nil
		for _, f := range c.Fields {
			plain = plain && !f.Repeated && f.Kind != value.Record
		}
		if !plain {
			return fmt.Errorf("reports: decoder %s: column %s must be a REPEATED RECORD of plain fields", d.name, path)
		}
	}
	for _, path := range d.dashed {
		if c, ok := s.Lookup(path); ok && c.Kind != value.String {
			return fmt.Errorf("reports: decoder %s: column %s must be a STRING", d.name, path)
		}
	}
	return nil
}
