package sqlfmt

import (
	"fmt"
	"strings"
)

// kind is what a token is to the lexer.
type kind int

const (
	word    kind = iota // identifier or keyword
	quoted              // identifier in backticks
	str                 // string or bytes, with its prefix
	number              // also with letters at its end, which is an error or the part of a path
	param               // @name, @@name
	op                  // operator or bracket
	comment             // without blanks at the ends of its lines
	eof                 // the end; carries comments that nothing follows
)

// token is one element of a text. Of a word it also knows what it is in its place, see classify.
type token struct {
	kind         kind
	text         string
	pos, end     int // offsets in bytes
	line, column int // from 1; the column in characters
	newlines     int // newlines since the element before

	part   bool   // a word after the dot of a path, so no keyword
	key    string // of a reserved word where it is one: in upper case; else ""
	upper  bool   // written in upper case
	spaced bool   // a keyword that is not reserved: a space precedes its parenthesis
	glued  bool   // part of a path with dashes: no space precedes it
	angle  bool   // a < or > that encloses the parameters of a type
	star   bool   // a * that stands for columns or rows and multiplies nothing

	before []remark // comments that stand before it
	after  []remark // comments that stand after it, on its line
}

// written is the token as it appears in the result.
func (t *token) written() string {
	if t.upper {
		return strings.ToUpper(t.text)
	}
	return t.text
}

// is says whether the token is one of these operators.
func (t *token) is(texts ...string) bool {
	if t.kind != op {
		return false
	}
	for _, text := range texts {
		if t.text == text {
			return true
		}
	}
	return false
}

// has says whether the token is one of these reserved words.
func (t *token) has(keys ...string) bool {
	for _, key := range keys {
		if t.key == key && key != "" {
			return true
		}
	}
	return false
}

// says is whether the token is a word that reads so, keyword or not.
func (t *token) says(upper string) bool { return t.kind == word && strings.EqualFold(t.text, upper) }

// opens and closes are whether the token is a bracket.
func (t *token) opens() bool  { return t.is("(", "[", "{") || t.is("<") && t.angle }
func (t *token) closes() bool { return t.is(")", "]", "}") || t.is(">") && t.angle }

// operand says whether an operand may end with the token, so that - after it subtracts.
func (t *token) operand() bool {
	switch t.kind {
	case word:
		return t.key == "" || values[t.key]
	case op:
		return t.closes() || t.is("?") || t.star
	}
	return t.kind != eof
}

func (t *token) errorf(format string, args ...any) *Error {
	return &Error{Line: t.line, Column: t.column, Message: fmt.Sprintf(format, args...)}
}
