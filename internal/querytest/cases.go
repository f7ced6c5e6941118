package querytest

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"isobar/internal/dataset"
	"isobar/internal/dataset/yamldoc"
	"isobar/internal/week"
)

// DefaultWeek is the week of a case that names none: any week would do, as long as it stays the same.
const DefaultWeek = "2026-11-09"

// maxRepeat bounds the sites of one entry. A case is for people to work out in their heads.
const maxRepeat = 100_000

// parse reads a file of tests.
func parse(ds *dataset.Dataset, table dataset.Table, file string, data []byte) (*Suite, error) {
	s := &Suite{Table: table, File: file, dataset: ds, data: data}
	var reports []error
	err := yamldoc.ReadList(file, data, func(maps []*yamldoc.Map) {
		names := map[string]bool{}
		for _, m := range maps {
			c := readCase(m, table.K)
			if names[c.Name] && c.Name != "" {
				m.Fail("name", fmt.Sprintf("%q is the name of a case above", c.Name))
			}
			names[c.Name] = true
			s.Cases = append(s.Cases, c)
			reports = append(reports, checkReports(ds, c)...)
		}
	})
	problems := append(unjoin(err), reports...)
	if len(problems) == 0 && len(s.Cases) == 0 {
		problems = []error{&yamldoc.Problem{File: file, Line: 1, Column: 1, Text: "there are no cases; `isobar query new` shows the form"}}
	}
	return s, inOrder(problems)
}

// readCase reads all of a case but the columns of its reports and rows.
func readCase(m *yamldoc.Map, k int) *Case {
	c := &Case{Place: m.Place(), K: k}
	m.Require("name", "a few words on what the case shows")
	m.Text("name", &c.Name)
	threshold := int64(k)
	m.Int("k", &threshold, atLeastOne("the threshold is a number of sites", math.MaxInt32))
	c.K = int(threshold)
	text := DefaultWeek
	m.Text("week", &text, func(s string) error { _, err := week.Parse(s); return err })
	c.Week, _ = week.Parse(text)

	m.Require("sites", "a list of the sites' reports, each as report: {…}, with repeat: 10 for ten sites")
	sites := m.Maps("sites")
	if list, ok := m.Node("sites"); ok && len(sites) == 0 {
		if items, ok := list.Items(); ok && len(items) == 0 {
			m.Fail("sites", "a case without sites tests nothing")
		}
	}
	for _, site := range sites {
		repeat := int64(1)
		site.Int("repeat", &repeat, atLeastOne("the report is that of so many sites", maxRepeat))
		site.Require("report", "what the site sent, by the columns of the dataset's schema")
		if report, ok := site.Node("report"); ok {
			c.Sites = append(c.Sites, Site{int(repeat), report})
		}
	}

	m.Require("rows", "the list of rows that are published, [] for none")
	if rows, ok := m.Node("rows"); ok {
		c.rows, c.rowsAt = rows, m.KeyPlace("rows")
		if c.expected, ok = rows.Items(); !ok {
			m.Fail("rows", fmt.Sprintf("write a list of rows, [] for none; this is %s", rows.Form()))
		}
	}
	return c
}

func atLeastOne(meaning string, most int64) func(int64) error {
	return func(n int64) error {
		if n < 1 || n > most {
			return fmt.Errorf("%d is not between 1 and %d: %s", n, most, meaning)
		}
		return nil
	}
}

// unjoin gives the errors that errors.Join made one of.
func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// inOrder joins problems in the order of the file.
func inOrder(problems []error) error {
	slices.SortStableFunc(problems, func(a, b error) int {
		var p, q *yamldoc.Problem
		if !errors.As(a, &p) || !errors.As(b, &q) {
			return 0
		}
		if p.Line != q.Line {
			return p.Line - q.Line
		}
		return p.Column - q.Column
	})
	return errors.Join(problems...)
}
