package report

import (
	"encoding/binary"
	"math/bits"
)

// cursor walks over JSON that has been proved valid, and so only looks for where values begin and end.
// Over anything else it is safe: it never reads outside b, always moves on, and ends with bad set or
// with a wrong idea of the values.
type cursor struct {
	b   []byte
	i   int
	bad bool // b is not JSON
}

// fail ends the walk.
func (c *cursor) fail() { c.i, c.bad = len(c.b), true }

// peek skips white space and returns the byte there, 0 at the end.
func (c *cursor) peek() byte {
	for c.i < len(c.b) {
		switch b := c.b[c.i]; b {
		case ' ', '\t', '\n', '\r':
			c.i++
		default:
			return b
		}
	}
	return 0
}

// more says whether another member or element stands before the closing bracket, which it steps over,
// as over the comma before the member.
func (c *cursor) more(closing byte) bool {
	switch b := c.peek(); b {
	case closing:
		c.i++
		return false
	case ',':
		c.i++
		return true
	case 0:
		c.fail()
		return false
	}
	return true
}

// name reads a member's name, as text does, and the colon after it.
func (c *cursor) name() (quoted []byte, escaped bool) {
	if c.peek() != '"' {
		c.fail()
		return noText, false
	}
	quoted, escaped = c.text()
	if c.peek() != ':' {
		c.fail()
		return noText, false
	}
	c.i++
	return quoted, escaped
}

// noText is the string that is read where there is none.
var noText = []byte(`""`)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// text reads the string that begins here: as written, with its quotes, and whether it holds escapes.
func (c *cursor) text() (quoted []byte, escaped bool) {
	start := c.i
	b := c.b
	for i := start + 1; i < len(b); {
		if i+8 <= len(b) {
			// The lowest high bit set in hit marks the first byte that is a quote or a backslash.
			w := binary.LittleEndian.Uint64(b[i:])
			q, s := w^'"'*ones, w^'\\'*ones
			hit := ((q-ones)&^q | (s-ones)&^s) & highs
			if hit == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(hit) / 8
		}
		switch b[i] {
		case '"':
			c.i = i + 1
			return b[start:c.i], escaped
		case '\\':
			escaped = true
			i += 2
		default:
			i++
		}
	}
	c.fail()
	return noText, false
}

// word reads a number or a literal.
func (c *cursor) word() []byte {
	start := c.i
	for c.i < len(c.b) {
		switch c.b[c.i] {
		case ',', ']', '}', ':', ' ', '\t', '\n', '\r', '"', '[', '{':
			return c.b[start:c.i]
		}
		c.i++
	}
	return c.b[start:]
}

// skip steps over the value that begins here.
func (c *cursor) skip() {
	switch c.peek() {
	case '"':
		c.text()
	case '{', '[':
		c.skipNested()
	default:
		if len(c.word()) == 0 {
			c.fail()
		}
	}
}

func (c *cursor) skipNested() {
	for depth := 0; c.i < len(c.b); {
		switch c.b[c.i] {
		case '"':
			c.text()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				c.i++
				return
			}
		}
		c.i++
	}
	c.fail()
}
