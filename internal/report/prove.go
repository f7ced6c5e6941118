package report

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The functions of this file prove JSON (RFC 8259), strictly and fast: where something begins they find
// the end of it, or noProof. What they prove package jsontext accepts, too; a test holds them to that.
// The reverse need not be: what nests deeper than proofDepth they leave to jsontext.

// noProof is the end of what was not proved.
const noProof = -1

// proofDepth is how deep values may nest: a bit of a word says for each level what it is.
const proofDepth = 64

// proveSpace returns the end of the white space at b[i].
func proveSpace(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// proveValue proves the value that begins at b[i], before which there is no white space.
func proveValue(b []byte, i int) int {
	var objects uint64 // the lowest bit says whether the innermost level is an object
	depth := 0
value:
	if i >= len(b) {
		return noProof
	}
	switch b[i] {
	case '"':
		if i = proveText(b, i+1); i < 0 {
			return noProof
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if i = proveNumber(b, i); i < 0 {
			return noProof
		}
	case '{', '[':
		if depth == proofDepth {
			return noProof
		}
		object := b[i] == '{'
		depth++
		if i = proveSpace(b, i+1); i == len(b) {
			return noProof
		}
		objects <<= 1
		if object {
			objects |= 1
			if b[i] != '}' {
				goto name
			}
		} else if b[i] != ']' {
			goto value
		}
	case 't':
		i = proveWord(b, i, "true")
	case 'f':
		i = proveWord(b, i, "false")
	case 'n':
		i = proveWord(b, i, "null")
	default:
		return noProof
	}
	if i < 0 {
		return noProof
	}
after:
	if depth == 0 {
		return i
	}
	if i >= len(b) {
		return noProof
	}
	switch b[i] {
	case ',':
		i++
		if i < len(b) && b[i] != '"' {
			i = proveSpace(b, i)
		}
		if objects&1 != 0 {
			goto name
		}
		goto value
	case '}':
		if objects&1 == 0 {
			return noProof
		}
	case ']':
		if objects&1 != 0 {
			return noProof
		}
	case ' ', '\t', '\n', '\r':
		i = proveSpace(b, i)
		goto after
	default:
		return noProof
	}
	objects >>= 1
	depth--
	i++
	goto after
name:
	if i = proveName(b, i); i < 0 {
		return noProof
	}
	goto value
}

// proveName proves the name of a member that begins at b[i]. It returns where the member's value begins.
func proveName(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return noProof
	}
	if i = proveText(b, i+1); i < 0 {
		return noProof
	}
	return proveColon(b, i)
}

// proveColon proves the colon between a name, which ends at b[i], and a value. It returns where the value
// begins.
func proveColon(b []byte, i int) int {
	if i < len(b) && b[i] != ':' {
		i = proveSpace(b, i)
	}
	if i >= len(b) || b[i] != ':' {
		return noProof
	}
	i++
	if i < len(b) && b[i] <= ' ' {
		i = proveSpace(b, i)
	}
	return i
}

// proveText proves the rest of a string whose first quote is before b[i].
func proveText(b []byte, i int) int {
	for {
		for i+8 <= len(b) {
			// The lowest high bit set in hit marks the first byte that is a quote, a backslash, a control
			// character or not ASCII.
			w := binary.LittleEndian.Uint64(b[i:])
			hit := ((w ^ '"'*ones - ones) | (w ^ '\\'*ones - ones) | (w - ' '*ones) | w) & highs
			if hit != 0 {
				i += bits.TrailingZeros64(hit) >> 3
				break
			}
			i += 8
		}
		if i >= len(b) {
			return noProof
		}
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			if i = proveEscape(b, i); i < 0 {
				return noProof
			}
		case c < ' ':
			return noProof
		case c < utf8.RuneSelf:
			i++ // near the end of b, where no word is left
		default:
			r, size := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && size == 1 {
				return noProof
			}
			i += size
		}
	}
}

// proveEscape proves the escape that begins at b[i]: of a surrogate, the escapes of both halves.
func proveEscape(b []byte, i int) int {
	if i+1 >= len(b) {
		return noProof
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
	default:
		return noProof
	}
	half := hex4(b, i+2)
	switch {
	case half < 0 || half >= 0xdc00 && half < 0xe000:
		return noProof
	case half < 0xd800 || half >= 0xe000:
		return i + 6
	case i+7 >= len(b) || b[i+6] != '\\' || b[i+7] != 'u':
		return noProof
	}
	if half = hex4(b, i+8); half < 0xdc00 || half >= 0xe000 {
		return noProof
	}
	return i + 12
}

// hex4 reads four hexadecimal digits at b[i]; it is negative if they are not there.
func hex4(b []byte, i int) int {
	if i+4 > len(b) {
		return -1
	}
	n := 0
	for _, c := range b[i : i+4] {
		switch {
		case isDigit(c):
			n = n<<4 | int(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			n = n<<4 | int(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return n
}

// proveNumber proves the number that begins at b[i] with a digit or a minus sign.
func proveNumber(b []byte, i int) int {
	if b[i] == '-' {
		i++
	}
	switch {
	case i >= len(b) || !isDigit(b[i]):
		return noProof
	case b[i] == '0':
		i++
	default:
		i = proveDigits(b, i)
	}
	if i < len(b) && b[i] == '.' {
		if i = proveDigits(b, i+1); i < 0 {
			return noProof
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		i = proveDigits(b, i)
	}
	return i
}

// proveDigits proves one digit or more.
func proveDigits(b []byte, i int) int {
	first := i
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	if i == first {
		return noProof
	}
	return i
}

func proveWord(b []byte, i int, word string) int {
	if len(b)-i < len(word) || string(b[i:i+len(word)]) != word {
		return noProof
	}
	return i + len(word)
}
