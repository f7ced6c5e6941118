package sample

import (
	"bytes"
	"strconv"
)

// overlongBytes is the length of a line that is too long for isobar, which reads 16 MiB.
const overlongBytes = 16<<20 + 4096

// overlongFrom is how many bad lines a week must have at least before one of them is overlong: such a
// line would dwarf a small sample.
const overlongFrom = 50

// A flaw makes a line that is rejected for one reason, by changing a good stored report.
type flaw struct {
	reason string
	make   func(r *random, line []byte) []byte
}

// overlong is the reason of lines that are too long, which flaws does not hold because they are rare.
const overlong = "line too long"

var flaws = []flaw{
	{"not JSON", func(r *random, line []byte) []byte {
		switch r.below(3) {
		case 0: // cut off, as by a full disk
			return line[:1+r.below(len(line)-1)]
		case 1: // a proxy's answer
			return append(line[:0], "<html><body>502 Bad Gateway</body></html>"...)
		default: // two reports without a newline
			return append(line, line...)
		}
	}},
	{"not UTF-8", func(_ *random, line []byte) []byte {
		return setField(line, "product", "\"popularit\xe9\"") // Latin-1
	}},
	{"column given twice", func(_ *random, line []byte) []byte {
		return setField(line, "version", `"1.0.0","version":"1.0.1"`)
	}},
	{"no site id", func(r *random, line []byte) []byte {
		switch r.below(3) {
		case 0:
			return setField(line, "site_id", "")
		case 1:
			return setField(line, "site_id", "null")
		default:
			return setField(line, "site_id", `""`)
		}
	}},
	{"no time", func(r *random, line []byte) []byte {
		return setField(line, "timestamp", []string{"", "null"}[r.below(2)])
	}},
	{"unreadable time", func(r *random, line []byte) []byte {
		return setField(line, "timestamp", []string{
			`"yesterday"`, `"2026-13-45 99:99:99 UTC"`, `"0000-00-00 00:00:00 UTC"`,
		}[r.below(3)])
	}},
	{"wrong type", func(r *random, line []byte) []byte {
		switch r.below(3) {
		case 0:
			return setField(line, "product", `{"name":"popularity-module"}`)
		case 1:
			return setField(line, "version", "[1,0,0]")
		default:
			return setList(line, "modules", `"none"`)
		}
	}},
}

// bad appends one bad line of a random kind and returns its reason.
func (a *author) bad(line []byte, r *random, s sending) ([]byte, string) {
	f := &flaws[r.below(len(flaws))]
	good := a.storedReport(nil, s)
	return append(line, f.make(r, good)...), f.reason
}

// tooLong appends a line that would be a report if it were shorter.
func (a *author) tooLong(line []byte, s sending) []byte {
	start := len(line)
	line = a.storedReport(line, s)
	line = append(line[:len(line)-1], `,"padding":"`...)
	line = append(line, bytes.Repeat([]byte{'x'}, overlongBytes-(len(line)-start)-2)...)
	return append(line, `"}`...)
}

// setField gives a field of the header another value, or with none removes it.
func setField(line []byte, name, value string) []byte {
	start := bytes.Index(line, []byte(strconv.Quote(name)+":"))
	length := bytes.IndexByte(line[start:], ',')
	if value == "" {
		return splice(line, start, start+length+1, "")
	}
	return splice(line, start, start+length, strconv.Quote(name)+":"+value)
}

// setList gives a repeated column another value. Texts in reports hold no brackets.
func setList(line []byte, name, value string) []byte {
	key := strconv.Quote(name) + ":"
	start := bytes.Index(line, []byte(key+"[")) + len(key)
	depth := 0
	for i, b := range line[start:] {
		switch b {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return splice(line, start, start+i+1, value)
			}
		}
	}
	return line
}

func splice(line []byte, from, to int, by string) []byte {
	rest := append([]byte(by), line[to:]...)
	return append(line[:from], rest...)
}
