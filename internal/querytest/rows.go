package querytest

import (
	"isobar/internal/cells"
	"isobar/internal/dataset/yamldoc"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// row is one row, its values in the order of plan.Query.Output and with the dictionary of the published
// rows. nil stands for an expected row that does not fit the table's columns.
type row []value.Value

// publishedRows turns columns into rows.
func publishedRows(published *cells.Rows) []row {
	rows := make([]row, published.N)
	for i := range rows {
		rows[i] = make(row, len(published.Columns))
		for j, column := range published.Columns {
			rows[i][j] = column[i]
		}
	}
	return rows
}

// expectedRows reads the rows of a case, and says what does not fit the table's columns.
func expectedRows(d *value.Dict, columns []plan.Output, items []yamldoc.Node) (rows []row, problems []error) {
	for _, item := range items {
		r, found := expectedRow(d, columns, item)
		if len(found) > 0 {
			r = nil
		}
		rows, problems = append(rows, r), append(problems, found...)
	}
	return rows, problems
}

func expectedRow(d *value.Dict, columns []plan.Output, item yamldoc.Node) (r row, problems []error) {
	fields, ok := item.Fields()
	if !ok {
		return nil, []error{item.Problem("write a row as a mapping, such as {%s: …}, not %s", columns[0].Name, item.Form())}
	}
	r, given := make(row, len(columns)), make([]bool, len(columns))
	for _, f := range fields {
		i := indexOf(columns, f.Key)
		if i < 0 {
			problems = append(problems, f.Problem("the table has no column %s; it has %s", f.Key, outputNames(columns)))
			continue
		}
		given[i] = true
		v, err := readScalar(d, columns[i].Kind, f.Value)
		if err != nil {
			problems = append(problems, f.Value.Problem("%s: %v", f.Key, err))
		}
		r[i] = v
	}
	for i, c := range columns {
		if !given[i] {
			problems = append(problems, item.Problem("the row lacks column %s; write %s: null if NULL is meant", c.Name, c.Name))
		}
	}
	return r, problems
}

func indexOf(columns []plan.Output, name string) int {
	for i, c := range columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

func outputNames(columns []plan.Output) string {
	text := ""
	for i, c := range columns {
		if i > 0 {
			text += ", "
		}
		text += c.Name
	}
	return text
}
