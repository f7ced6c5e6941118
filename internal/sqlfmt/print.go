package sqlfmt

import "strings"

// A doc is a layout whose lines are not decided yet: a text, a place where a line may end, or docs in a
// sequence, indented, or grouped. The places in a group end a line either all or none, and none if the
// group fits in its line. Places outside any group end a line.
type doc interface{}

type (
	text   string // a token
	space  struct{}
	line   struct{} // a space, or the end of the line
	soft   struct{} // nothing, or the end of the line
	hard   struct{} // the end of the line
	empty  struct{} // an empty line, if a line has just ended
	seq    []doc
	indent struct {
		by   int
		body doc
	}
	group struct{ body doc }
)

// entry is a doc that is still to be written.
type entry struct {
	indent int
	flat   bool
	doc    doc
}

// printer writes docs. Blanks and ends of lines are held back until a text needs them, so that no line
// ends in a blank.
type printer struct {
	out     strings.Builder
	column  int
	margin  int  // indentation of the line
	begins  bool // nothing is on the line yet
	ended   bool // a comment has ended the line: what follows goes to the next one
	alone   bool // that comment was on a line of its own, and the next line has its margin
	spaced  bool // a space is due
	blank   bool // an empty line is due
	bracket bool // the last text opened a bracket
	inlined bool // the last text is a comment between others
	stack   []entry
}

// render decides all lines.
func render(d doc) string {
	p := &printer{begins: true, bracket: true, stack: []entry{{doc: d}}}
	for len(p.stack) > 0 {
		e := p.stack[len(p.stack)-1]
		p.stack = p.stack[:len(p.stack)-1]
		switch d := e.doc.(type) {
		case text:
			p.write(string(d), e.indent)
		case remark:
			p.remark(d, e.indent)
		case space:
			p.spaced = true
		case line:
			p.place(e, true)
		case soft:
			p.place(e, false)
		case hard:
			p.newline(e.indent)
		case empty:
			p.blank = true
		case seq:
			for i := len(d) - 1; i >= 0; i-- {
				p.stack = append(p.stack, entry{e.indent, e.flat, d[i]})
			}
		case indent:
			p.stack = append(p.stack, entry{e.indent + d.by, e.flat, d.body})
		case group:
			inner := entry{e.indent, true, d.body}
			inner.flat = e.flat || p.fits(inner)
			p.stack = append(p.stack, inner)
		}
	}
	p.newline(0)
	return p.out.String()
}

// place is a line or soft.
func (p *printer) place(e entry, spaced bool) {
	switch {
	case !e.flat:
		p.newline(e.indent)
	case spaced:
		p.spaced = true
	}
}

// newline ends the line, if anything is on it, and sets the margin of the next one.
func (p *printer) newline(margin int) {
	if !p.begins {
		p.out.WriteByte('\n')
	}
	p.begins, p.ended, p.spaced, p.margin = true, false, false, margin
}

// nextMargin is the margin of a line that begins because of a comment, where a place to end the line
// is not at hand.
func (p *printer) nextMargin(indent int) int {
	if p.ended && p.alone {
		return p.margin
	}
	return indent + 2
}

// write appends to the line, or begins one.
func (p *printer) write(s string, indent int) {
	if s == "" {
		return
	}
	if p.ended {
		p.newline(p.nextMargin(indent))
	}
	switch {
	case p.begins:
		if p.blank && !p.bracket {
			p.out.WriteByte('\n')
		}
		p.out.WriteString(strings.Repeat(" ", p.margin))
		p.column = p.margin
	case p.spaced && !(p.inlined && hugsComment(s)):
		p.out.WriteByte(' ')
		p.column++
	}
	p.out.WriteString(s)
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		p.column = width(s[i+1:])
	} else {
		p.column += width(s)
	}
	p.begins, p.spaced, p.blank, p.inlined = false, false, false, false
	p.bracket = strings.HasSuffix(s, "(") || strings.HasSuffix(s, "[")
}

// hugsComment says whether no space stands between a comment and a token after it.
func hugsComment(s string) bool { return s == "," || s == ";" || s == ")" || s == "]" }

// remark writes a comment. It has a space before it, but /* */ not after a bracket.
func (p *printer) remark(r remark, indent int) {
	if r.place == own {
		if p.ended || !p.begins {
			p.newline(p.nextMargin(indent))
		}
		p.blank = p.blank || r.blank
	}
	p.spaced = endsLine(r.text) || !p.bracket
	p.write(r.text, indent)
	p.bracket, p.inlined = false, r.place == inline
	p.ended, p.alone = r.place != inline, r.place == own
	p.spaced = true
}

// fits says whether a group fits in the line without ending it, together with what follows up to the
// next place where a line may end. A comment on its own line fits only before everything else, and
// one that ends a line only behind.
func (p *printer) fits(first entry) bool {
	left, begins := Width-p.column, false
	switch {
	case p.begins:
		left, begins = Width-p.margin, true
	case p.ended:
		left, begins = Width-p.nextMargin(first.indent), true
	}
	within := true  // what is looked at belongs to the group
	rest := p.stack // what follows it
	seen, ended, inlined := false, false, p.inlined
	spaced := p.spaced && !begins
	todo := []entry{first}
	for {
		if len(todo) == 0 {
			if within = false; ended || len(rest) == 0 {
				return true
			}
			todo, rest = append(todo, rest[len(rest)-1]), rest[:len(rest)-1]
		}
		e := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		switch d := e.doc.(type) {
		case text:
			if d == "" {
				continue
			}
			if ended {
				return !within
			}
			if spaced && !(inlined && hugsComment(string(d))) {
				left--
			}
			s, _, more := strings.Cut(string(d), "\n")
			left -= width(s)
			if left < 0 || more {
				return left >= 0
			}
			seen, spaced, inlined = true, false, false
		case remark:
			switch {
			case d.place == own && within && !seen:
				left, begins, spaced = Width-e.indent, true, false
				continue
			case d.place == own:
				return !within
			case ended:
				return !within
			case endsLine(d.text):
			default:
				s, _, _ := strings.Cut(d.text, "\n")
				left -= width(s) + 1
			}
			if left < 0 {
				return false
			}
			ended, spaced, inlined = d.place == trailing, true, d.place == inline
		case space:
			spaced = true
		case line, soft:
			switch {
			case !e.flat:
				return true
			case within && !seen && p.ended:
				return false // here rather than at the next token
			}
			if _, wide := d.(line); wide {
				spaced = true
			}
		case hard:
			return !within
		case seq:
			for i := len(d) - 1; i >= 0; i-- {
				todo = append(todo, entry{e.indent, e.flat, d[i]})
			}
		case indent:
			todo = append(todo, entry{e.indent + d.by, e.flat, d.body})
		case group:
			todo = append(todo, entry{e.indent, e.flat, d.body})
		}
	}
}
