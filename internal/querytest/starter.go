package querytest

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"isobar/internal/dataset"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// Starter is a new table to begin with: the texts of its three files, which can be published and pass as
// they are.
type Starter struct {
	SQL  string // <table>.sql
	Meta string // <table>.yaml
	Test string // <table>_test.yaml
}

// NewStarter makes a table that counts sites by a column of the dataset's reports: one of the first list of
// records that queries can see, a text if there is one, or else one of the report itself. owner answers for it.
func NewStarter(ds *dataset.Dataset, table, owner string) (*Starter, error) {
	list, column := starterColumn(ds)
	if column == nil {
		return nil, errors.New("the schema has no column besides the privacy unit and the timestamp that a query could count sites by")
	}
	s := starter{dataset: ds, table: table, owner: owner, list: list, column: column, key: column.Name, count: "sites"}
	if strings.EqualFold(s.key, s.count) {
		s.count = "site_count"
	}
	s.examples = examples[column.Kind]
	return &Starter{SQL: s.sql(), Meta: s.meta(), Test: s.test()}, nil
}

// starterColumn finds the column to count by, and the list that it is in; nil if it is in none.
func starterColumn(ds *dataset.Dataset) (list, column *schema.Column) {
	hidden := map[string]bool{ds.Privacy.Unit: true, ds.Reports.Timestamp: true}
	for _, path := range ds.Privacy.Never {
		hidden[path] = true
	}
	for _, c := range ds.Schema.Columns {
		if c.Kind == value.Record && c.Repeated {
			if field := bestScalar(c.Fields, hidden); field != nil && !hidden[c.Path] {
				return c, field
			}
		}
	}
	return nil, bestScalar(ds.Schema.Columns, hidden)
}

// bestScalar is the first column of texts, or else the first that has examples.
func bestScalar(columns []*schema.Column, hidden map[string]bool) (best *schema.Column) {
	for _, c := range columns {
		switch {
		case c.Repeated || hidden[c.Path] || examples[c.Kind][0] == "":
		case c.Kind == value.String:
			return c
		case best == nil:
			best = c
		}
	}
	return best
}

// examples are, by kind, a value that many sites have and one that few have, as a file of tests has them.
var examples = map[value.Kind][2]string{
	value.String: {"common", "rare"}, value.Int64: {"1", "2"}, value.Bool: {"true", "false"}, value.Date: {"2026-11-09", "2026-11-10"},
	value.Bytes: {"Y29tbW9u", "cmFyZQ=="}, value.Timestamp: {`"2026-11-09 00:00:00+00"`, `"2026-11-10 00:00:00+00"`},
	value.Datetime: {`"2026-11-09T00:00:00"`, `"2026-11-10T00:00:00"`}, value.Numeric: {"1.5", "2.5"}, value.Float64: {"1.5", "2.5"},
}

type starter struct {
	dataset      *dataset.Dataset
	table, owner string
	list, column *schema.Column
	key, count   string // the output columns
	examples     [2]string
}

func (s *starter) sql() string {
	from, column := quoteName(s.dataset.Reports.Table), quoteName(s.column.Name)
	what := s.column.Name
	if s.list != nil {
		alias := s.alias()
		from += ", UNNEST(" + quoteName(s.list.Name) + ") AS " + alias
		column = alias + "." + column
		what += " in " + s.list.Name
	}
	return fmt.Sprintf(`-- How many sites have each %[1]s.
SELECT
  -- The line above is the table's description; say there what the table counts. Below is what the counted
  -- sites have in common: choose from isobar schema --dataset %[2]s --raw
  %[3]s AS %[4]s,
  COUNT(DISTINCT %[6]s) AS %[7]s
FROM %[5]s
WHERE %[3]s IS NOT NULL
GROUP BY %[3]s
`, what, filepath.ToSlash(s.dataset.Dir), column, quoteName(s.key), from, quoteName(s.dataset.Privacy.Unit), s.count)
}

// alias is a short name for an element of the list, which no column has.
func (s *starter) alias() string {
	alias := strings.ToLower(s.list.Name[:1])
	if _, taken := s.dataset.Schema.Lookup(alias); taken || alias < "a" || alias > "z" {
		return s.list.Name + "_entry"
	}
	return alias
}

func (s *starter) meta() string {
	return fmt.Sprintf(`# Who answers for the table.
owner: %s
# What each column means, for those who use the published data. k: 20 beside it would ask for more sites.
columns:
  %s: %s
  %s: Number of sites that have it.
`, scalarText(s.owner), scalarText(s.key), quoted(cmp.Or(s.column.Description, "What "+s.column.Path+" is.")), s.count)
}

func (s *starter) test() string {
	one := func(values ...string) string {
		if s.list == nil {
			return fmt.Sprintf("{%s: %s}", s.column.Name, values[0])
		}
		entries := make([]string, len(values))
		for i, v := range values {
			entries[i] = fmt.Sprintf("{%s: %s}", s.column.Name, v)
		}
		return fmt.Sprintf("{%s: [%s]}", s.list.Name, strings.Join(entries, ", "))
	}
	common, rare, second := s.examples[0], s.examples[1], "a site counts once, and a NULL is not counted"
	if s.list == nil {
		second = "a NULL is not counted"
	}
	return fmt.Sprintf(`# Each case is made-up sites, what each of them reports, and the rows that are published of all.
# Run them: isobar query test %[1]s

- name: k sites are published, fewer are not
  k: 3 # instead of the table's, so that a few sites are enough
  sites:
    - repeat: 3
      report: %[2]s
    - repeat: 2
      report: %[3]s
  rows:
    - {%[5]s: %[6]s, %[9]s: 3}

- name: %[8]s
  k: 1
  sites:
    - report: %[4]s
    - report: %[7]s
  rows:
    - {%[5]s: %[6]s, %[9]s: 1}
`, filepath.ToSlash(filepath.Join(s.dataset.Dir, s.table+".sql")), one(common), one(rare), one(common, common), scalarText(s.key), common, one("null"), second, s.count)
}

// reserved are GoogleSQL's words that are no names.
const reserved = ` ALL AND ANY ARRAY AS ASC ASSERT_ROWS_MODIFIED AT BETWEEN BY CASE CAST COLLATE CONTAINS CREATE CROSS CUBE CURRENT DEFAULT
 DEFINE DESC DISTINCT ELSE END ENUM ESCAPE EXCEPT EXCLUDE EXISTS EXTRACT FALSE FETCH FOLLOWING FOR FROM FULL GRAPH_TABLE GROUP
 GROUPING GROUPS HASH HAVING IF IGNORE IN INNER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LIKE LIMIT LOOKUP MATCH_RECOGNIZE
 MERGE NATURAL NEW NO NOT NULL NULLS OF ON OR ORDER OUTER OVER PARTITION PRECEDING PROTO QUALIFY RANGE RECURSIVE RESPECT RIGHT
 ROLLUP ROWS SELECT SET SOME STRUCT TABLESAMPLE THEN TO TREAT TRUE UNBOUNDED UNION UNNEST USING WHEN WHERE WINDOW WITH WITHIN `

// quoteName writes a name as SQL has it.
func quoteName(name string) string {
	words := strings.ReplaceAll(reserved, "\n", "")
	if strings.Contains(words, " "+strings.ToUpper(name)+" ") || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return "`" + name + "`"
	}
	return name
}
