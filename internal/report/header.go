package report

import (
	"bytes"
	"crypto/sha256"
	"hash/crc32"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"isobar/internal/value"
	"isobar/internal/week"
)

// checker is the first pass over one report: it proves the report valid and reads its header. It
// materialises nothing.
type checker struct {
	shredder // of a layout that wants no column
	window   week.Window
	json     jsontext.Decoder
	buffer   bytes.Buffer

	// What was found so far. A report is rejected only when all of it has been read, so that the reason
	// does not depend on the order of its members.
	first      uint64 // serial of this report
	submitted  bool
	twice      bool
	wrong      bool
	mistyped   *node // the column of a wrong type, the first in the schema; nil if it is none
	hasSite    bool
	site       SiteID
	hasTime    bool
	timeBroken bool
	micros     int64
	messageID  []byte
}

// header checks the report in line and fills h.
func (c *checker) header(line []byte, h *Header) Reason {
	if c.begin(); !c.quickDocument(line) {
		if c.begin(); !c.document(line) {
			if !utf8.Valid(line) {
				return NotUTF8
			}
			return NotJSON
		}
	}
	if !c.hasTime && !c.timeBroken && c.latest.seen {
		c.micros, c.hasTime, c.timeBroken = c.latest.micros, c.latest.read, !c.latest.read
	}
	switch {
	case c.twice:
		return ColumnTwice
	case c.wrong:
		*h = Header{}
		if c.mistyped != nil {
			h.Column = c.mistyped.name
		}
		return WrongType
	case !c.hasSite:
		return NoSite
	case c.timeBroken:
		return UnreadableTime
	case !c.hasTime:
		return NoTime
	}
	*h = Header{Site: c.site, Time: c.micros, MessageID: c.messageID, Unknown: c.unknown.all}
	if c.window.Contains(c.micros) {
		h.Content = digestOf(line)
		h.Check = checkOf(line)
	}
	return ""
}

