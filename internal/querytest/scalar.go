package querytest

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"isobar/internal/dataset/yamldoc"
	"isobar/internal/value"
)

// readScalar reads a value of a kind. Its texts are numbered by d. The error is a sentence without a place.
func readScalar(d *value.Dict, kind value.Kind, n yamldoc.Node) (value.Value, error) {
	if n.IsNull() {
		return value.Value{}, nil
	}
	wrong := func(right string) (value.Value, error) {
		return value.Value{}, fmt.Errorf("the column is %s: write %s, not %s", kind, right, n.Form())
	}
	switch kind {
	case value.Bool:
		if b, ok := n.Bool(); ok {
			return value.OfBool(b), nil
		}
		return wrong("true or false")
	case value.Int64:
		if i, ok := n.Int(); ok {
			return value.OfInt64(i), nil
		} else if _, ok := n.Number(); ok {
			return value.Value{}, errors.New("the column is INT64: write a whole number of 64 bits")
		}
		return wrong("a whole number")
	case value.Float64:
		if f, ok := n.Float(); ok {
			return value.OfFloat64(f), nil
		}
		return wrong("a number, .inf or .nan")
	case value.Numeric:
		// More digits than YAML has numbers for are text to it, and so may be the others.
		if number, ok := n.Number(); ok {
			return readText(d, kind, number)
		} else if number, ok := n.Text(); ok {
			return readText(d, kind, number)
		}
		return wrong("a number")
	}
	text, ok := n.Text()
	if !ok {
		return value.Value{}, fmt.Errorf("the column is %s: write text, not %s; quote it if text is meant", kind, n.Form())
	}
	return readText(d, kind, text)
}

// readText reads a value of a kind that the file writes as text.
func readText(d *value.Dict, kind value.Kind, text string) (value.Value, error) {
	wrong := func(right string) (value.Value, error) {
		return value.Value{}, fmt.Errorf("%q is no %s: write %s", text, kind, right)
	}
	switch kind {
	case value.String:
		if !utf8.ValidString(text) {
			return wrong("Unicode text")
		}
		return value.OfString(d.CodeOf(text)), nil
	case value.Bytes:
		content, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return wrong("base64, such as aXNvYmFy")
		}
		return value.OfBytes(d.Code(content)), nil
	case value.Date:
		t, ok := readTime(text, "2006-01-02")
		if !ok {
			return wrong("a date, such as 2026-11-09")
		}
		return value.OfDate(t.Unix() / secondsOfDay), nil
	case value.Timestamp:
		text := strings.Replace(strings.TrimSuffix(text, " UTC"), "T", " ", 1)
		t, ok := readTime(text, "2006-01-02", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z07")
		if !ok {
			return wrong("a time in UTC, such as 2026-11-09 18:30:00")
		}
		return value.OfTimestamp(t.UnixMicro()), nil
	case value.Datetime:
		t, ok := readTime(strings.Replace(text, "T", " ", 1), "2006-01-02", "2006-01-02 15:04:05")
		if !ok {
			return wrong("a date and time, such as 2026-11-09 18:30:00")
		}
		return value.OfDatetime(t.UnixMicro()), nil
	case value.Numeric:
		content, ok := value.ParseNumeric(text)
		if !ok {
			return wrong("a decimal number of at most 29 digits before the point")
		}
		return value.Value{Kind: value.Numeric, Bits: uint64(d.Code(content[:]))}, nil
	}
	return value.Value{}, fmt.Errorf("values of %s cannot be written in a test", kind)
}

const secondsOfDay = 86400

// readTime reads a time in one of several forms, of which those with seconds take a fraction as well.
func readTime(text string, forms ...string) (time.Time, bool) {
	for _, form := range forms {
		t, err := time.Parse(form, text)
		if err == nil && t.UTC().Year() >= 1 && t.UTC().Year() <= 9999 && t.Nanosecond()%1000 == 0 {
			return t, true
		}
	}
	return time.Time{}, false
}
