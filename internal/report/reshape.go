package report

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// reshaper rewrites one report from the form in which a system sends it to the form that the schema has:
// one object of the schema's columns. Decoders of systems with a form of their own are functions over it.
//
// What such a function writes is read as if it had been sent: a value that cannot be made sense of is
// handed on as it is, or as misfit, so that the rules for all reports decide what becomes of it. What it
// does not write no query can see.
type reshaper struct {
	decoder *decoder
	cursor         // over the report as it was sent
	out     []byte // the report as the schema has it
	text    []byte // the content of the last string with escapes
	inner   []byte // the JSON in a string
}

// line rewrites a report; the result is valid until the next call. proved says that line is known to be
// JSON. What is not a JSON object comes back as it is, for the checks of all reports to reject.
func (r *reshaper) line(line []byte, proved bool) ([]byte, Reason) {
	start := proveSpace(line, 0)
	if start == len(line) || line[start] != '{' || !proved && !validJSON(line) {
		return line, ""
	}
	r.cursor, r.out = cursor{b: line}, r.out[:0]
	reason := r.decoder.reshape(r)
	return r.out, reason
}

// validJSON says whether text is one JSON value in UTF-8. Names that are given twice are no concern here.
func validJSON(text []byte) bool {
	if end := proveValue(text, proveSpace(text, 0)); end >= 0 {
		return proveSpace(text, end) == len(text)
	}
	return jsontext.Value(text).IsValid(jsontext.AllowDuplicateNames(true))
}

// members calls visit at the value of each member of the object here, which visit must step over. The name
// is valid until the next text is read. What is not an object is stepped over.
func (r *reshaper) members(visit func(name []byte)) {
	if r.peek() != '{' {
		r.skip()
		return
	}
	r.i++
	for r.more('}') {
		visit(r.content(r.name()))
	}
}

// elements calls visit at each element of the array here. What is not an array is stepped over.
func (r *reshaper) elements(visit func()) {
	if r.peek() != '[' {
		r.skip()
		return
	}
	r.i++
	for r.more(']') {
		visit()
	}
}

// raw steps over the value here and returns it as it was sent.
func (r *reshaper) raw() []byte {
	r.peek()
	start := r.i
	r.skip()
	return r.b[start:r.i]
}

// content is what a string says. It is valid until the next text with escapes is read.
func (r *reshaper) content(quoted []byte, escaped bool) []byte {
	if !escaped {
		return quoted[1 : len(quoted)-1]
	}
	text, err := jsontext.AppendUnquote(r.text[:0], quoted)
	if err != nil {
		r.fail()
	}
	r.text = text
	return text
}

// string reads the text here. If there is none it steps over the value.
func (r *reshaper) string() (text []byte, ok bool) {
	if r.peek() != '"' {
		r.skip()
		return nil, false
	}
	return r.content(r.cursor.text()), true
}

// inside calls visit at the JSON in the string here. If there is none it steps over the value.
func (r *reshaper) inside(visit func()) {
	text, ok := r.string()
	if !ok || !validJSON(text) {
		return
	}
	r.inner = append(r.inner[:0], text...)
	outer := r.cursor
	r.cursor = cursor{b: r.inner}
	visit()
	outer.bad = outer.bad || r.bad
	r.cursor = outer
}

// The functions below write. open and close write brackets, key what goes before a member's value, item
// what goes before an element.

func (r *reshaper) open(bracket byte)  { r.out = append(r.out, bracket) }
func (r *reshaper) close(bracket byte) { r.out = append(r.out, bracket) }

func (r *reshaper) item() {
	if last := r.out[len(r.out)-1]; last != '{' && last != '[' {
		r.out = append(r.out, ',')
	}
}

func (r *reshaper) key(name string) {
	r.item()
	r.out = appendQuoted(r.out, []byte(name))
	r.out = append(r.out, ':')
}

// write writes JSON.
func (r *reshaper) write(json []byte) { r.out = append(r.out, json...) }

// quote writes a string.
func (r *reshaper) quote(text []byte) { r.out = appendQuoted(r.out, text) }

func appendQuoted(out, text []byte) []byte {
	plain := bytes.IndexFunc(text, func(c rune) bool { return c < ' ' || c == '"' || c == '\\' }) < 0
	if plain {
		out = append(out, '"')
		out = append(out, text...)
		return append(out, '"')
	}
	quoted, err := jsontext.AppendQuote(out, text)
	if err != nil { // not UTF-8, which validJSON has ruled out
		return append(out, `""`...)
	}
	return quoted
}

// misfit writes a value that fits no scalar column.
func (r *reshaper) misfit() { r.out = append(r.out, "{}"...) }

// copy writes the member here under the name of a column, as it was sent.
func (r *reshaper) copy(name string) {
	r.key(name)
	r.write(r.raw())
}
