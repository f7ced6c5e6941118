package release

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestRecords compares the reader of records with encoding/csv, on random texts of the characters that matter:
// where that one finds no fault, both count the same records, and what it refuses is refused.
func TestRecords(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	pieces := []string{"a", "b", ",", `"`, `""`, "\n", "\r\n", `"x,y"`, "\"p\nq\"", "é", strings.Repeat("long", 10)}
	good := 0
	for range 50_000 {
		var text strings.Builder
		for range r.IntN(12) {
			text.WriteString(pieces[r.IntN(len(pieces))])
		}
		if strings.Contains("\n"+strings.ReplaceAll(text.String(), "\r", ""), "\n\n") {
			continue // encoding/csv skips empty lines, which are records here
		}
		const fields = 2
		want, wantErr := count(func() func() error {
			c := csv.NewReader(strings.NewReader(text.String()))
			c.FieldsPerRecord = fields
			return func() error { _, err := c.Read(); return err }
		}())
		have, haveErr := count(func() func() error {
			c := &recordReader{r: bufio.NewReaderSize(strings.NewReader(text.String()), 16)}
			return func() error {
				record, err := c.next()
				if err == nil {
					err = checkRecord(bytes.Clone(record), fields)
				}
				return err
			}
		}())
		if (wantErr == nil) != (haveErr == nil) || wantErr == nil && have != want {
			t.Fatalf("%q: %d records, error %v; encoding/csv: %d, %v", text.String(), have, haveErr, want, wantErr)
		}
		if wantErr == nil && want > 0 {
			good++
		}
	}
	if good < 500 {
		t.Errorf("only %d texts were CSV", good)
	}
}

// count calls next until the end.
func count(next func() error) (n int, err error) {
	for {
		err := next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		n++
	}
}
