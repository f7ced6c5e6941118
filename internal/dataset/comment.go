package dataset

import "strings"

// leadingComment splits a query into the comment it begins with and the rest. Lines of the comment are
// joined with spaces to paragraphs, and paragraphs, which empty lines separate, with an empty line.
// All three kinds of comment count: -- and # up to the end of the line, and /* */.
func leadingComment(sql string) (comment, query string) {
	var lines []string
	for rest := sql; ; {
		trimmed := strings.TrimLeft(rest, " \t\r\n\f\v")
		if strings.Count(rest[:len(rest)-len(trimmed)], "\n") > 1 {
			lines = append(lines, "")
		}
		body, after, ok := cutComment(trimmed)
		if !ok {
			return paragraphs(lines), trimmed
		}
		lines = append(lines, body...)
		rest = after
	}
}

// cutComment takes one comment from the start of sql. The newline that ends a line comment stays.
func cutComment(sql string) (lines []string, rest string, ok bool) {
	if body, isBlock := strings.CutPrefix(sql, "/*"); isBlock {
		body, rest, ok = strings.Cut(body, "*/")
		if !ok {
			return nil, sql, false
		}
		for line := range strings.SplitSeq(body, "\n") {
			line = strings.TrimSpace(line)
			lines = append(lines, strings.TrimSpace(strings.TrimLeft(line, "*")))
		}
		return lines, rest, true
	}
	for _, mark := range []string{"--", "#"} {
		if body, isLine := strings.CutPrefix(sql, mark); isLine {
			end := strings.IndexByte(body, '\n')
			if end < 0 {
				end = len(body)
			}
			return []string{strings.TrimSpace(body[:end])}, body[end:], true
		}
	}
	return nil, sql, false
}

func paragraphs(lines []string) string {
	var out strings.Builder
	apart := false // an empty line came since the last text
	for _, line := range lines {
		switch {
		case line == "":
			apart = out.Len() > 0
			continue
		case apart:
			out.WriteString("\n\n")
		case out.Len() > 0:
			out.WriteByte(' ')
		}
		out.WriteString(line)
		apart = false
	}
	return out.String()
}
