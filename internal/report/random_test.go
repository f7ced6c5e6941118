package report

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// randomReport makes a report of schema s with something wrong here and there.
func randomReport(r *rand.Rand, s *schema.Schema, wrong float64) map[string]any {
	report := randomObject(r, s.Columns, wrong)
	report["site_id"], report["timestamp"], report["message_id"] = "abc", "2026-11-09 18:04:08 UTC", "m"
	report["unknown"] = randomJunk(r)
	return report
}

func randomObject(r *rand.Rand, columns []*schema.Column, wrong float64) map[string]any {
	object := map[string]any{}
	for _, c := range columns {
		misfit := wrong
		if c.Parent == nil {
			misfit = 0 // the report would be rejected
		}
		switch {
		case r.IntN(8) == 0:
			continue
		case r.IntN(10) == 0:
			object[c.Name] = nil
		case r.Float64() < misfit:
			object[c.Name] = randomJunk(r)
		case c.Repeated:
			list := []any{}
			for range r.IntN(4) {
				if r.Float64() < wrong {
					list = append(list, randomJunk(r))
				} else {
					list = append(list, randomValue(r, c, wrong))
				}
			}
			object[c.Name] = list
		default:
			if c.Parent == nil && c.Kind == value.Record {
				object[c.Name] = randomValue(r, c, 0)
			} else {
				object[c.Name] = randomValue(r, c, wrong)
			}
		}
	}
	return object
}

func randomValue(r *rand.Rand, c *schema.Column, wrong float64) any {
	texts := []string{"", "a", "b/c", "d-e", "é\u2028", "\"quoted\\", "\x00\t", "RedHat", "null", "5"}
	switch c.Kind {
	case value.Record:
		return randomObject(r, c.Fields, wrong)
	case value.Int64:
		return []any{r.IntN(3), json.Number("2.0"), json.Number("1e2"), "7", "-7", int64(r.Uint64())}[r.IntN(6)]
	case value.Float64:
		return []any{r.IntN(3), r.NormFloat64(), json.Number("-0.0"), "2.5", "NaN", "-Infinity"}[r.IntN(6)]
	case value.Bool:
		return []any{true, false, "true", "FALSE"}[r.IntN(4)]
	case value.Date:
		return fmt.Sprintf("2026-%02d-%02d", 1+r.IntN(12), 1+r.IntN(28))
	case value.Datetime:
		return fmt.Sprintf("2026-%02d-%02d%c10:%02d:59.25", 1+r.IntN(12), 1+r.IntN(28), "T "[r.IntN(2)], r.IntN(60))
	case value.Numeric:
		return []any{r.IntN(3), json.Number("0.1"), json.Number("-12345678901234567890.123456789"), json.Number("1.5e-3"), "2.50", "+7"}[r.IntN(6)]
	case value.Timestamp:
		return fmt.Sprintf("2026-%02d-%02d 10:%02d:59 UTC", 1+r.IntN(12), 1+r.IntN(28), r.IntN(60))
	}
	return texts[r.IntN(len(texts))]
}

func randomJunk(r *rand.Rand) any {
	return []any{nil, true, "", "text", "2026-13-01", 5, 2.5, json.Number("1e400"), []any{}, []any{nil, "x"},
		map[string]any{}, map[string]any{"name": 5, "x": []any{}}, map[string]any{"name": "n"}}[r.IntN(13)]
}

// encode writes JSON in one of the many ways that mean the same.
func encode(r *rand.Rand, v any) string {
	space := func() string { return []string{"", "", "", " ", "\t"}[r.IntN(5)] }
	var out strings.Builder
	out.WriteString(space())
	switch v := v.(type) {
	case map[string]any:
		out.WriteString("{" + space())
		first := true
		for k, x := range v { // in any order
			if !first {
				out.WriteString(",")
			}
			first = false
			out.WriteString(encode(r, k) + ":" + encode(r, x))
		}
		out.WriteString("}")
	case []any:
		out.WriteString("[" + space())
		for i, x := range v {
			if i > 0 {
				out.WriteString(",")
			}
			out.WriteString(encode(r, x))
		}
		out.WriteString("]")
	case string:
		plain, _ := json.Marshal(v)
		text := string(plain)
		if r.IntN(4) == 0 && !strings.Contains(text, `\`) {
			text = strings.NewReplacer("a", `\u0061`, "e", `\u0065`, "5", `\u0035`, "/", `\/`).Replace(text)
		}
		out.WriteString(text)
	default:
		plain, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		out.Write(plain)
	}
	out.WriteString(space())
	return out.String()
}