func digestOf(line []byte) Digest {
	sum := sha256.Sum256(line)
	return Digest(sum[:])
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checkOf is a checksum of a line. It finds accidents; what a malicious change can do is bounded by
// cursor's promise.
func checkOf(line []byte) uint32 { return crc32.Checksum(line, castagnoli) }

// begin forgets what the last report was found to be.
func (c *checker) begin() {
	c.cursor, c.latest = cursor{}, latest{}
	c.serial++
	c.first = c.serial
	c.submitted, c.twice, c.wrong = false, false, false
	c.hasSite, c.hasTime, c.timeBroken = false, false, false
	c.messageID = c.messageID[:0]
	c.mistyped = nil
	c.unknown.reset()
}

// quickDocument reads the whole line if that can be proved to be a JSON object quickly, and else says
// that it is not, with anything found.
func (c *checker) quickDocument(line []byte) bool {
	i := proveSpace(line, 0)
	if i == len(line) || line[i] != '{' {
		return false
	}
	i = proveSpace(line, i+1)
	if i < len(line) && line[i] == '}' {
		return proveSpace(line, i+1) == len(line)
	}
	for {
		name := i
		if i >= len(line) || line[i] != '"' {
			return false
		}
		if i = proveText(line, i+1); i < 0 {
			return false
		}
		quoted := line[name:i]
		if i = proveColon(line, i); i < 0 {
			return false
		}
		n, submission := c.memberOf(quoted)
		start := i
		if n != nil && n.quick {
			i = c.quickList(n, line, i)
		} else {
			i = proveValue(line, i)
		}
		if i < 0 {
			return false
		}
		c.member(n, submission, line[start:i])
		if i = proveSpace(line, i); i == len(line) {
			return false
		}
		switch line[i] {
		case ',':
			i = proveSpace(line, i+1)
		case '}':
			return proveSpace(line, i+1) == len(line)
		default:
			return false
		}
	}
}

// quickList proves the value of list n at b[i].
func (c *checker) quickList(n *node, b []byte, i int) int {
	if i >= len(b) || b[i] != '[' {
		return proveValue(b, i)
	}
	if i = proveSpace(b, i+1); i < len(b) && b[i] == ']' {
		return i + 1
	}
	for {
		end := c.quick(n, b, i)
		if end == i {
			if end = proveValue(b, i); end < 0 {
				return noProof
			}
		}
		if i = proveSpace(b, end); i == len(b) {
			return noProof
		}
		switch b[i] {
		case ',':
			i = proveSpace(b, i+1)
		case ']':
			return i + 1
		default:
			return noProof
		}
	}
}

// document reads the whole line and says whether it is JSON.
func (c *checker) document(line []byte) bool {
	// Names are unique where it matters: column and object see to it, faster than jsontext, which would
	// copy and compare every name of every entry.
	c.buffer = *bytes.NewBuffer(line)
	c.json.Reset(&c.buffer, jsontext.AllowDuplicateNames(true))
	if c.json.PeekKind() != '{' {
		c.wrong = true
		_, err := c.json.ReadValue()
		return err == nil && c.atEnd()
	}
	if _, err := c.json.ReadToken(); err != nil {
		return false
	}
	for c.json.PeekKind() != '}' {
		name, err := c.json.ReadValue()
		if err != nil {
			return false
		}
		n, submission := c.memberOf(name)
		raw, err := c.json.ReadValue()
		if err != nil {
			return false
		}
		c.member(n, submission, raw)
	}
	if _, err := c.json.ReadToken(); err != nil {
		return false
	}
	return c.atEnd()
}

// memberOf says which column a member at the top level is by its name, nil if none, and whether it is
// the decoder's submission.
func (c *checker) memberOf(quoted []byte) (n *node, submission bool) {
	name := c.unescape(quoted, bytes.IndexByte(quoted, '\\') >= 0)
	if c.decoder.submission != "" && string(name) == c.decoder.submission {
		return nil, true
	}
	if n = c.root.find(name); n == nil {
		c.unknown.add(name)
	}
	return n, false
}

// member takes raw, the value of a member at the top level that memberOf has judged.
func (c *checker) member(n *node, submission bool, raw []byte) {
	switch {
	case submission:
		c.submitted, c.twice = true, c.twice || c.submitted
		c.cursor = cursor{b: raw}
		c.submission(c.columnHere)
		c.wrong = c.wrong || c.bad // of valid JSON: something that is not an object
	case n != nil:
		c.column(n, raw)
	}
}

func (c *checker) atEnd() bool {
	_, err := c.json.ReadToken()
	return err == io.EOF
}

// columnHere reads the value at the cursor as a top-level column, nil for one that the schema lacks.
func (c *checker) columnHere(n *node) {
	c.peek()
	start := c.i
	c.skip()
	if n != nil {
		rest := c.cursor
		c.column(n, c.b[start:c.i])
		c.cursor = rest
	}
}

// column checks raw, the value of a top-level column.
func (c *checker) column(n *node, raw []byte) {
	if n.mark == c.first {
		c.twice = true
		return
	}
	n.mark = c.first
	if !c.fits(n, raw) {
		c.wrong = true
		if c.mistyped == nil || n.column < c.mistyped.column {
			c.mistyped = n
		}
	}
}

// fits takes raw, the value of a top-level column, and says whether it is of the column's type. A time that cannot
// be read has a reason of its own.
func (c *checker) fits(n *node, raw []byte) bool {
	null := raw[0] == 'n'
	switch {
	case n == c.unit, n == c.message:
		if null {
			return true
		}
		if raw[0] != '"' {
			return false
		}
		text := c.unescape(raw, bytes.IndexByte(raw, '\\') >= 0)
		if n == c.message {
			c.messageID = append(c.messageID, text[:min(len(text), MaxMessageID)]...)
		}
		if n == c.unit && len(text) > 0 {
			c.hasSite = true
			c.site = HashSite(text)
		}
		return true
	case n == c.time:
		if !null {
			c.cursor = cursor{b: raw}
			v, ok := c.scalar(n)
			c.hasTime, c.timeBroken, c.micros = ok, !ok, v.Int64()
		}
		return true
	case n.repeated:
		return null || raw[0] == '['
	case n.kind == value.String, n.kind == value.Bytes:
		return null || raw[0] == '"'
	}
	c.cursor = cursor{b: raw}
	return c.field(n, 0)
}
