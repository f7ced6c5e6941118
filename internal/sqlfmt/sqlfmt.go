// Package sqlfmt writes GoogleSQL in one style.
//
// What enters: the text of a file, usually one query. What leaves: the same text in the layout below, or
// an Error with line and column. What is promised, and checked by Format before it returns:
//
//   - the tokens are the same, in the same order; only the case of certain words changes;
//   - the comments are the same, in the same order, each byte of them, save blanks at the ends of lines;
//   - formatting the result again changes nothing;
//   - no line ends in a blank, the text ends in one newline, indentation is of spaces.
//
// The layout depends on the tokens and on which lines comments stand, not on how the query was laid out:
//
//   - a statement has each clause, each JOIN, each UNION ALL and each |> on its own line, and its SELECT
//     items one per line if there are several; so has the query of a WITH. Any other query in
//     parentheses stays on one line if it fits in Width columns and has no UNION ALL or |>;
//   - whatever else does not fit is broken at its outermost brackets, lists or operators, indented by
//     two; AND, OR and other operators then begin a line;
//   - a comment on its own line stays on its own, before what it precedes; one that ends a line goes on
//     ending one (after the comma, if it stood before it);
//   - blank lines stay around comments on lines of their own, between the parts of a WITH and between
//     statements, never more than one;
//   - upper case is for reserved words, for other keywords where their place makes certain that they are
//     keywords, and for well-known builtin functions that are called by name alone. All other words
//     keep their case.
//
// SQL is not parsed completely: the layout needs its brackets and its reserved words only, so that a
// query with a mistake in it can be formatted too. GoogleSQL's own tokenizer is not exported by the
// library that package gsql uses; the one here is ours, and gsql's tests compare what GoogleSQL
// understands before and after.
package sqlfmt

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Width is the number of columns that a line may have, unless it cannot be broken or ends in a comment.
const Width = 100

// Error says where a text cannot be formatted, and why.
type Error struct {
	Line, Column int // from 1; the column in characters
	Message      string
}

// Error is line:column: message, ready to follow a file's name and a colon.
func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message) }

// passes is how often a text that is no query may need to be laid out: where tokens are missing, a
// comment can come to stand where the next pass understands it otherwise.
const passes = 4

// Format lays out a text. Its errors are of type *Error.
func Format(sql string) (string, error) {
	original, err := lex(sql)
	if err != nil {
		return "", err
	}
	elements := original
	for range passes {
		out, err := layout(elements)
		if err != nil {
			return "", err
		}
		again, _ := lex(out)
		if at := difference(original, again); at != nil {
			return "", at.errorf("the formatter cannot write this without changing it; please report the query")
		}
		if out == sql {
			return out, nil
		}
		sql, elements = out, again
	}
	return "", original[0].errorf("the formatter finds no layout that it would leave alone; please report the query")
}

// layout is one pass.
func layout(elements []*token) (string, error) {
	classify(pick(elements, false))
	tree, err := grow(attach(elements))
	if err != nil {
		return "", err
	}
	return render(layoutFile(tree)), nil
}

// difference compares two texts, tokens in their order and comments in theirs. It gives the first
// element of the first one that the second does not have, or the end of the first if the second has
// more; nil if they are the same.
func difference(before, after []*token) *token {
	for _, comments := range []bool{false, true} {
		rest := pick(after, comments)
		for _, t := range pick(before, comments) {
			if len(rest) == 0 || rest[0].kind != t.kind || rest[0].text != t.text && !(t.upper && strings.EqualFold(rest[0].text, t.text)) {
				return t
			}
			rest = rest[1:]
		}
		if len(rest) > 0 {
			return before[len(before)-1]
		}
	}
	return nil
}

// pick selects the comments, or the rest.
func pick(elements []*token, comments bool) []*token {
	var picked []*token
	for _, t := range elements {
		if (t.kind == comment) == comments {
			picked = append(picked, t)
		}
	}
	return picked
}

func width(s string) int { return utf8.RuneCountInString(s) }
