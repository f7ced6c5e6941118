package release

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// field is one CSV field as it stands in the file: whether it is in quotes is what tells "" from NULL.
type field struct {
	text   string
	quoted bool
}

// parseCSV is RFC 4180 to the letter: CRLF after every record, quotes around the whole field or not at
// all, doubled within.
func parseCSV(data string) ([][]field, error) {
	var records [][]field
	var record []field
	for len(data) > 0 {
		var f field
		if f.quoted = data[0] == '"'; f.quoted {
			end := 1
			for {
				i := strings.IndexByte(data[end:], '"')
				if i < 0 {
					return nil, fmt.Errorf("record %d: no closing quote", len(records)+1)
				}
				if end += i + 1; !strings.HasPrefix(data[end:], `"`) {
					break
				}
				end++
			}
			f.text, data = strings.ReplaceAll(data[1:end-1], `""`, `"`), data[end:]
		} else {
			end := strings.IndexAny(data, ",\r\n")
			if end < 0 {
				return nil, fmt.Errorf("record %d does not end in CRLF", len(records)+1)
			}
			if f.text, data = data[:end], data[end:]; strings.Contains(f.text, `"`) {
				return nil, fmt.Errorf("record %d: a quote within an unquoted field", len(records)+1)
			}
		}
		record = append(record, f)
		switch {
		case strings.HasPrefix(data, ","):
			data = data[1:]
			if data == "" {
				return nil, fmt.Errorf("record %d does not end", len(records)+1)
			}
		case strings.HasPrefix(data, "\r\n"):
			data = data[2:]
			records, record = append(records, record), nil
		default:
			return nil, fmt.Errorf("record %d: neither a comma nor CRLF after field %d", len(records)+1, len(record))
		}
	}
	return records, nil
}

// readField reads a field back as the writer's documentation says.
func readField(d *value.Dict, kind value.Kind, f field) (value.Value, error) {
	if f.text == "" && !f.quoted {
		return value.Value{}, nil
	}
	switch kind {
	case value.String:
		if text, ok := strings.CutPrefix(f.text, "'"); ok && text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
			return value.OfString(d.CodeOf(text)), nil
		}
		return value.OfString(d.CodeOf(f.text)), nil
	case value.Bytes:
		content, err := base64.StdEncoding.DecodeString(f.text)
		return value.OfBytes(d.Code(content)), err
	case value.Int64:
		n, err := strconv.ParseInt(f.text, 10, 64)
		return value.OfInt64(n), err
	case value.Float64:
		x, err := strconv.ParseFloat(f.text, 64)
		return value.OfFloat64(x), err
	case value.Bool:
		b, err := strconv.ParseBool(f.text)
		return value.OfBool(b), err
	case value.Date:
		t, err := time.Parse(time.DateOnly, f.text)
		return value.OfDate(t.Unix() / 86400), err
	case value.Datetime:
		t, err := time.Parse("2006-01-02T15:04:05", f.text)
		return value.OfDatetime(t.UnixMicro()), err
	case value.Numeric:
		return numericOf(d, f.text), nil
	default:
		t, err := time.Parse(time.RFC3339Nano, f.text)
		return value.OfTimestamp(t.UnixMicro()), err
	}
}

func TestCSVRoundTrip(t *testing.T) {
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 0))
		rows := randomRows(rng, allKinds, 2000)
		var out bytes.Buffer
		if err := writeCSV(context.Background(), &out, allKinds, rows); err != nil {
			t.Fatal(err)
		}
		records, err := parseCSV(out.String())
		if err != nil {
			t.Fatal(err)
		}
		if len(records) != rows.N+1 {
			t.Fatalf("%d records, want a header and %d", len(records), rows.N)
		}
		for i, o := range allKinds {
			if records[0][i].text != o.Name {
				t.Errorf("header %q, want %q", records[0][i].text, o.Name)
			}
			for r, want := range rows.Columns[i] {
				if want.Kind == value.String {
					// A text that looks like a guarded one, and one that is no UTF-8, do not come back.
					text := strings.ToValidUTF8(rows.Dict.String(want.Code()), "\uFFFD")
					if text == "'=quoted" {
						text = "=quoted"
					}
					want = value.OfString(rows.Dict.CodeOf(text))
				}
				got, err := readField(rows.Dict, o.Kind, records[r+1][i])
				if err != nil || got != want {
					t.Fatalf("row %d, %s: %+v reads as %v (%v), want %v", r, o.Name, records[r+1][i], got, err, want)
				}
			}
		}
		// The standard library's reader, which is another reading of RFC 4180, sees as many records.
		theirs, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(theirs) != len(records) {
			t.Errorf("encoding/csv reads %d records (%v), want %d", len(theirs), err, len(records))
		}
	}
}

