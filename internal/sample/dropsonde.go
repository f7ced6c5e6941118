package sample

import (
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"
)

// sending is one report that a site sends.
type sending struct {
	site    site
	at      int64 // Unix time, seconds
	variant int   // 0, or another content of the same time
	message uint64
}

// author writes reports. It belongs to one goroutine.
type author struct {
	catalogue *catalogue
	inv       inventory
	rand      random // of the report being written
	line      []byte
	snapshot  []byte // what ends a column of the submitted form
	submitted bool   // the form of the report being written
}

// report appends the JSON of one report in the form that its site uses, without a newline.
func (a *author) report(line []byte, s sending) []byte {
	a.load(s)
	return a.write(line, s)
}

// storedReport is report in the stored form.
func (a *author) storedReport(line []byte, s sending) []byte {
	a.load(s)
	a.submitted = false
	return a.write(line, s)
}

func (a *author) load(s sending) {
	a.inv.load(a.catalogue, s.site, week((s.at-firstMonday)/weekSeconds), s.variant)
	a.submitted = a.inv.submitted
}

func (a *author) write(line []byte, s sending) []byte {
	a.rand.seed(forReport, s.site.key, uint64(s.at), uint64(s.variant))
	a.line = line
	a.header(s)
	if a.submitted {
		a.text(`,"self-service-analytics":{"snapshots":{`)
		a.snapshot = time.Unix(s.at, 0).UTC().AppendFormat(append(a.snapshot[:0], `,"timestamp":"`...), `2006-01-02T15:04:05Z"}`)
	}
	a.classPlatforms()
	a.environmentCount()
	a.methods()
	a.dependencies()
	a.modules(int32(s.at / (24 * 3600)))
	a.classes()
	a.unusedModules()
	a.unusedClasses()
	if a.submitted {
		a.text("}}")
	}
	a.text("}")
	return a.line
}

func (a *author) text(s string) { a.line = append(a.line, s...) }

func (a *author) header(s sending) {
	a.text(`{"product":"popularity-module","version":"1.0.0","site_id":"`)
	a.line = appendSiteID(a.line, s.site)
	a.text(`","message_id":"`)
	a.line = appendUUID(a.line, s.message)
	a.text(`","timestamp":"`)
	a.line = time.Unix(s.at, 0).UTC().AppendFormat(a.line, "2006-01-02 15:04:05 UTC")
	a.text(`","ip":"`)
	a.line = appendIP(a.line, s.site)
	a.text(`"`)
}

// appendSiteID appends what stands for the SHA-512 digest of a site's certificate, in hexadecimal.
func appendSiteID(b []byte, s site) []byte {
	var id [8]byte
	binary.BigEndian.PutUint64(id[:], s.key)
	sum := sha512.Sum512(id[:])
	return hex.AppendEncode(b, sum[:])
}

// appendUUID appends a random (version 4) UUID made from one word.
func appendUUID(b []byte, word uint64) []byte {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], word)
	binary.BigEndian.PutUint64(id[8:], hash(forReport, word))
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	for i, end := range []int{4, 6, 8, 10, 16} {
		if i > 0 {
			b = append(b, '-')
		}
		start := []int{0, 4, 6, 8, 10}[i]
		b = hex.AppendEncode(b, id[start:end])
	}
	return b
}

// appendIP appends an address from the ranges that are reserved for documentation (RFC 5737, RFC 3849).
func appendIP(b []byte, s site) []byte {
	networks := []string{"192.0.2.", "198.51.100.", "203.0.113."}
	host := s.key >> 32
	if s.key%20 == 0 {
		return strconv.AppendUint(append(b, "2001:db8::"...), host%0xffff+1, 16)
	}
	return strconv.AppendUint(append(b, networks[s.key%3]...), host%254+1, 10)
}

// column begins a column of either form, end ends it.
func (a *author) column(name string) {
	if a.line[len(a.line)-1] != '{' {
		a.text(",")
	}
	a.text(`"`)
	a.text(name)
	if a.submitted {
		a.text(`":{"value":`)
	} else {
		a.text(`":`)
	}
}

func (a *author) end() {
	if a.submitted {
		a.line = append(a.line, a.snapshot...)
	}
}

// list begins a repeated column, endList ends it.
func (a *author) list(name string) {
	a.column(name)
	a.text("[")
}

func (a *author) endList() {
	a.text("]")
	a.end()
}

// scalar appends an entry that is no object.
func (a *author) scalar(json string) {
	if a.line[len(a.line)-1] != '[' {
		a.text(",")
	}
	a.text(json)
}

// entry appends an entry of a repeated column from its keys and JSON values, now and then with a flaw.
func (a *author) entry(fields ...string) {
	c := a.catalogue
	if a.line[len(a.line)-1] != '[' {
		a.text(",")
	}
	flaw := odds(a.rand.word())
	if flaw < c.missing+c.null+c.odd {
		a.flawed(flaw, fields)
		return
	}
	for i := 0; i < len(fields); i += 2 {
		if i == 0 {
			a.text(`{"`)
		} else {
			a.text(`,"`)
		}
		a.text(fields[i])
		a.text(`":`)
		a.text(fields[i+1])
	}
	a.text("}")
}

// flawed appends an entry of which one field is missing, null or of another type, or that is no object.
func (a *author) flawed(flaw odds, fields []string) {
	c := a.catalogue
	bad := 2 * a.rand.below(len(fields)/2)
	isOdd := flaw >= c.missing+c.null
	if isOdd && a.rand.below(4) == 0 {
		a.text("17")
		return
	}
	a.text("{")
	for i := 0; i < len(fields); i += 2 {
		value := fields[i+1]
		switch {
		case i != bad:
		case flaw < c.missing:
			continue
		case isOdd && value[0] == '"':
			value = `["odd"]`
		case isOdd:
			value = `"many"`
		default:
			value = "null"
		}
		if a.line[len(a.line)-1] != '{' {
			a.text(",")
		}
		a.text(`"`)
		a.text(fields[i])
		a.text(`":`)
		a.text(value)
	}
	a.text("}")
}
