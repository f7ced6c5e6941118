package sqlfmt

import (
	"strings"
	"unicode/utf8"
)

// lexer cuts a text into elements.
type lexer struct {
	sql      string
	pos      int
	line     int // of pos, from 1
	start    int // offset in that line, up to which its characters are counted
	column   int // of start, from 1
	elements []*token
	last     *token // the last element that is no comment; an empty one at the beginning
	dot      bool   // last is the dot of a path: any word or number that follows is a name
	angles   []int  // for each open bracket, how many type parameters are open in it
}

// lex gives all tokens and comments of a text, and eof.
func lex(sql string) ([]*token, error) {
	l := &lexer{sql: sql, line: 1, column: 1, last: &token{kind: eof}, angles: []int{0}}
	l.pos = len(sql) - len(strings.TrimPrefix(sql, "\uFEFF"))
	l.start = l.pos
	for {
		newlines, err := l.blanks()
		if err != nil {
			return nil, err
		}
		t := &token{kind: eof, pos: l.pos, end: l.pos, newlines: newlines, line: l.line, column: l.columnAt(l.pos)}
		l.elements = append(l.elements, t)
		if l.pos == len(l.sql) {
			return l.elements, nil
		}
		if err := l.scan(t); err != nil {
			return nil, err
		}
		l.take(t)
	}
}

// columnAt is the column of an offset in the current line, at or after l.start.
func (l *lexer) columnAt(pos int) int {
	l.column += utf8.RuneCountInString(l.sql[l.start:pos])
	l.start = pos
	return l.column
}

// take ends an element and moves behind it.
func (l *lexer) take(t *token) {
	t.text = l.sql[t.pos:t.end]
	l.pos = t.end
	if n := strings.Count(t.text, "\n"); n > 0 {
		l.line += n
		l.start, l.column = t.pos+strings.LastIndexByte(t.text, '\n')+1, 1
	}
	if t.kind == comment {
		t.text = trimLines(t.text)
		return
	}
	t.part = l.dot && t.kind == word
	l.dot = t.is(".") && l.pathBefore()
	l.brackets(t)
	l.last = t
}

// pathBefore says whether a dot after the last token leads to a part of it: a field, a part of a path.
func (l *lexer) pathBefore() bool {
	switch l.last.kind {
	case word:
		return l.last.part || !reserved[strings.ToUpper(l.last.text)]
	case quoted, param:
		return true
	}
	return l.last.is(")", "]", "?")
}

// brackets keeps count of open type parameters, which decide what > means.
func (l *lexer) brackets(t *token) {
	top := len(l.angles) - 1
	switch {
	case t.is("(", "[", "{"):
		l.angles = append(l.angles, 0)
	case t.is(")", "]", "}") && top > 0:
		l.angles = l.angles[:top]
	case t.is("<") && l.last.kind == word && typeWords[strings.ToUpper(l.last.text)]:
		t.angle = true
		l.angles[top]++
	case t.is(">") && l.angles[top] > 0:
		t.angle = true
		l.angles[top]--
	}
}

// blanks skips white space and counts newlines.
func (l *lexer) blanks() (newlines int, err error) {
	for l.pos < len(l.sql) {
		r, size := utf8.DecodeRuneInString(l.sql[l.pos:])
		switch {
		case r == utf8.RuneError && size == 1:
			return 0, l.errorf(l.pos, "the text is not UTF-8")
		case r == '\n' || r == '\r' && !strings.HasPrefix(l.sql[l.pos:], "\r\n"):
			newlines++
		case !isBlank(r):
			return newlines, nil
		}
		l.pos += size
		if r == '\n' {
			l.line++
			l.start, l.column = l.pos, 1
		}
	}
	return newlines, nil
}

// isBlank is what GoogleSQL skips between tokens.
func isBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', '\b', '\u00A0', '\u202F', '\u205F', '\u3000':
		return true
	}
	return '\u2000' <= r && r <= '\u200A'
}

