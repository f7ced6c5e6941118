package audit

import (
	"cmp"
	"context"
	"slices"
)

// Limits of the search for cliques.
const (
	leastProfile = 3          // values
	cliqueWork   = 50_000_000 // looks at neighbours for one size of change
)

// cliquesOf finds sets of items of which all pairs are edges: not all of the largest, which would take
// exponential time, but for each item that is in none yet, one that cannot be enlarged, got by adding the
// neighbour with the most edges again and again. all is false if the work became too much.
func cliquesOf(ctx context.Context, edges [][2]itemID) (cliques [][]itemID, all bool, err error) {
	near := map[itemID][]itemID{}
	for _, e := range edges {
		near[e[0]] = append(near[e[0]], e[1])
		near[e[1]] = append(near[e[1]], e[0])
	}
	items := make([]itemID, 0, len(near))
	for it := range near {
		slices.Sort(near[it])
		items = append(items, it)
	}
	most := func(a, b itemID) int { return cmp.Or(cmp.Compare(len(near[b]), len(near[a])), cmp.Compare(a, b)) }
	slices.SortFunc(items, most)
	covered := map[itemID]bool{}
	work := 0
	for _, seed := range items {
		if covered[seed] {
			continue
		}
		clique := []itemID{seed}
		candidates := slices.Clone(near[seed])
		slices.SortFunc(candidates, most)
		for len(candidates) > 0 {
			if err := ctx.Err(); err != nil {
				return nil, false, context.Cause(ctx)
			}
			if work += len(candidates); work > cliqueWork {
				return cliques, false, nil
			}
			next := candidates[0]
			clique = append(clique, next)
			kept := candidates[:0]
			for _, c := range candidates[1:] {
				if _, ok := slices.BinarySearch(near[next], c); ok {
					kept = append(kept, c)
				}
			}
			candidates = kept
		}
		if len(clique) >= leastProfile {
			slices.Sort(clique)
			cliques = append(cliques, clique)
			for _, it := range clique {
				covered[it] = true
			}
		}
	}
	return cliques, true, nil
}
