package yamldoc

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// describe writes what a node says of itself.
func describe(n Node) string {
	text, isText := n.Text()
	i, isInt := n.Int()
	f, isFloat := n.Float()
	b, isBool := n.Bool()
	number, isNumber := n.Number()
	s := fmt.Sprintf("%d:%d %s", n.Place().Line, n.Place().Column, n.Form())
	if n.IsNull() {
		s += ", null"
	}
	if isText {
		s += fmt.Sprintf(", text %q", text)
	}
	if isInt {
		s += fmt.Sprintf(", int %d", i)
	}
	if isFloat {
		s += fmt.Sprintf(", float %v", f)
	}
	if isBool {
		s += fmt.Sprintf(", bool %v", b)
	}
	if isNumber {
		s += ", number " + number
	}
	if n.Source() != "" {
		s += ", source " + n.Source()
	}
	if dashes := n.Dashes(); dashes != nil {
		s += fmt.Sprint(", dashes ", dashes)
	}
	if from, to, ok := n.Brackets(); ok {
		s += fmt.Sprint(", brackets ", from, to)
	}
	return s
}

// TestNodes holds what nodes say to a list that a reader can compare with the document.
func TestNodes(t *testing.T) {
	const file = `- whole: -5
  large: 18446744073709551615
  broken: 0.10
  endless: -.inf
  none: .nan
  yes: true
  empty:
  nothing: null # this
  plain: 7.2.1
  single: 'it''s'
  double: "\u00e9\n"
  block: |
    two
    lines
  list:
    - 1
    -
      - 2
  brackets: [é, [],
    x]
  map: {a: 1, 2: b}
  date: 2026-11-09
`
	want := []string{
		"whole 1:10 a number, int -5, float -5, number -5, source -5",
		"large 2:10 a number, float 1.8446744073709552e+19, number 18446744073709551615, source 18446744073709551615",
		"broken 3:11 a fractional number, float 0.1, number 0.10, source 0.10",
		"endless 4:12 a fractional number, float -Inf, source -.inf",
		"none 5:9 a fractional number, float NaN, source .nan",
		"yes 6:8 true or false, bool true, source true",
		"empty 7:9 empty, null, source null",
		"nothing 8:12 empty, null, source null",
		`plain 9:10 text, text "7.2.1", source 7.2.1`,
		`single 10:11 text, text "it's"`,
		`double 11:11 text, text "é\n"`,
		`block 12:10 text, text "two\nlines\n"`,
		"list 16:5 a list, dashes [{16 5} {17 5}]",
		"brackets 19:13 a list, brackets {19 13} {20 6}",
		"map 21:8 a mapping",
		`date 22:9 text, text "2026-11-09", source 2026-11-09`,
	}
	for _, eol := range []string{"\n", "\r\n"} {
		var got []string
		err := ReadList("f", []byte(strings.ReplaceAll(file, "\n", eol)), func(maps []*Map) {
			if len(maps) != 1 || maps[0].Place() != (Place{1, 3}) || maps[0].KeyPlace("list") != (Place{15, 3}) || maps[0].KeyPlace("absent") != (Place{1, 3}) {
				t.Errorf("%d mappings, the first at %v", len(maps), maps[0].Place())
			}
			for _, key := range maps[0].Keys() {
				n, ok := maps[0].Node(key)
				if !ok {
					t.Errorf("no %s", key)
				}
				got = append(got, key+" "+describe(n))
			}
			if _, ok := maps[0].Node("absent"); ok {
				t.Error("an absent key has a value")
			}
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestNodesWithin(t *testing.T) {
	err := ReadList("f", []byte("- x: [1, {a: b, 3: c}]\n"), func(maps []*Map) {
		n, _ := maps[0].Node("x")
		items, ok := n.Items()
		if _, isMap := n.Fields(); !ok || len(items) != 2 || isMap {
			t.Fatalf("items %v", items)
		}
		fields, ok := items[1].Fields()
		if _, isList := items[1].Items(); !ok || len(fields) != 2 || isList || fields[0].Key != "a" || fields[1].Key != "3" {
			t.Fatalf("fields %v", fields)
		}
		if got := fields[1].Problem("no %d", 3).Error() + " " + fields[1].Value.Problem("no").Error(); got != "f:1:17: no 3 f:1:20: no" {
			t.Errorf("problems %s", got)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func TestLists(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "0 ",
		"# nothing\n":       "0 ",
		"[]\n":              "0 ",
		"- a: 1\n- {a: 2}":  "2 ",
		"- a: 1\n- b: 2":    "2 f:2:3: b is not a key that can stand here; known are a",
		"- a: 1\n- 5\n- ~":  "1 f:2:3: the file must be a list of mappings, not of a number\nf:3:3: the file must be a list of mappings, not of empty",
		"a: 1\n":            "-1 f:1:1: the file must be a list of mappings, not a mapping",
		"- a: 1\n---\n- b:": "-1 f:3:1: a second YAML document begins here; the file may hold only one",
	} {
		n := -1
		err := ReadList("f", []byte(text), func(maps []*Map) {
			n = len(maps)
			for _, m := range maps {
				a := int64(math.MinInt64)
				m.Int("a", &a)
			}
		})
		got := fmt.Sprint(n, " ")
		if err != nil {
			got += err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