// scan finds the kind and the end of the element at t.pos.
func (l *lexer) scan(t *token) error {
	rest := l.sql[t.pos:]
	c := rest[0]
	switch {
	case strings.HasPrefix(rest, "--") || c == '#':
		t.kind, t.end = comment, t.pos+indexOrEnd(rest, "\r\n")
		return l.utf8(t)
	case strings.HasPrefix(rest, "/*"):
		n := strings.Index(rest[2:], "*/")
		if n < 0 {
			return l.errorf(t.pos, "this comment is not closed: */ is missing")
		}
		t.kind, t.end = comment, t.pos+2+n+2
		return l.utf8(t)
	case c == '`':
		t.kind = quoted
		return l.quotation(t, t.pos, "identifier")
	case stringStart(rest) >= 0:
		t.kind = str
		return l.quotation(t, t.pos+stringStart(rest), "string")
	case isWordByte(c) && (l.dot || !isDigit(c)):
		t.kind, t.end = word, t.pos+countWord(rest)
		return nil
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]) && !l.pathBefore():
		t.kind, t.end = number, t.pos+countNumber(rest)
		return nil
	case c == '@':
		return l.parameter(t)
	}
	t.kind = op
	for _, o := range operators {
		if strings.HasPrefix(rest, o) && (o[0] != '>' || l.angles[len(l.angles)-1] == 0) {
			t.end = t.pos + len(o)
			return nil
		}
	}
	if strings.IndexByte(singles, c) < 0 {
		r, _ := utf8.DecodeRuneInString(rest)
		return l.errorf(t.pos, "%q means nothing in SQL: put names that have such characters in backticks", r)
	}
	t.end = t.pos + 1
	return nil
}

// operators are those of several characters, and singles those of one. ! and $ are none by themselves.
var operators = []string{"|>", "=>", "->", "||", "<=", ">=", "<>", "!=", "<<", ">>", "+=", "-="}

const singles = "()[]{},;.+-*/%&|^~<>=@?:"

// parameter is @name or @@name; of anything else, the @ alone, which begins a hint.
func (l *lexer) parameter(t *token) error {
	at := t.pos + 1
	if strings.HasPrefix(l.sql[at:], "@") {
		at++
	}
	switch rest := l.sql[at:]; {
	case rest != "" && isWordByte(rest[0]) && !isDigit(rest[0]):
		t.kind, t.end = param, at+countWord(rest)
	case strings.HasPrefix(rest, "`"):
		t.kind = param
		return l.quotation(t, at, "identifier")
	default:
		t.kind, t.end = op, t.pos+1
	}
	return nil
}

// quotation finds the end of what begins with a quote at an offset. A backslash takes the character
// after it along, also in raw strings.
func (l *lexer) quotation(t *token, at int, what string) error {
	quote := l.sql[at : at+1]
	if triple := strings.Repeat(quote, 3); quote != "`" && strings.HasPrefix(l.sql[at:], triple) {
		quote = triple
	}
	for i := at + len(quote); i < len(l.sql); i++ {
		switch {
		case strings.HasPrefix(l.sql[i:], quote):
			t.end = i + len(quote)
			return l.utf8(t)
		case l.sql[i] == '\\':
			i++
			if i == len(l.sql) || len(quote) == 3 || l.sql[i] != '\n' && l.sql[i] != '\r' {
				continue
			}
			fallthrough
		case len(quote) == 1 && (l.sql[i] == '\n' || l.sql[i] == '\r'):
			return l.errorf(t.pos, "this %s is not closed on its line: %s is missing", what, quote)
		}
	}
	return l.errorf(t.pos, "this %s is not closed: %s is missing", what, quote)
}

func (l *lexer) utf8(t *token) error {
	if !utf8.ValidString(l.sql[t.pos:t.end]) {
		return l.errorf(t.pos, "the text is not UTF-8")
	}
	return nil
}

// errorf makes an error of the current line.
func (l *lexer) errorf(pos int, format string, args ...any) error {
	t := token{line: l.line, column: l.columnAt(pos)}
	return t.errorf(format, args...)
}
