package report

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// naive reads reports the slow way, from what package encoding/json makes of them, to the text that
// dump writes.
type naive struct {
	dropsonde bool
	skipped   int
}

func (n *naive) fields(columns []*schema.Column, object map[string]any) (string, bool) {
	var out strings.Builder
	out.WriteByte('{')
	for _, c := range columns {
		v := object[c.Name]
		if v == nil {
			continue
		}
		if !c.Repeated {
			text, ok := n.value(c, v)
			if !ok {
				return "", false
			}
			fmt.Fprintf(&out, " %s:%s", c.Name, text)
			continue
		}
		list, ok := v.([]any)
		if !ok {
			return "", false
		}
		var entries string
		seen := map[string]bool{}
		for _, entry := range list {
			skipped := n.skipped
			text, ok := n.value(c, entry)
			if !ok {
				n.skipped = skipped + 1 // what was skipped inside it does not count again
				continue
			}
			if n.dropsonde && c.Path == "class_platforms" && seen[text] {
				continue
			}
			seen[text] = true
			entries += text
		}
		if entries != "" {
			fmt.Fprintf(&out, " %s:[%s]", c.Name, entries)
		}
	}
	out.WriteString(" }")
	return out.String(), true
}

func (n *naive) value(c *schema.Column, v any) (string, bool) {
	text, isText := v.(string)
	number, isNumber := v.(json.Number)
	truth, isTruth := v.(bool)
	switch c.Kind {
	case value.Record:
		if isText && n.dropsonde {
			for _, f := range c.Fields {
				if f.Name == "name" && f.Kind == value.String && !f.Repeated {
					v = map[string]any{"name": text}
				}
			}
		}
		object, ok := v.(map[string]any)
		if !ok {
			return "", false
		}
		return n.fields(c.Fields, object)
	case value.String, value.Bytes:
		if n.dropsonde && c.Path == "dependencies.name" {
			text = strings.ReplaceAll(text, "/", "-")
		}
		return fmt.Sprintf("%q ", text), isText
	case value.Int64:
		if isNumber {
			i, ok := naiveInteger(string(number))
			return fmt.Sprintf("%d ", i), ok
		}
		i, ok := new(big.Int).SetString(text, 10)
		return fmt.Sprintf("%d ", i), isText && ok && i.IsInt64()
	case value.Float64:
		if isNumber {
			text = string(number)
		}
		f, err := strconv.ParseFloat(text, 64)
		if f == 0 {
			f = 0 // not -0
		}
		return fmt.Sprintf("%v ", f), (isText || isNumber) && err == nil && (isText || !math.IsInf(f, 0))
	case value.Bool:
		if isText {
			truth = strings.EqualFold(text, "true")
			isTruth = truth || strings.EqualFold(text, "false")
		}
		return fmt.Sprintf("%v ", truth), isTruth
	case value.Date:
		t, err := time.Parse("2006-01-02", text)
		return fmt.Sprintf("%d ", t.Unix()/86400), isText && err == nil
	case value.Datetime:
		for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
			if t, err := time.Parse(layout, text); err == nil {
				return fmt.Sprintf("%d ", t.UnixMicro()), isText
			}
		}
	case value.Numeric:
		if isNumber {
			text = string(number)
		}
		n, ok := new(big.Rat).SetString(text)
		if !ok || n.Cmp(new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(29), nil))) >= 0 {
			return "", false
		}
		digits := strings.TrimRight(strings.TrimRight(n.FloatString(9), "0"), ".")
		return digits + " ", isText || isNumber
	case value.Timestamp:
		for _, layout := range []string{"2006-01-02 15:04:05 MST", time.RFC3339} {
			if t, err := time.Parse(layout, text); err == nil {
				return fmt.Sprintf("%d ", t.UnixMicro()), isText
			}
		}
	}
	return "", false
}

func unmarshal(t testing.TB, line string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	var object map[string]any
	if err := d.Decode(&object); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return object
}

func mustUnmarshal(line string) map[string]any {
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	var object map[string]any
	if err := d.Decode(&object); err != nil {
		panic(err)
	}
	return object
}

func sha(text string) [16]byte {
	sum := sha256.Sum256([]byte(text))
	return [16]byte(sum[:])
}
