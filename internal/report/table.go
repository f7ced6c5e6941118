package report

import "fmt"

// Reads says, by schema index, which columns a table of reports has to have for both passes: the planned ones,
// what their entries are compared by, and what tells reports apart.
func (c *Config) Reads() ([]bool, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	d, err := decoderOf(c.Decoder)
	if err != nil {
		return nil, err
	}
	if d.reshape != nil {
		return nil, fmt.Errorf("reports of %s are read as they were sent, from JSON lines, and not from a table", d.name)
	}
	want := closure(c.Schema, d, c.Columns)
	for _, name := range []string{c.Unit, c.Timestamp, c.MessageID} {
		if col, ok := c.Schema.Lookup(name); ok {
			want[col.Index] = true
		}
	}
	return want, nil
}
