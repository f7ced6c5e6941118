package gsql

import (
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Finding is one reason for which a query is refused.
type Finding struct {
	Code    Code
	File    string
	Line    int // from 1; 0 if the place is not known
	Column  int // in characters, from 1
	Message string
}

// Error gives the finding in one line: file:line:col: message [code].
func (f Finding) Error() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s [%s]", f.File, f.Message, f.Code)
	}
	return fmt.Sprintf("%s:%d:%d: %s [%s]", f.File, f.Line, f.Column, f.Message, f.Code)
}

// Findings is all that is wrong with one query, in the order of the text.
type Findings []Finding

// Error gives each finding on a line of its own.
func (fs Findings) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// sorted puts findings in text order and drops repetitions, which arise where one expression is
// translated twice (a CTE that is used twice).
func (fs Findings) sorted() Findings {
	sort.SliceStable(fs, func(i, j int) bool {
		if fs[i].Line != fs[j].Line {
			return fs[i].Line < fs[j].Line
		}
		return fs[i].Column < fs[j].Column
	})
	kept := fs[:0]
	for i, f := range fs {
		if i == 0 || f != fs[i-1] {
			kept = append(kept, f)
		}
	}
	return kept
}

// position turns a byte offset into a line and a column in characters, both from 1.
func position(sql string, offset int) (line, column int) {
	offset = min(max(offset, 0), len(sql))
	before := sql[:offset]
	line = 1 + strings.Count(before, "\n")
	return line, 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}

var analyzerPlace = regexp.MustCompile(`(?s)^(.*?) \[at (\d+):(\d+)\]$`)

// analyzerFinding takes apart the analyzer's "message [at line:column]".
func analyzerFinding(file string, err error) Finding {
	message := strings.TrimSpace(err.Error())
	m := analyzerPlace.FindStringSubmatch(message)
	if m == nil {
		return Finding{Code: BadSQL, File: file, Message: message}
	}
	line, _ := strconv.Atoi(m[2])
	column, _ := strconv.Atoi(m[3])
	return Finding{Code: BadSQL, File: file, Line: line, Column: column, Message: m[1]}
}
