package querytest

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"isobar/internal/dataset/yamldoc"
)

// text is a file to be edited at places that the parser gave.
type text struct {
	data  []byte // with lines that end in LF
	lines []int  // where each line begins
	crlf  bool   // in the file they end in CRLF
}

// newText refuses a file whose lines end in different ways, which it could not keep.
func newText(data []byte) (*text, error) {
	t := &text{data: bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), lines: []int{0}}
	for i, c := range t.data {
		if c == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	t.crlf = len(t.data) < len(data)
	if t.crlf && len(data)-len(t.data) < len(t.lines)-1 {
		return nil, errors.New("some lines end in CRLF and some in LF")
	}
	return t, nil
}

// edit puts a text in the place of the bytes from start up to, not including, end.
type edit struct {
	start, end int
	text       string
}

// apply gives the bytes with all edits, which do not overlap. Those of one place follow each other.
func (t *text) apply(edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	var out []byte
	done := 0
	for _, e := range edits {
		out = append(append(out, t.data[done:e.start]...), e.text...)
		done = e.end
	}
	out = append(out, t.data[done:]...)
	if t.crlf {
		out = bytes.ReplaceAll(out, []byte("\n"), []byte("\r\n"))
	}
	return out
}

// offset is the byte at a place.
func (t *text) offset(p yamldoc.Place) int {
	at := t.lines[min(p.Line, len(t.lines))-1]
	for range p.Column - 1 {
		_, size := utf8.DecodeRune(t.data[at:])
		at += size
	}
	return at
}

// scalarEnd is the end of the scalar at an offset; source is what the parser took it for, if it has no
// quotes; ok is false if it does not end in its line.
func (t *text) scalarEnd(at int, source string) (end int, ok bool) {
	line := t.data[at:t.nextLine(at)]
	if len(line) == 0 || line[0] != '"' && line[0] != '\'' {
		return at + len(source), source != "" && bytes.HasPrefix(line, []byte(source))
	}
	for i := 1; i < len(line); i++ {
		switch {
		case line[0] == '"' && line[i] == '\\', line[0] == '\'' && bytes.HasPrefix(line[i:], []byte("''")):
			i++
		case line[i] == line[0]:
			return at + i + 1, true
		}
	}
	return 0, false
}

// thisLine is the beginning of the line that an offset is in, nextLine that of the one after it, or the end.
func (t *text) thisLine(at int) int { return bytes.LastIndexByte(t.data[:at], '\n') + 1 }

func (t *text) nextLine(at int) int {
	if i := bytes.IndexByte(t.data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(t.data)
}

// blockEnd is the end of the block that begins in the line at start with a dash after so many blanks: of
// the last line that is indented further and is neither empty nor a comment.
func (t *text) blockEnd(start, indent int) int {
	end := t.nextLine(start)
	for at := end; at < len(t.data); {
		next := t.nextLine(at)
		line := bytes.TrimRight(t.data[at:next], " \n")
		content := bytes.TrimLeft(line, " ")
		switch {
		case len(content) == 0 || content[0] == '#':
		case len(line)-len(content) <= indent:
			return end
		default:
			end = next
		}
		at = next
	}
	return end
}

// newLine is a new line.
func newLine(indent int, content string) string {
	return strings.Repeat(" ", indent) + content + "\n"
}

// endLines ends the file's last line, if it has no end and stays, before new lines that follow it.
func (t *text) endLines(edits []edit) []edit {
	end := len(t.data)
	gone := func(e edit) bool { return e.end == end && e.start < end && e.start == t.thisLine(e.start) }
	if end == 0 || t.data[end-1] == '\n' || slices.ContainsFunc(edits, gone) {
		return edits
	}
	if i := slices.IndexFunc(edits, func(e edit) bool { return e.start == end }); i >= 0 {
		edits[i].text = "\n" + edits[i].text
	}
	return edits
}
