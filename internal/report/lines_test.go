package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

type gotLine struct {
	n    int64
	text string
	long bool
}

func readLines(t *testing.T, r io.Reader, limit int, pos, end int64, drop bool) []gotLine {
	t.Helper()
	l := newLineReader(r, limit, pos, end)
	if drop {
		l.drop()
	}
	var got []gotLine
	for l.next() {
		got = append(got, gotLine{l.n, string(l.line), l.long})
	}
	if l.err != nil {
		t.Fatal(l.err)
	}
	return got
}

// naiveLines cuts all of data.
func naiveLines(data string, limit int) []gotLine {
	var lines []gotLine
	for i, text := range strings.Split(strings.TrimSuffix(data, "\n"), "\n") {
		if data == "" {
			break
		}
		text = strings.TrimSuffix(text, "\r")
		long := len(text) > limit
		if long {
			text = text[:min(limit, RawLimit)]
		}
		lines = append(lines, gotLine{int64(i + 1), strings.TrimPrefix(text, "\ufeff"), long})
	}
	return lines
}

func randomLines(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(12) {
		if r.IntN(6) == 0 {
			b.WriteString("\ufeff")
		}
		b.WriteString(strings.Repeat(string("ab \r"[r.IntN(4)]), r.IntN(14)))
		b.WriteString([]string{"\n", "\r\n", "\n\n"}[r.IntN(3)])
	}
	text := b.String()
	return text[:len(text)-r.IntN(min(3, len(text)+1))]
}

func TestLinesAgreeWithSplit(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for range 5000 {
		data, limit := randomLines(r), 1+r.IntN(12)
		want := naiveLines(data, limit)
		for name, in := range map[string]io.Reader{
			"at once": strings.NewReader(data), "byte by byte": iotest.OneByteReader(strings.NewReader(data)),
			"halves": iotest.HalfReader(strings.NewReader(data)), "end with data": iotest.DataErrReader(strings.NewReader(data)),
		} {
			if got := readLines(t, in, limit, 0, -1, false); !slices.Equal(got, want) {
				t.Fatalf("%q, limit %d, %s: %v, want %v", data, limit, name, got, want)
			}
		}
		// Cut into parts anywhere: the parts' lines are the file's, and so are their numbers, added up.
		var parts []gotLine
		cuts := []int64{0, int64(r.IntN(len(data) + 1)), int64(r.IntN(len(data) + 1)), int64(len(data))}
		slices.Sort(cuts)
		for i := range len(cuts) - 1 {
			before := int64(len(parts))
			from := max(0, cuts[i]-1)
			for _, line := range readLines(t, strings.NewReader(data[from:]), limit, from, cuts[i+1], cuts[i] > 0) {
				line.n += before
				parts = append(parts, line)
			}
		}
		if !slices.Equal(parts, want) {
			t.Fatalf("%q in parts %v: %v, want %v", data, cuts, parts, want)
		}
	}
}

func TestLongLineTakesBoundedMemory(t *testing.T) {
	const limit, long = 1 << 20, 300 << 20
	in := io.MultiReader(strings.NewReader("first\n"), io.LimitReader(zeros{}, long), strings.NewReader("\nlast"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := readLines(t, in, limit, 0, -1, false)
	runtime.ReadMemStats(&after)
	if len(got) != 3 || got[0].text != "first" || !got[1].long || len(got[1].text) != RawLimit || got[2] != (gotLine{3, "last", false}) {
		t.Fatalf("%d lines", len(got))
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4*limit {
		t.Errorf("a line of %d bytes took %d, the limit is %d", long, used, limit)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

func TestLineReaderErrors(t *testing.T) {
	broken := errors.New("broken")
	l := newLineReader(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), 100, 0, -1)
	if !l.next() || string(l.line) != "a" || l.next() || l.err != broken {
		t.Errorf("line %q, error %v", l.line, l.err)
	}
	l = newLineReader(stuck{}, 100, 0, -1)
	if l.next() || l.err != io.ErrNoProgress {
		t.Errorf("a reader that gives nothing: %v", l.err)
	}
	l = newLineReader(strings.NewReader("a\nb"), 100, 0, 10)
	for l.next() {
	}
	if l.n != 2 || l.err != errShrank {
		t.Errorf("a file that shrank: %d lines, %v", l.n, l.err)
	}
	l = newLineReader(io.MultiReader(bytes.NewReader(bytes.Repeat([]byte{'x'}, 500)), iotest.ErrReader(broken)), 100, 0, -1)
	if l.next() || l.err != broken {
		t.Errorf("an error in a long line: %v", l.err)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestBlank(t *testing.T) {
	for text, want := range map[string]bool{"": true, " \t": true, "\r": true, "\ufeff": true, "x": false, " x": false} {
		l := newLineReader(strings.NewReader(text+"\n"), 100, 0, -1)
		if !l.next() || l.blank() != want {
			t.Errorf("%q is blank: %v", text, !want)
		}
	}
	l := newLineReader(strings.NewReader(fmt.Sprintf("%*s", 50, "")), 10, 0, -1)
	if !l.next() || l.blank() {
		t.Error("a long line is not blank, whatever it begins with")
	}
}
