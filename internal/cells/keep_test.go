package cells

import (
	"slices"
	"testing"
)

func TestKeep(t *testing.T) {
	s := sample(7, 40)
	before := s.Encode()
	kept := s.Keep(func(i int) bool { return i%3 == 0 })
	if kept.N != 14 || kept.Withheld != s.Withheld+26 {
		t.Fatalf("%d cells, %d withheld", kept.N, kept.Withheld)
	}
	// The naive way: the same columns picked one by one, with the old dictionary.
	want := New(len(s.Keys), len(s.Measures))
	want.Dict = s.Dict
	for i := range s.N {
		if i%3 != 0 {
			continue
		}
		want.N++
		want.Sites = append(want.Sites, s.Sites[i])
		for k := range s.Keys {
			want.Keys[k] = append(want.Keys[k], s.Keys[k][i])
		}
		for m := range s.Measures {
			want.Measures[m] = append(want.Measures[m], s.Measures[m][i])
		}
	}
	if !slices.Equal(texts(kept), texts(want)) || !slices.Equal(kept.Sites, want.Sites) {
		t.Error("not the cells that were to be kept")
	}
	if !slices.Equal(before, s.Encode()) {
		t.Error("the set itself has changed")
	}
	none := s.Keep(func(int) bool { return false })
	if none.N != 0 || none.Dict.Len() != 0 {
		t.Errorf("%d cells and %d texts are left", none.N, none.Dict.Len())
	}
	s.Withheld = NotCounted
	if s.Keep(func(int) bool { return false }).Withheld != NotCounted {
		t.Error("what is not counted became a number")
	}
}
