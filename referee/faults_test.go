package referee

import (
	"errors"
	"strings"
	"testing"
)

// A fault is a query that the emulator answers wrongly. The test fails when it no longer does, so that the list
// shrinks when the emulator mends, and when isobar's answer is not the right one. The lists are in
// faults_*_test.go.
type fault struct {
	// sql is a query, or an expression that is selected for each of the reports and grouped by.
	sql string
	// why says how we know who is right.
	why string
	// right is the right answer: its rows, as write writes them, joined by "; ". If it begins with SELECT, it is
	// a query that means the same and that the emulator answers rightly.
	right string
	// wrong is what the emulator answers, or a part of its error; "" for anything but the right answer.
	wrong string
}

func TestFaults(t *testing.T) {
	b := start(t)
	for _, list := range [][]fault{scalarFaults, textFaults, timeFaults, rowFaults, jsonFaults} {
		for _, f := range list {
			t.Run(strings.ReplaceAll(f.sql, "/", "|"), func(t *testing.T) { f.check(t, b) })
		}
	}
}

func (f fault) check(t *testing.T, b *both) {
	sql := f.sql
	if !strings.Contains(sql, "FROM reports") {
		sql = "SELECT " + sql + " AS v FROM reports GROUP BY v"
	}
	right := f.right
	if strings.HasPrefix(right, "SELECT") {
		theirs, err := b.emulator.query(right)
		if err != nil {
			t.Fatalf("the right query fails: %v", err)
		}
		right = strings.Join(theirs.lines(query{}), "; ")
	}
	ours, err := b.isobar.query(sql, 1)
	if errors.As(err, new(refused)) {
		t.Errorf("isobar does not accept it: %v", err)
	} else if err != nil {
		t.Errorf("isobar: %v", err)
	} else if got := strings.Join(ours.lines(query{}), "; "); got != right {
		t.Errorf("isobar answers\n%s\nright is\n%s", got, right)
	}
	theirs, err := b.emulator.query(sql)
	got := ""
	switch {
	case err != nil:
		got = err.Error()
	default:
		got = strings.Join(theirs.lines(query{}), "; ")
	}
	switch {
	case err == nil && got == right:
		t.Error("the emulator answers rightly by now: move the query to queries/")
	case !strings.Contains(got, f.wrong):
		t.Errorf("the emulator answers\n%s\nwhich is wrong in a new way", got)
	}
}
