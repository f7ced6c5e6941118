package report

import "bytes"

// merger makes one report of several of a site: of a column that is not repeated, the latest value that is
// not null; of a repeated one, the entries of all, the earliest first.
type merger struct {
	reader reshaper
	places map[string]int // of the schema's columns at the top level
	names  []string
	lists  []bool   // which are repeated
	values [][]byte // of the report that is being made
	many   [][][]byte
}

func newMerger(cfg *Config) *merger {
	m := &merger{places: map[string]int{}}
	for _, c := range cfg.Schema.Columns {
		m.places[c.Name] = len(m.names)
		m.names, m.lists = append(m.names, c.Name), append(m.lists, c.Repeated)
	}
	m.values, m.many = make([][]byte, len(m.names)), make([][][]byte, len(m.names))
	return m
}

// merge appends the report that reports, the latest first, make together.
func (m *merger) merge(out []byte, reports [][]byte) []byte {
	clear(m.values)
	for i := range m.many {
		m.many[i] = m.many[i][:0]
	}
	for _, flat := range reports {
		m.take(flat)
	}
	m.reader.out = append(m.reader.out[:0], '{')
	for i, name := range m.names {
		switch {
		case m.values[i] != nil:
			m.reader.key(name)
			m.reader.write(m.values[i])
		case len(m.many[i]) > 0:
			m.reader.key(name)
			m.reader.open('[')
			for k := len(m.many[i]) - 1; k >= 0; k-- {
				m.reader.item()
				m.reader.write(m.many[i][k])
			}
			m.reader.close(']')
		}
	}
	m.reader.close('}')
	return append(out, m.reader.out...)
}

// take adds what a report says to what later ones said.
func (m *merger) take(flat []byte) {
	m.reader.cursor = cursor{b: flat}
	m.reader.members(func(name []byte) {
		i, known := m.places[string(name)]
		value := m.reader.raw()
		switch {
		case !known || len(value) == 0 || value[0] == 'n':
		case !m.lists[i]:
			if m.values[i] == nil {
				m.values[i] = value
			}
		default:
			if entries := bytes.TrimSpace(value[1 : len(value)-1]); len(entries) > 0 {
				m.many[i] = append(m.many[i], entries)
			}
		}
	})
}
