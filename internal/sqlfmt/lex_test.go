package sqlfmt

import (
	"strings"
	"testing"
)

// TestLex has the places where a text could be cut in several ways. Elements are separated by ¦, and
// each that is no operator has the letter of its kind before it.
func TestLex(t *testing.T) {
	letters := map[kind]string{word: "w", quoted: "q", str: "s", number: "n", param: "p", op: "", comment: "c"}
	for sql, want := range map[string]string{
		"a.1.2e5 .5":                   "wa¦.¦w1¦.¦w2e5¦.¦w5", // after a name, a dot leads to a part of it
		"f(1).5, 1 .5, +.5":            "wf¦(¦n1¦)¦.¦w5¦,¦n1¦n.5¦,¦+¦n.5",
		"LIMIT .5 x.LIMIT.5":           "wLIMIT¦n.5¦wx¦.¦wLIMIT¦.¦w5",
		"0xaF 1. 1.e-5 1E+3":           "n0xaF¦n1.¦n1.e-5¦n1E+3",
		"1e 1e+ 12ab 1..2":             "n1e¦n1e¦+¦n12ab¦n1.¦n.2",
		"r'\\'' Rb\"a\" br''":          "sr'\\''¦sRb\"a\"¦sbr''",
		"'''a'b\n''' \"\"\"\\\"\"\"\"": "s'''a'b\n'''¦s\"\"\"\\\"\"\"\"",
		"rbr'a' x'a' ''''''":           "wrbr¦s'a'¦wx¦s'a'¦s''''''",
		"`a\\`b`.`c`":                  "q`a\\`b`¦.¦q`c`",
		"@a @@b.c @`d` @{ @5 @":        "pa¦pb¦.¦wc¦pd¦@¦{¦@¦n5¦@",
		"--a\r#b\n/*c*/ /* /* */":      "c--a¦c#b¦c/*c*/¦c/* /* */",
		"-- a \t\n/* a \r\n b */":      "c-- a¦c/* a\n b */",
		"a||b|>c|d":                    "wa¦||¦wb¦|>¦wc¦|¦wd",
		"a<=b>=c<>d!=e<<f>>g":          "wa¦<=¦wb¦>=¦wc¦<>¦wd¦!=¦we¦<<¦wf¦>>¦wg",
		"a=>b->c+=d-=e":                "wa¦=>¦wb¦->¦wc¦+=¦wd¦-=¦we",
		"ARRAY<STRUCT<a INT64>>>=b":    "wARRAY¦<¦wSTRUCT¦<¦wa¦wINT64¦>¦>¦>=¦wb",
		"ARRAY<a(b>>c)>>>d":            "wARRAY¦<¦wa¦(¦wb¦>>¦wc¦)¦>¦>>¦wd",
		"a\u00a0b\u3000c\f\v\b":        "wa¦wb¦wc",
	} {
		elements, err := lex(sql)
		if err != nil {
			t.Errorf("%q: %v", sql, err)
			continue
		}
		var got []string
		for _, e := range elements[:len(elements)-1] {
			text := e.text
			if e.kind == param {
				text = strings.Trim(text, "@`")
			}
			got = append(got, letters[e.kind]+text)
		}
		if joined := strings.Join(got, "¦"); joined != want {
			t.Errorf("%q is\n%s, want\n%s", sql, joined, want)
		}
	}
}
