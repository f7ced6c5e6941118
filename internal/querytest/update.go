package querytest

import (
	"context"
	"fmt"
	"slices"

	"isobar/internal/storage"
)

// Update rewrites the rows of failing cases to what is published now, and leaves every other byte of the
// file as it is. The file is replaced in one step, after its new text was found to pass; an error leaves it
// untouched.
func (s *Suite) Update(ctx context.Context, failures []*Failure, compile Compile) error {
	data, err := s.rewritten(failures)
	if err != nil {
		return err
	}
	after, err := parse(s.dataset, s.Table, s.File, data)
	if err == nil {
		var failing []*Failure
		failing, err = after.Run(ctx, compile)
		if err == nil && len(failing) > 0 {
			err = fmt.Errorf("%q would still fail", failing[0].Case.Name)
		}
	}
	if err != nil {
		return fmt.Errorf("%s: the rows cannot be rewritten in place; write each as a line of its own, as `isobar query new` shows: %w", s.File, err)
	}
	return storage.ReplaceFile(s.File, data)
}

// rewritten is the new text of the file.
func (s *Suite) rewritten(failures []*Failure) ([]byte, error) {
	text, err := newText(s.data)
	if err != nil {
		return nil, fmt.Errorf("%s: the rows cannot be rewritten in place: %w", s.File, err)
	}
	var edits []edit
	for _, f := range failures {
		found, err := f.edits(text)
		if err != nil {
			return nil, fmt.Errorf("the rows of %q cannot be rewritten in place: %w", f.Case.Name, err)
		}
		edits = append(edits, found...)
	}
	return text.apply(edits), nil
}

// edits are what makes the rows of a case those that are published.
func (f *Failure) edits(t *text) ([]edit, error) {
	script := slices.Clone(f.pairs)
	if !f.query.Ordered { // rows stay where the author put them, new ones follow
		slices.SortStableFunc(script, func(a, b pair) int {
			if a.want == none || b.want == none {
				return b.want - a.want
			}
			return a.want - b.want
		})
	}
	if open, closing, ok := f.Case.rows.Brackets(); ok {
		return f.editBrackets(t, t.offset(open), t.offset(closing)+1)
	}
	return f.editBlock(t, script)
}

// editBrackets puts a block in the place of a list in brackets, which is [] in nearly every case.
func (f *Failure) editBrackets(t *text, start, end int) ([]edit, error) {
	if slices.Contains(t.data[start:end], '#') {
		return nil, f.Case.rows.Problem("there may be a comment between the brackets: write each row as a line of its own, as - {…}")
	}
	if len(f.got) == 0 {
		return []edit{{start, end, "[]"}}, nil
	}
	for start > 0 && t.data[start-1] == ' ' {
		start--
	}
	rows := ""
	for _, r := range f.got {
		rows += newLine(f.Case.rowsAt.Column+1, "- "+rowText(f.dict, f.query.Output, r))
	}
	after := t.nextLine(end)
	return t.endLines([]edit{{start, end, ""}, {after, after, rows}}), nil
}

// editBlock edits a list of rows that each begin with a dash.
func (f *Failure) editBlock(t *text, script []pair) ([]edit, error) {
	dashes := f.Case.rows.Dashes()
	if len(dashes) == 0 || len(dashes) != len(f.want) {
		return nil, f.Case.rows.Problem("write each row as a line of its own, as - {…}")
	}
	starts, ends := make([]int, len(dashes)), make([]int, len(dashes))
	for i, dash := range dashes {
		starts[i] = t.thisLine(t.offset(dash))
		ends[i] = t.blockEnd(starts[i], dash.Column-1)
	}
	var edits []edit
	at := starts[0] // where the next new row goes
	kept := 0
	for _, p := range script {
		switch {
		case p.got == none:
			edits = append(edits, edit{starts[p.want], ends[p.want], ""})
			at = ends[p.want]
			continue
		case p.want == none:
			line := newLine(dashes[0].Column-1, "- "+rowText(f.dict, f.query.Output, f.got[p.got]))
			edits = append(edits, edit{at, at, line})
		default:
			changed, err := f.editCells(t, p)
			if err != nil {
				return nil, err
			}
			edits = append(edits, changed...)
			at = ends[p.want]
		}
		kept++
	}
	if kept == 0 {
		colon := t.offset(f.Case.rowsAt)
		for colon < len(t.data) && t.data[colon] != ':' {
			colon++
		}
		edits = append(edits, edit{colon + 1, colon + 1, " []"})
	}
	return t.endLines(edits), nil
}

// editCells changes the cells of a row that are different.
func (f *Failure) editCells(t *text, p pair) (edits []edit, err error) {
	fields, _ := f.Case.expected[p.want].Fields()
	for _, field := range fields {
		i := indexOf(f.query.Output, field.Key)
		if f.want[p.want][i] == f.got[p.got][i] {
			continue
		}
		start := t.offset(field.Value.Place())
		end, ok := t.scalarEnd(start, field.Value.Source())
		if !ok {
			return nil, field.Value.Problem("the value of %s is not written in one line", field.Key)
		}
		edits = append(edits, edit{start, end, cellText(f.dict, f.got[p.got][i])})
	}
	return edits, nil
}
