package generate

import "testing"

// The same seed gives the same queries, and another one others.
func TestSameSeedSameQueries(t *testing.T) {
	const n = 200
	a, b, other := New(1, 3), New(1, 3), New(2, 3)
	different, seen := 0, map[string]bool{}
	for range n {
		x, y, z := a.Query().SQL(), b.Query().SQL(), other.Query().SQL()
		if x != y {
			t.Fatalf("one seed gives\n%s\nand\n%s", x, y)
		}
		if x != z {
			different++
		}
		seen[x] = true
	}
	if different < n*9/10 || len(seen) < n*9/10 {
		t.Errorf("%d of %d queries differ from those of another seed, %d from each other", different, n, len(seen))
	}
}

// Smaller queries have less text, so that shrinking ends.
func TestSmallerIsSmaller(t *testing.T) {
	g := New(3, 1)
	for range 200 {
		q := g.Query()
		for _, s := range q.Smaller() {
			if len(s.SQL()) >= len(q.SQL()) {
				t.Fatalf("%s\nis no smaller than\n%s", s.SQL(), q.SQL())
			}
		}
	}
}
