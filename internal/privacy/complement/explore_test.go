package complement

import (
	"os"
	"strconv"
	"testing"
)

func TestExplore(t *testing.T) {
	env := func(s string, d int) int { if v, err := strconv.Atoi(os.Getenv(s)); err == nil { return v }; return d }
	trials, seed, deepMode, n0, nr, kr := env("TRIALS", 30000), env("SEED", 99), env("DEEP", 0), env("N0", 4), env("NR", 4), env("KR", 2)
	rng := random(t, uint64(seed))
	all := map[int]*worlds{}
	groups := mixedGroups()
	leaky, bad, hidden, rows := 0, 0, 0, 0
	for trial := range trials {
		n, k := n0+rng.IntN(nr), env("K0", 2)+rng.IntN(kr)
		if all[n] == nil {
			all[n] = worldsOf(12, n)
		}
		cells := scatter(rng, 12, n)
		r := mixedTables(cells, k, deepMode == 1)
		res := suppress(t, r)
		hidden += int(res.Total())
		for _, x := range r.Tables {
			rows += len(x.Sites)
		}
		if group, ok := all[n].news(mixedFacts(r, res.Hidden), groups, k); ok {
			bad++
			if bad < 40 {
				t.Errorf("trial %d, k=%d, cells %v: the cells %012b are certain; hidden: %v", trial, k, cells, group, spell(r, res))
			}
		}
	}
	t.Logf("%d of %d universes unsafe before, %d after; %d of %d rows hidden", leaky, trials, bad, hidden, rows)
}
