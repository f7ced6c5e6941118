package gsql

import (
	"errors"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"isobar/internal/plan"
)

var tokens = regexp.MustCompile(`[brBR]?'[^']*'|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|\|>|\|\||->|[<>!]=|\S`)

// TestMutatedQueries recombines the tokens of all test queries. Whatever comes out must be refused with
// findings in the file, or give a sound plan that survives its journey: never a panic, never another
// error.
func TestMutatedQueries(t *testing.T) {
	c := newCompiler(t)
	var corpus [][]string // those that are accepted first
	var all []string
	legal := 0
	for _, pattern := range []string{"testdata/accept/*.sql", "../../queries/*/*.sql", "testdata/refuse/*.sql"} {
		for _, file := range sqlFiles(t, pattern) {
			sql, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var code []string
			for _, line := range strings.Split(string(sql), "\n") {
				if !strings.HasPrefix(line, "--") {
					code = append(code, tokens.FindAllString(line, -1)...)
				}
			}
			corpus, all = append(corpus, code), append(all, code...)
		}
		if !strings.Contains(pattern, "refuse") {
			legal = len(corpus)
		}
	}
	r := rand.New(rand.NewPCG(11, 12))
	rounds := 4000
	if testing.Short() {
		rounds = 400
	}
	accepted := 0
	for range rounds {
		seeds := len(corpus)
		if r.IntN(4) > 0 {
			seeds = legal // or most would be refused for what they were before
		}
		query := append([]string(nil), corpus[r.IntN(seeds)]...)
		for range 1 + r.IntN(3) {
			at := r.IntN(len(query))
			switch r.IntN(4) {
			case 0:
				query[at] = all[r.IntN(len(all))]
			case 1:
				query = append(query[:at], query[min(len(query), at+1+r.IntN(3)):]...)
			case 2:
				other := corpus[r.IntN(len(corpus))]
				from := r.IntN(len(other))
				piece := other[from:min(len(other), from+1+r.IntN(12))]
				query = append(append(append([]string(nil), query[:at]...), piece...), query[at:]...)
			case 3:
				query = append(append([]string{"SELECT", "*", "FROM", "("}, query...), ")")
			}
			if len(query) == 0 {
				break
			}
		}
		sql := strings.Join(query, " ")
		q, err := c.Compile(Source{Table: "t", File: "t.sql", SQL: sql, K: 10})
		if err != nil {
			var found Findings
			if !errors.As(err, &found) || len(found) == 0 {
				t.Fatalf("%s\n%v", sql, err)
			}
			continue
		}
		accepted++
		data, err := plan.Marshal(q)
		if err == nil {
			_, err = plan.Unmarshal(data)
		}
		if err != nil {
			t.Fatalf("%s\n%v", sql, err)
		}
	}
	if accepted < rounds/50 {
		t.Errorf("only %d of %d accepted: the mutations test nothing", accepted, rounds)
	}
	t.Logf("%d of %d accepted", accepted, rounds)
}
