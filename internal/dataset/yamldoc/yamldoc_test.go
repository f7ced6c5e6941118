package yamldoc

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestValues(t *testing.T) {
	text, number, share, deep := "default", int64(7), 0.5, ""
	var list, keys []string
	var names []string
	err := Read("f", []byte(`
text: >-
  two
  lines
number: 12
list: [a, 'b', c d]
share: 1
open: {x.y: 1, 3: 2, z: 3}
nested:
  deep: yes and no
items:
  - name: first
  - {name: second}
`), func(m *Map) {
		m.Text("text", &text)
		m.Int("number", &number)
		m.Float("share", &share)
		m.Texts("list", &list)
		m.Text("absent", &text)
		m.Int("absent", &number)
		open := m.Map("open")
		keys = open.Keys()
		for _, k := range keys {
			n := int64(0)
			open.Int(k, &n)
		}
		m.Map("nested").Text("deep", &deep)
		for _, item := range m.Maps("items") {
			name := ""
			item.Text("name", &name)
			names = append(names, name)
		}
		missing := m.Map("missing")
		missing.Require("anything", "it")
		missing.Text("anything", &text)
		missing.Refuse("anything", "no")
		missing.Fail("anything", "no")
		if missing.Has("anything") || missing.Keys() != nil {
			t.Error("a missing mapping has keys")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if text != "two lines" || number != 12 || share != 1 || deep != "yes and no" {
		t.Errorf("%q %d %v %q", text, number, share, deep)
	}
	if !slices.Equal(list, []string{"a", "b", "c d"}) || !slices.Equal(keys, []string{"x.y", "3", "z"}) ||
		!slices.Equal(names, []string{"first", "second"}) {
		t.Errorf("%q %q %q", list, keys, names)
	}
}

// TestProblems: every problem is found in one reading, in the order of the file, whatever the order in
// which keys are asked for, and a value with a problem leaves its target alone.
func TestProblems(t *testing.T) {
	text, number, share := "default", int64(7), 0.5
	list := []string{"default"}
	err := Read("dir/f.yaml", []byte(`share: .inf
surprise: 1
number: 1.5
list: [a, 5, odd]
text: !!str x
wrong:
  inner: 1
items:
  - 1
  - {nam: x}
map: []
`), func(m *Map) {
		m.Maps("items")[0].Require("name", "its name")
		m.Map("map")
		m.Map("wrong")
		m.Text("text", &text)
		m.Texts("list", &list, func(s string) error {
			if s == "odd" {
				return errors.New("this is odd")
			}
			return nil
		})
		m.Int("number", &number)
		m.Float("share", &share)
		m.Require("needed", "a thing")
	})
	want := `dir/f.yaml:1:1: needed is missing: give a thing
dir/f.yaml:1:8: share must be a number, not a fractional number
dir/f.yaml:2:1: surprise is not a key that can stand here; known are items, list, map, needed, number, share, text, wrong
dir/f.yaml:3:9: number must be a whole number, not a fractional number
dir/f.yaml:4:11: list must be text, not a number; quote it if text is meant
dir/f.yaml:4:14: list: this is odd
dir/f.yaml:5:7: text must be text, not a tag, which is not supported; quote it if text is meant
dir/f.yaml:7:3: wrong.inner is not a key that can stand here
dir/f.yaml:9:5: items must be a mapping, not a number
dir/f.yaml:10:5: items.name is missing: give its name
dir/f.yaml:10:6: items.nam is not a key that can stand here; known are name
dir/f.yaml:11:6: map must be a mapping, not a list`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
	if text != "default" || number != 7 || share != 0.5 || !slices.Equal(list, []string{"a"}) {
		t.Errorf("%q %d %v %q", text, number, share, list)
	}
	var problem *Problem
	if !errors.As(err, &problem) || problem.File != "dir/f.yaml" {
		t.Errorf("%#v is no Problem", err)
	}
}

func TestTooLong(t *testing.T) {
	err := Read("f", []byte(strings.Repeat("#", maxBytes+1)), func(*Map) { t.Error("it was read") })
	if err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Error(err)
	}
}

// FuzzRead: whatever the bytes, the answer is values or problems, never a panic.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a: 1\nb: [x, {c: d}]\n", "? [a]\n: b\n", "<<: *x\n", "a: &b c\nd: *b\n", "- a", "a: |\n  b\n", "{", "null: ~", "a:\n\t- b"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = Read("f", data, func(m *Map) {
			for _, k := range m.Keys() {
				var text string
				var list []string
				var n int64
				var x float64
				m.Text(k, &text)
				m.Texts(k, &list)
				m.Int(k, &n)
				m.Float(k, &x)
				for _, sub := range append(m.Maps(k), m.Map(k)) {
					sub.Require("x", "x")
				}
				m.Fail(k, "x")
			}
		})
	})
}