func TestCSVText(t *testing.T) {
	d := value.NewDict()
	text := func(s string) value.Value { return value.OfString(d.CodeOf(s)) }
	for _, c := range []struct {
		in   value.Value
		want string
	}{
		{text("puppetlabs-stdlib"), `puppetlabs-stdlib`},
		{text(""), `""`},
		{text("a,b"), `"a,b"`},
		{text(`say "hi"`), `"say ""hi"""`},
		{text("two\nlines"), "\"two\nlines\""},
		{text(" x"), `" x"`},
		{text("x "), `"x "`},
		{text("=1+1"), `'=1+1`},
		{text("+1"), `'+1`},
		{text("-1"), `'-1`},
		{text("@x"), `'@x`},
		{text("\tx"), "\"'\tx\""},
		{text("\rx"), "\"'\rx\""},
		{text("a=1"), `a=1`},
		{text("a-1"), `a-1`},
		{text("=\"a\",b"), `"'=""a"",b"`},
		{text("\xff"), "\uFFFD"},
		{value.OfInt64(-1), `-1`},
		{value.OfInt64(-9223372036854775808), `-9223372036854775808`},
		{value.OfFloat64(-0.5), `-0.5`},
		{value.OfFloat64(1e20), `100000000000000000000`},
		{value.OfFloat64(1e21), `1e+21`},
		{value.OfFloat64(1e-7), `1e-07`},
		{value.OfFloat64(2.0 / 3), `0.6666666666666666`},
		{value.Value{Kind: value.Float64, Bits: 1 << 63}, `0`}, // negative zero
		{value.OfBool(true), `true`},
		{value.OfBool(false), `false`},
		{value.OfDate(20766), `2026-11-09`},
		{value.OfTimestamp(0), `1970-01-01T00:00:00Z`},
		{value.OfTimestamp(1_500_000), `1970-01-01T00:00:01.5Z`},
		{value.OfTimestamp(-1), `1969-12-31T23:59:59.999999Z`},
		{value.OfDatetime(1_500_000), `1970-01-01T00:00:01.5`},
		{numericOf(d, "-12.50"), `-12.5`},
		{value.OfBytes(d.CodeOf("\x00\xff=")), `AP89`},
		{value.OfBytes(d.CodeOf("")), `""`},
		{value.Value{}, ``},
	} {
		output := []plan.Output{{Name: "x", Kind: c.in.Kind}, {Name: "y", Kind: value.Int64}}
		rows := &cells.Rows{Dict: d, N: 1, Columns: [][]value.Value{{c.in}, {value.OfInt64(7)}}}
		var out bytes.Buffer
		if err := writeCSV(context.Background(), &out, output, rows); err != nil {
			t.Fatal(err)
		}
		if want := "x,y\r\n" + c.want + ",7\r\n"; out.String() != want {
			t.Errorf("%v:\n got %q\nwant %q", c.in, out.String(), want)
		}
	}
}

// A NULL alone in its row must not become an empty line.
func TestCSVOneColumn(t *testing.T) {
	output := []plan.Output{{Name: "sites", Kind: value.Int64}}
	rows := &cells.Rows{Dict: value.NewDict(), N: 3, Columns: [][]value.Value{{value.OfInt64(1), {}, value.OfInt64(3)}}}
	var out bytes.Buffer
	if err := writeCSV(context.Background(), &out, output, rows); err != nil {
		t.Fatal(err)
	}
	if want := "sites\r\n1\r\n\"\"\r\n3\r\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
