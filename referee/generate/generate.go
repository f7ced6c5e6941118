// Package generate makes random queries of the language that isobar accepts, over the reports of
// testdata/dataset.
//
// What enters: a seed. What leaves: queries, each the text that isobar gets, in which comments say what the
// emulator has to be told besides: /* k: … */ is read by the emulator only, with the threshold for @k. What is
// promised: the same seed gives the same queries; a query fails in neither engine because of its data; and
// it keeps away from what the emulator is known to do wrongly, which the tests named faults list, so that a
// difference is news.
package generate

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Generator makes queries one after the other.
type Generator struct {
	*rand.Rand
	// k is the threshold that the queries are for: some measures can be told to the emulator at 1 only.
	k     int
	names int // aliases that were given in the query at hand
}

// New makes the generator of a seed, of queries for the threshold k.
func New(seed uint64, k int) *Generator {
	return &Generator{Rand: rand.New(rand.NewPCG(seed, 2)), k: k}
}

// alias gives a name that the query at hand does not have.
func (g *Generator) alias(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

// chance is true once in n times.
func (g *Generator) chance(n int) bool { return g.IntN(n) == 0 }

func pick[T any](g *Generator, from ...T) T { return from[g.IntN(len(from))] }

// Query makes the next query.
func (g *Generator) Query() *Query {
	g.names = 0
	table := g.public(2)
	return &table
}

func join(list []string) string { return strings.Join(list, ", ") }
