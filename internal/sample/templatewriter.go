package sample

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// templateWriter writes the reports that a template describes.
type templateWriter struct {
	template *Template
	line     []byte
	from     sending // of the report being written
	variant  int
	reports  random // what differs between the reports of a site
}

func (w *templateWriter) report(line []byte, s sending) []byte {
	return w.write(w.template.report, line, s)
}

func (w *templateWriter) write(report form, line []byte, s sending) []byte {
	var site random
	site.seed(forState, s.site.key)
	w.line, w.from, w.variant = line, s, 0
	w.reports.seed(forReport, s.site.key, uint64(s.at), uint64(s.variant))
	if len(w.template.variants) > 0 {
		w.variant = w.template.variant.draw(site.word())
	}
	report.write(w, &site)
	return w.line
}

// bad makes lines that are bad whatever the system, and those that are bad in this one.
func (w *templateWriter) bad(line []byte, r *random, s sending) ([]byte, string) {
	start := len(line)
	kind := r.below(6 + len(w.template.bad))
	switch kind {
	case 0: // cut off, as by a full disk
		line = w.report(line, s)
		return line[:start+1+r.below(len(line)-start-1)], "not JSON"
	case 1: // a proxy's answer
		return append(line, "<html><body>502 Bad Gateway</body></html>"...), "not JSON"
	case 2: // two reports without a newline
		return w.report(w.report(line, s), s), "not JSON"
	case 3:
		line = w.report(line, s)
		return append(line[:len(line)-1], ",\"note\":\"caf\xe9\"}"...), "not UTF-8" // Latin-1
	case 4:
		line = w.report(append(line, '['), s)
		return append(line, ']'), "wrong type"
	case 5:
		return append(line, "{}"...), "no site id"
	default:
		b := w.template.bad[kind-6]
		return w.write(b.report, line, s), b.reason
	}
}

func (w *templateWriter) tooLong(line []byte, s sending) []byte {
	start := len(line)
	line = w.report(line, s)
	line = append(line[:len(line)-1], `,"padding":"`...)
	line = append(line, strings.Repeat("x", overlongBytes-(len(line)-start)-2)...)
	return append(line, `"}`...)
}

// comma begins a member or an entry.
func (w *templateWriter) comma() {
	if last := w.line[len(w.line)-1]; last != '{' && last != '[' {
		w.line = append(w.line, ',')
	}
}

// part writes a member or an entry, if it is there.
func (w *templateWriter) part(p *part, r *random) {
	if p.fresh {
		r = &w.reports
	}
	if !p.always && !r.hit(p.there) {
		return
	}
	start := len(w.line)
	w.comma()
	if p.name != "" {
		w.line = append(append(w.line, p.name...), ':')
	}
	value := len(w.line)
	if p.form.write(w, r); len(w.line) == value {
		w.line = w.line[:start]
	}
}

// nothing is no value.
type nothing struct{}

func (nothing) write(*templateWriter, *random) {}

// constant is JSON.
type constant string

func (c constant) write(w *templateWriter, _ *random) { w.line = append(w.line, c...) }

// truth is true with these odds.
type truth odds

func (t truth) write(w *templateWriter, r *random) {
	w.line = strconv.AppendBool(w.line, r.hit(odds(t)))
}

// quantity is a whole number, or a text of one and a suffix.
type quantity struct {
	of     table
	suffix string
	quoted bool
}

func (q quantity) write(w *templateWriter, r *random) {
	n := int64(q.of.draw(r.word()))
	if q.quoted {
		w.line = append(w.line, quote(fmt.Sprint(n, q.suffix))...)
		return
	}
	w.line = strconv.AppendInt(w.line, n, 10)
}

// clock is the time of the report.
type clock struct {
	form   string
	quoted bool
}

func (c clock) write(w *templateWriter, r *random) {
	at := time.Unix(w.from.at, 0).UTC()
	text, quoted := "", c.quoted
	switch c.form {
	case "rfc3339":
		text, quoted = at.Format(time.RFC3339), true
	case "utc":
		text, quoted = at.Format("2006-01-02 15:04:05 UTC"), true
	case "seconds":
		text = strconv.FormatInt(w.from.at, 10)
	case "micros": // somewhen in that second
		text = strconv.FormatInt(w.from.at*1e6+int64(w.reports.below(1e6)), 10)
	}
	if quoted {
		text = quote(text)
	}
	w.line = append(w.line, text...)
}

// identifier is a random number in hexadecimal digits, for the site, the report or each entry.
type identifier string

func (i identifier) write(w *templateWriter, r *random) {
	w.line = append(w.line, '"')
	switch i {
	case "site":
		w.line = append(w.line, appendSiteID(nil, w.from.site)[:32]...)
	case "report":
		w.line = appendUUID(w.line, w.from.message)
	default:
		var id [16]byte
		binary.BigEndian.PutUint64(id[:8], r.word())
		binary.BigEndian.PutUint64(id[8:], r.word())
		w.line = hex.AppendEncode(w.line, id[:])
	}
	w.line = append(w.line, '"')
}

// choice is one of some values, which may depend on the site's variant; none for a variant without options.
type choice struct {
	options []form
	by      []chooser // by variant
	which   [][]int   // by variant: the options that its chooser means
}

func (c choice) write(w *templateWriter, r *random) {
	if which := c.which[w.variant]; len(which) > 0 {
		c.options[which[c.by[w.variant].draw(r.word())]].write(w, r)
	}
}

// several is an array of those of its parts that are there.
type several []part

func (s several) write(w *templateWriter, r *random) {
	w.line = append(w.line, '[')
	for i := range s {
		w.part(&s[i], r)
	}
	w.line = append(w.line, ']')
}

// list is an array of so many values.
type list struct {
	count table
	of    part
}

func (l list) write(w *templateWriter, r *random) {
	w.line = append(w.line, '[')
	for range l.count.draw(r.word()) {
		w.part(&l.of, r)
	}
	w.line = append(w.line, ']')
}

// object has those of its members that are there.
type object []part

func (o object) write(w *templateWriter, r *random) {
	w.line = append(w.line, '{')
	for i := range o {
		w.part(&o[i], r)
	}
	w.line = append(w.line, '}')
}

// jsonText is a text that is the JSON of a value.
type jsonText struct{ of form }

func (j jsonText) write(w *templateWriter, r *random) {
	start := len(w.line)
	j.of.write(w, r)
	text := quote(string(w.line[start:]))
	w.line = append(w.line[:start], text...)
}
