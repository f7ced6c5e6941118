package sqlfmt

import "strings"

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isWordByte is whether c can be in a name or a number. Letters beyond ASCII need backticks.
func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || isDigit(c) || c == '_'
}

func countWord(s string) int {
	n := 0
	for n < len(s) && isWordByte(s[n]) {
		n++
	}
	return n
}

func countDigits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// countNumber measures a number, in base 10 or 16, with fraction and exponent. Letters that follow
// without a blank stay with it: GoogleSQL refuses them, or they are a path like my-project-1.dataset.
func countNumber(s string) int {
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		return countWord(s)
	}
	n := countDigits(s)
	if n < len(s) && s[n] == '.' {
		n += 1 + countDigits(s[n+1:])
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		sign := n + 1
		if sign < len(s) && (s[sign] == '+' || s[sign] == '-') {
			sign++
		}
		if digits := countDigits(s[sign:]); digits > 0 {
			n = sign + digits
		}
	}
	return n + countWord(s[n:])
}

// stringStart is the length of the prefix of a string literal, which may be 0; -1 if s begins with
// something else.
func stringStart(s string) int {
	n := countWord(s[:min(len(s), 3)])
	switch strings.ToLower(s[:n]) {
	case "", "r", "b", "rb", "br":
		if n < len(s) && (s[n] == '\'' || s[n] == '"') {
			return n
		}
	}
	return -1
}

// indexOrEnd is where the first of some characters is, or the end.
func indexOrEnd(s, chars string) int {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return i
	}
	return len(s)
}

// trimLines removes the blanks at the end of each line.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r\v\f\b")
	}
	return strings.Join(lines, "\n")
}
