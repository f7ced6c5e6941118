package sqlfmt

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// unbalanced are the errors of texts whose brackets do not match.
var unbalanced = regexp.MustCompile("closes nothing|is not closed|nest deeper")

// broken says which of the package's promises does not hold for a text; "" if all do.
func broken(sql string) string {
	before, err := lex(sql)
	if err != nil {
		return ""
	}
	once, err := Format(sql)
	if err != nil && unbalanced.MatchString(err.Error()) {
		return ""
	}
	if err != nil {
		return fmt.Sprintf("%q\ncannot be formatted: %v", sql, err)
	}
	twice, err := Format(once)
	if err != nil || twice != once {
		return fmt.Sprintf("%q\nbecomes\n%s\nand then\n%s\n%v", sql, once, twice, err)
	}
	after, err := lex(once)
	if err != nil {
		return fmt.Sprintf("%q\nbecomes\n%s\n%v", sql, once, err)
	}
	if x, y := texts(before, false), texts(after, false); !strings.EqualFold(x, y) || literals(before) != literals(after) {
		return fmt.Sprintf("%q\nhas the tokens\n%s\nthen\n%s", sql, x, y)
	}
	if x, y := texts(before, true), texts(after, true); x != y {
		return fmt.Sprintf("%q\nhas the comments\n%s\nthen\n%s", sql, x, y)
	}
	return untidy(once, after)
}

// texts joins the comments, or all else.
func texts(elements []*token, comments bool) string {
	var all []string
	for _, t := range elements {
		if (t.kind == comment) == comments {
			all = append(all, t.text)
		}
	}
	return strings.Join(all, "\x00")
}

// literals joins everything whose case matters.
func literals(elements []*token) string {
	var all []string
	for _, t := range elements {
		if t.kind == str || t.kind == quoted || t.kind == number || t.kind == param {
			all = append(all, t.text)
		}
	}
	return strings.Join(all, "\x00")
}

var untidyLine = regexp.MustCompile(`[ \t\r]\n|\n\n\n|^\n|\n\n$`)

// untidy looks at blanks outside strings and comments.
func untidy(out string, elements []*token) string {
	masked := []byte(out)
	for _, t := range elements {
		if t.kind == str || t.kind == quoted || t.kind == comment || t.kind == param {
			for i := t.pos; i < t.end; i++ {
				masked[i] = 'x'
			}
		}
	}
	if s := string(masked); untidyLine.MatchString(s) || strings.ContainsAny(s, "\t\r") || s != "" && !strings.HasSuffix(s, "\n") {
		return fmt.Sprintf("untidy:\n%q", out)
	}
	return ""
}

// separators are what may stand between two tokens.
var separators = []string{" ", "\n", "\n\n\n", "\t", " -- one\n", "\n  -- own\n", "\n\n# far\n\n", " /* in */ ", "\n/* alone */\n", "\n/* first */ ",
	" /* last */\n", " /* of\n two */ ", "/**/", "--\r\n", " /* a */ /* b */ -- c\n"}

// TestCommentsAnywhere puts comments and line ends between the tokens of the golden texts.
func TestCommentsAnywhere(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for file, sql := range goldens(t) {
		elements, err := lex(sql)
		if err != nil {
			t.Fatal(err)
		}
		tokens := pick(elements, false)
		for range 100 {
			var b strings.Builder
			often := 1 + r.IntN(20)
			for i, token := range tokens {
				switch {
				case i == 0 || r.IntN(often) == 0:
					b.WriteString(separators[r.IntN(len(separators))])
				case token.pos > tokens[i-1].end:
					b.WriteByte(' ')
				}
				b.WriteString(token.text)
			}
			if problem := broken(b.String()); problem != "" {
				t.Fatalf("%s: %s", file, problem)
			}
		}
	}
}

// TestLayoutIsOfTokens lays golden texts without comments out at random before they are formatted: the
// result must not change.
func TestLayoutIsOfTokens(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for file, sql := range goldens(t) {
		elements, err := lex(sql)
		if err != nil {
			t.Fatal(err)
		}
		tokens := pick(elements, false)
		bare := func(blank func() string) string {
			var b strings.Builder
			for i, token := range tokens {
				if i > 0 && token.pos > tokens[i-1].end {
					b.WriteString(blank())
				}
				b.WriteString(token.text)
			}
			return b.String()
		}
		want, err := Format(bare(func() string { return " " }))
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			text := bare(func() string { return []string{"\n", "\t ", "\r\n", " \f"}[r.IntN(4)] })
			if got, err := Format(text); err != nil || got != want {
				t.Fatalf("%s: %q\nbecomes\n%s\nwant\n%s\n%v", file, text, got, want, err)
			}
		}
	}
}

// TestScrambled formats the golden texts with tokens left out, doubled and exchanged: they are no
// queries any more.
func TestScrambled(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for file, sql := range goldens(t) {
		elements, err := lex(sql)
		if err != nil {
			t.Fatal(err)
		}
		for range 300 {
			var parts []string
			for _, e := range elements {
				switch r.IntN(30) {
				case 0:
				case 1:
					parts = append(parts, e.text, e.text)
				case 2:
					parts = append(parts, elements[r.IntN(len(elements))].text)
				default:
					parts = append(parts, e.text)
				}
			}
			text := strings.Join(parts, []string{" ", "\n", ""}[r.IntN(3)])
			if problem := broken(text); problem != "" {
				t.Fatalf("%s: %s", file, problem)
			}
		}
	}
}

// FuzzFormat looks for texts that break a promise.
func FuzzFormat(f *testing.F) {
	for _, sql := range goldens(f) {
		f.Add(sql)
	}
	for _, sql := range []string{
		"", "a .5", "1 .5", "a. 5", "- . 5", "-/**/- 1", "a-b-1.c", "FROM a-1.b, c-d", "ARRAY<ARRAY<INT64>>[]", "ARRAY<>", "STRUCT<>()",
		"ARRAY< >", "ARRAY<a->", "'a''b'", "r'\\'' RB\"\"\"\n\\\"\"\"\"", "`\\``.x", "@a @@b.c @`d` @{x=1} @5", "a -- b\n, c", "a AND -- b\nc",
		"(/* a */)", "(-- a\n)", "CASE WHEN a THEN b END", "|>|>", "a|>b||>c", "SELECT a,", ";;", "x => y -> z", "{a: 1, b {c: 2}}",
	} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		if problem := broken(sql); problem != "" {
			t.Error(problem)
		}
	})
}
