package gsql

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const pages = "../../docs/refusals"

var (
	block = regexp.MustCompile("(?s)```sql\n(.*?)```")
	place = regexp.MustCompile("`([0-9]+:[0-9]+): ([^`]+)`")
)

// TestRefusalPages holds each page of docs/refusals to the program: its first example is refused with
// the page's code, at the place and with the words that the page quotes; its second, if it has one, is
// accepted; and why and what instead are the program's own sentences.
func TestRefusalPages(t *testing.T) {
	c := newCompiler(t)
	for code, advice := range Advices {
		t.Run(string(code), func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(pages, string(code)+".md"))
			if err != nil {
				t.Fatal(err)
			}
			page := string(data)
			flat := strings.Join(strings.Fields(page), " ")
			for _, sentence := range []string{advice.Why, advice.Instead} {
				if !strings.Contains(flat, sentence) {
					t.Errorf("the page does not say: %s", sentence)
				}
			}
			examples := block.FindAllStringSubmatch(page, -1)
			quoted := place.FindStringSubmatch(flat)
			if len(examples) == 0 || len(examples) > 2 || quoted == nil {
				t.Fatalf("%d examples, message %q", len(examples), quoted)
			}
			_, err = c.Compile(Source{Table: "t", File: "bad.sql", SQL: examples[0][1], K: 10})
			var found Findings
			if !errors.As(err, &found) {
				t.Fatalf("the bad example: %v", err)
			}
			if !slices.ContainsFunc(found, func(f Finding) bool {
				return f.Code == code && strings.HasPrefix(f.Error(), "bad.sql:"+quoted[1]+": "+quoted[2])
			}) {
				t.Errorf("the bad example is refused with\n%v\nwant %s: %s [%s]", found, quoted[1], quoted[2], code)
			}
			if len(examples) == 2 {
				if _, err := c.Compile(Source{Table: "t", File: "good.sql", SQL: examples[1][1], K: 10}); err != nil {
					t.Errorf("the good example: %v", err)
				}
			}
		})
	}
}

// TestEveryPageHasACode finds pages of codes that are gone, and a list that misses one.
func TestEveryPageHasACode(t *testing.T) {
	files, err := filepath.Glob(pages + "/ISO*.md")
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(pages + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		code := strings.TrimSuffix(filepath.Base(file), ".md")
		if _, ok := Advices[Code(code)]; !ok {
			t.Errorf("%s explains no refusal", file)
		}
		if !strings.Contains(string(index), "["+code+"]("+code+".md)") {
			t.Errorf("%s/README.md does not list %s", pages, code)
		}
	}
}
