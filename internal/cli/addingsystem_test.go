package cli

import (
	"os"
	"strings"
	"testing"
)

// TestAddingASystem follows the first section of docs/adding-a-system.md: a system that is made up there is
// checked, tested, sampled and published. What the page shows of the tree's code is that code.
func TestAddingASystem(t *testing.T) {
	data, err := os.ReadFile("../../docs/adding-a-system.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, ok := strings.Cut(string(data), "<!-- copy: internal/report/spartakus.go -->\n```go\n")
	shown, _, _ = strings.Cut(shown, "```")
	code, err := os.ReadFile("../report/spartakus.go")
	if err != nil || !ok || shown != string(code) {
		t.Errorf("the page shows another decoder than the tree has: %v", err)
	}
	made, _, ok := strings.Cut(string(data), "\n## A decoder\n")
	if !ok {
		t.Fatal("the example has no end")
	}
	if commands := follow(t, made); commands < 5 {
		t.Errorf("only %d commands found", commands)
	}
}
