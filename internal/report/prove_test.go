package report

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// isJSON says whether package jsontext takes line, all of it, for one value.
func isJSON(line []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(line), jsontext.AllowDuplicateNames(true))
	if _, err := d.ReadValue(); err != nil {
		return false
	}
	_, err := d.ReadToken()
	return err == io.EOF
}

func proved(line []byte) bool {
	end := proveValue(line, proveSpace(line, 0))
	return end >= 0 && proveSpace(line, end) == len(line)
}

// What is proved is what jsontext accepts, for every way to write each kind of value.
func TestProofsOfValues(t *testing.T) {
	tests := []string{
		``, ` `, `0`, `-0`, `-`, `+1`, `01`, `-01`, `1.`, `.5`, `1.5`, `1e5`, `1E+05`, `1e-`, `1e`, `1.e5`, `-0.0e0`, `0x1`, `1_0`, `1 2`, `123456789012345678901234567890`,
		`true`, `tru`, `trueish`, `True`, `false`, `null`, `nul`, `NaN`, `Infinity`,
		`""`, `"`, `"a`, `"\"`, `"\\"`, `"\/\b\f\n\r\t\""`, `"\x"`, `"\u12"`, `"\u12G4"`, `"\u00e9"`, `"\uD83D\uDE00"`, `"\ud83d"`, `"\ude00"`, `"\ud83d\ud83d"`, `"\ud83dx"`, `"\ud83d\n"`, `"\ud83d\u"`,
		"\"\x1f\"", "\"\x7f\"", "\"\t\"", "\"\n\"", "\"é\"", "\"\xe9\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xf0\x9f\xa6\x86\"", "\"\xc0\x80\"", "\"\ufffd\"", "\ufeff0",
		`[]`, `[ ]`, `[,]`, `[1,]`, `[1 2]`, `[1,,2]`, `[1,2`, `[`, `]`, `[}`, `[[],[[]]]`, `[1]]`, `[1],`, "[\v]", "[\u00a0]",
		`{}`, `{ }`, `{,}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1 "b":2}`, `{"a":1,,"b":2}`, `{"a" : 1 , "b" : [ ] }`, `{a:1}`, `{5:1}`, `{"a":1]`, `{"a":1`, `{"a":1}}`, `{"a":1,"a":2}`, `{"a\u0062":1}`, `{"a":1,2}`, `{"a":{"b":{"c":[{"d":null}]}}}`,
	}
	for _, text := range tests {
		for _, around := range []string{"%s", " %s\t", "[%s]", `{"x":%s}`, `{"x":[%s , 1]}`, `["long enough to be read in words",%s,"long enough to be read in words"]`} {
			line := []byte(fmt.Sprintf(around, text))
			if want := isJSON(line); proved(line) != want {
				t.Errorf("%q: proved %v, JSON %v", line, !want, want)
			}
		}
	}
	deep := func(n int) []byte { return []byte(strings.Repeat(`[{"a":`, n/2) + "1" + strings.Repeat("}]", n/2)) }
	if !proved(deep(proofDepth)) || proved(deep(proofDepth+2)) || !isJSON(deep(proofDepth+2)) {
		t.Error("the depth of proofs is not as it is said")
	}
}

// mutate changes, drops, doubles or inserts a few bytes.
func mutate(r *rand.Rand, line []byte) []byte {
	const likely = `"\{}[]:,0123456789-+.eEtruefalsnl /ubdD` + "\t\r\x00\x1f\x80\xc3\xa9\xed\xf0\xff"
	out := bytes.Clone(line)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(out) + 1)
		switch piece := out[at:min(len(out), at+r.IntN(12))]; r.IntN(4) {
		case 0:
			out = append(out[:at:at], out[at+len(piece):]...)
		case 1:
			out = append(append(out[:at:at], piece...), out[at:]...)
		case 2:
			out = append(append(out[:at:at], likely[r.IntN(len(likely))]), out[at:]...)
		default:
			if at < len(out) {
				out[at] = likely[r.IntN(len(likely))]
			}
		}
	}
	return out
}

// longWay makes a layout that never reads quickly.
func longWay(l *layout) *layout {
	var visit func(f *fields)
	visit = func(f *fields) {
		for _, n := range f.all {
			n.quick = false
			visit(&n.fields)
		}
	}
	visit(&l.root)
	return l
}

// found is all that a checker knows of a report.
func (c *checker) found() string {
	return fmt.Sprint(c.submitted, c.twice, c.wrong, c.hasSite, c.site, c.hasTime, c.timeBroken, c.hasTime && c.micros != 0, c.latest, string(c.messageID))
}

// Reports with random damage: what is proved quickly jsontext accepts and finds the same of; what jsontext
// accepts is proved quickly; and both ways through the second pass give the same record.
func TestQuickAndLongWaysAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(40, 41))
	for _, decoder := range Decoders() {
		cfg := config(t, parseSchema(t, wideSchema), decoder)
		w := newBothWays(t, cfg)
		valid := 0
		for i := range 2500 {
			line := []byte(encode(r, randomReport(r, cfg.Schema, []float64{0, 0.1}[i%2])))
			if i%4 != 0 {
				line = mutate(r, line)
			}
			if w.compare(t, line) {
				valid++
			}
		}
		if valid < 750 || valid > 2200 {
			t.Errorf("%d of 2500 reports are JSON: the test tests little", valid)
		}
	}
}
