package sqlfmt

import "strings"

// place is where a comment stands.
type place int

const (
	own      place = iota // on lines of its own
	trailing              // at the end of a line
	inline                // between two tokens of a line
)

// remark is a comment with its place.
type remark struct {
	text  string
	place place
	blank bool // an empty line stands before it; for own ones only
}

// attacher hangs each comment on a token.
type attacher struct {
	tokens []*token
	carry  []remark // comments that stood before a comma and go to the token after it
}

// attach gives the elements that are no comments, with the comments on them. They are classified.
func attach(elements []*token) []*token {
	a := &attacher{}
	for i := 0; i < len(elements); i++ {
		first := i
		for elements[i].kind == comment {
			i++
		}
		a.run(elements[first:i], elements[i])
		a.tokens = append(a.tokens, elements[i])
	}
	return a.tokens
}

// run hangs the comments between the last token and the next one.
func (a *attacher) run(comments []*token, next *token) {
	next.before, a.carry = a.carry, nil
	for len(comments) > 0 {
		n := 1
		for n < len(comments) && comments[n].newlines == 0 && !endsLine(comments[n-1].text) {
			n++
		}
		after := next
		if n < len(comments) {
			after = comments[n]
		}
		a.cluster(comments[:n], next, len(a.tokens) == 0 || comments[0].newlines > 0 || len(next.before) > 0,
			after.newlines > 0 || after.kind == eof || endsLine(comments[n-1].text))
		comments = comments[n:]
	}
	if next.is(",", ";") {
		next.before, a.carry = nil, next.before
	}
	if !a.conjunction() || next.closes() {
		return
	}
	// AND or OR will begin the line on which the comment was.
	if p := a.tokens[len(a.tokens)-1]; len(p.after) == 0 && !inlineLast(p.before) && !inlineLast(next.before) {
		p.before, next.before = append(p.before, next.before...), nil
	}
}

// endsLine says whether a comment reaches to the end of its line.
func endsLine(comment string) bool { return !strings.HasPrefix(comment, "/*") }

// cluster hangs comments that follow each other on a line. starts is whether nothing stands before
// them there, ends whether nothing stands after them.
func (a *attacher) cluster(comments []*token, next *token, starts, ends bool) {
	for _, c := range comments {
		if strings.Contains(c.text, "\n") {
			ends = true // a comment of several lines is not put between tokens of one
		}
	}
	closing := next.is(",", ";") || next.closes()
	for i, c := range comments {
		r := remark{text: c.text, blank: c.newlines > 1}
		last := i == len(comments)-1 || strings.Contains(c.text, "\n")
		switch {
		case starts && (ends || closing):
			next.before = append(next.before, r)
		case starts && !a.continues(next):
			r.place = inline
			next.before = append(next.before, r)
		case ends && last:
			r.place = trailing
			if !a.trail(r, next) {
				r.place = own
				next.before = append(next.before, r)
			}
			starts = true
		default:
			p := a.tokens[len(a.tokens)-1]
			r.place = inline
			switch {
			case p.trailed():
				r.place = own
				next.before = append(next.before, r)
				starts = true
			case ends || closing || p.operand():
				p.after = append(p.after, r)
			default:
				next.before = append(next.before, r)
			}
		}
	}
}

// continues says whether a comment before the next token may as well stand behind the last one: AND and
// OR often change lines.
func (a *attacher) continues(next *token) bool {
	n := len(a.tokens)
	return next.has("AND", "OR") && len(next.before) == 0 && n > 0 && !a.tokens[n-1].trailed()
}

// trail hangs a comment on the end of the last token's line. It says false if another ends it already.
func (a *attacher) trail(r remark, next *token) bool {
	p := a.tokens[len(a.tokens)-1]
	switch {
	case p.trailed():
		return false
	case next.is(",", ";") && (p.operand() || p.has("ASC", "DESC")):
		p = next // what lists a, b may also be written with the commas in front
	case a.conjunction() && !next.closes() && len(p.before) == 0 && len(p.after) == 0:
		if q := a.tokens[len(a.tokens)-2]; !q.trailed() {
			p = q // the operator will begin the next line
		}
	}
	p.after = append(p.after, r)
	return true
}

// conjunction says whether the last token is AND or OR after an operand.
func (a *attacher) conjunction() bool {
	n := len(a.tokens)
	return n > 1 && a.tokens[n-1].has("AND", "OR") && a.tokens[n-2].operand()
}

func inlineLast(r []remark) bool { return len(r) > 0 && r[len(r)-1].place == inline }

// trailed says whether a comment ends the token's line.
func (t *token) trailed() bool {
	return len(t.after) > 0 && t.after[len(t.after)-1].place == trailing
}
