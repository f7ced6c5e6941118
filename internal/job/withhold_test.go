package job_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/audit"
	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/storage"
)

// inventory is the modules of each site.
type inventory [][]string

func (v inventory) lines() []string {
	var lines []string
	for i, modules := range v {
		var list []string
		for _, m := range modules {
			list = append(list, fmt.Sprintf(`{"slug":%q,"version":"1"}`, m))
		}
		lines = append(lines, fmt.Sprintf(`{"site_id":"%04x","timestamp":"2026-11-10 00:00:00 UTC","modules":[%s]}`, i, strings.Join(list, ",")))
	}
	return lines
}

// some are the tables of a dataset with these names.
func some(ds *dataset.Dataset, names ...string) *dataset.Dataset {
	less := *ds
	less.Tables = slices.DeleteFunc(slices.Clone(ds.Tables), func(t dataset.Table) bool { return !slices.Contains(names, t.Name) })
	return &less
}

var audited = []string{"totals", "module_usage", "module_pairs"}

// unaudited are the rows of a rounded release before anything was withheld: each table of its own, about which the
// audit has nothing to say, since the same numbers are in it as if there were others.
func unaudited(t *testing.T, o job.Options) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for _, table := range audited {
		alone := o
		alone.Dataset, alone.Output = some(o.Dataset, table), t.TempDir()
		maps.Copy(all, prefixed(t, run(t, alone), table))
	}
	return all
}

func prefixed(t *testing.T, folder, table string) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for key, n := range numbers(t, folder, table) {
		all[table+"\x00"+key] = n
	}
	return all
}

func released(t *testing.T, o job.Options) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for _, table := range audited {
		maps.Copy(all, prefixed(t, filepath.Join(o.Output, o.Dataset.Name), table))
	}
	return all
}

func withheldOf(done *job.Report) (n int64) {
	for _, t := range done.Tables {
		n += t.Audited
	}
	return n
}

// venn is how many sites have each combination of the modules a (1), b (2) and c (4).
type venn [8]int

func (v venn) inventory() inventory {
	var all inventory
	for atom, n := range v {
		var modules []string
		for i, m := range []string{"a", "b", "c"} {
			if atom>>i&1 == 1 {
				modules = append(modules, m)
			}
		}
		for range n {
			all = append(all, modules)
		}
	}
	return all
}

// of is how many sites have all of some modules.
func (v venn) of(modules int) (n int) {
	for atom, sites := range v {
		if atom&modules == modules {
			n += sites
		}
	}
	return n
}

// move gives n sites other modules.
func (v venn) move(n, from, to int) venn {
	v[from] -= n
	v[to] += n
	return v
}

// The numbers of unlucky are rounded by unluckySecret so that they show 1 to 9 sites with b and without c: b is
// published as 40, which is 49 at most, and b with c as 50, which is 41 at least; and a has 31 at least with b, 29 at most with c.
var unlucky = venn{100, 100, 0, 4, 60, 0, 17, 28}

const unluckySecret = "0000000000000000000000000000000000000000000000000000000000000805"

// rounded is a job that publishes an inventory.
func rounded(t *testing.T, v inventory, secret string) job.Options {
	t.Helper()
	ds := some(load(t, dropsonde), audited...)
	return job.Options{Dataset: ds, Input: []string{write(t, v.lines(), 1)}, Window: theWeek(t), Output: t.TempDir(), Version: "test",
		Secret: secretFile(t, secret), Counts: dataset.CountsRounded}
}

// TestAuditWithholds: a finding of the audit costs a row, not the release.
func TestAuditWithholds(t *testing.T) {
	o := rounded(t, unlucky.inventory(), unluckySecret)
	before := unaudited(t, o)
	want := map[string]int64{"module_usage\x00a\x00": 130, "module_usage\x00b\x00": 40, "module_usage\x00c\x00": 110,
		"module_pairs\x00a\x00b\x00": 40, "module_pairs\x00a\x00c\x00": 20, "module_pairs\x00b\x00c\x00": 50}
	for key, n := range want {
		if before[key] != n {
			t.Fatalf("%q is published as %d, not %d: the secret is not unlucky", key, before[key], n)
		}
	}
	done, err := job.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	after := released(t, o)
	// The pair with the smallest number, a and c, cannot be missing: by b, it has 31 + 41 - 49 = 23 sites at least.
	delete(before, "module_pairs\x00a\x00b\x00")
	if !maps.Equal(before, after) {
		t.Errorf("published %v; want %v", after, before)
	}
	clean(t, o)
	for _, table := range done.Tables {
		want := int64(0)
		if table.Name == "module_pairs" {
			want = 1
		}
		if table.Audited != want {
			t.Errorf("%+v", table)
		}
	}
	first := digests(t, o.Output)
	for _, workers := range []int{1, 5} {
		o.Output, o.Workers = t.TempDir(), workers
		run(t, o)
		if !maps.Equal(first, digests(t, o.Output)) {
			t.Errorf("%d workers made another release", workers)
		}
	}
}

// TestWithheldRowLooksRare: a release from which the audit has withheld a row is, byte by byte, the one of a week
// in which the row has too few sites and all other counts are the same. So it does not show the group.
func TestWithheldRowLooksRare(t *testing.T) {
	const few = 9
	n := unlucky.of(3) - few
	rare := unlucky.move(n, 7, 5).move(n, 4, 6) // 23 of those with all three lose b, and 23 with c alone have it instead
	for modules := range len(rare) {
		if have, want := rare.of(modules), unlucky.of(modules); modules&3 != 3 && have != want {
			t.Fatalf("%d sites of %b instead of %d", have, modules, want)
		}
	}
	if rare.of(3) != few {
		t.Fatal(rare.of(3))
	}
	o, other := rounded(t, unlucky.inventory(), unluckySecret), rounded(t, rare.inventory(), unluckySecret)
	run(t, o)
	if done, err := job.Run(t.Context(), other); err != nil || withheldOf(done) != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if !maps.Equal(digests(t, o.Output), digests(t, other.Output)) {
		t.Error("the release shows that a row was withheld")
	}
}

// TestWithholdingSeesNoExactCount: weeks with other counts that are rounded alike make the same release.
func TestWithholdingSeesNoExactCount(t *testing.T) {
	o := rounded(t, unlucky.inventory(), unluckySecret)
	before, folder := unaudited(t, o), run(t, o)
	for name, v := range map[string]venn{
		"more of the row that is withheld": unlucky.move(1, 6, 7),
		"more of a, fewer of c":            unlucky.move(3, 0, 1).move(3, 4, 0),
	} {
		t.Run(name, func(t *testing.T) {
			other := rounded(t, v.inventory(), unluckySecret)
			if !maps.Equal(before, unaudited(t, other)) {
				t.Fatal("the counts are rounded otherwise: this is no test")
			}
			if !maps.Equal(digests(t, folder), digests(t, run(t, other))) {
				t.Error("another release")
			}
		})
	}
}

// clean fails if the audit of what a job has published finds anything.
func clean(t *testing.T, o job.Options) {
	t.Helper()
	report, err := audit.Run(t.Context(), audit.Options{Store: storage.NewLocal(o.Output)})
	if err != nil || !report.Passed() {
		t.Fatalf("%+v, %v", report, err)
	}
}

// following is a week of modules of which some come nearly always with another one.
func following(r *rand.Rand, sites, modules int) inventory {
	v := make(inventory, sites)
	for i := range v {
		for m := range modules {
			if r.IntN(100) < 60-45*m/modules {
				v[i] = append(v[i], fmt.Sprintf("m%d", m))
				if m%2 == 0 && r.IntN(100) < 90 {
					v[i] = append(v[i], fmt.Sprintf("n%d", m))
				}
			}
		}
	}
	return v
}

// TestWithholdingOnly: whatever the secret, a release that is published withstands the audit, and is what it would
// have been less the rows, not many, that the job says it withheld. Steps much smaller than k make many secrets unlucky.
func TestWithholdingOnly(t *testing.T) {
	published, revised, refused := 0, 0, 0
	for seed := range uint64(14) {
		r := rand.New(rand.NewPCG(seed, 21))
		o := rounded(t, following(r, 60+r.IntN(200), 3+r.IntN(9)), fmt.Sprintf("%064x", seed+1))
		o.Dataset.Privacy.Rounding = 2 + int(seed%2)
		done, err := job.Run(t.Context(), o)
		var refusal *job.Refusal
		if errors.As(err, &refusal) && strings.Contains(refusal.Reason, "rows would have to be withheld for it") {
			refused++
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		published++
		clean(t, o)
		if withheldOf(done) == 0 {
			continue
		}
		revised++
		before, after := unaudited(t, o), released(t, o)
		if missing := int64(len(before) - len(after)); missing != withheldOf(done) || missing > max(10, int64(len(before))/50) {
			t.Errorf("seed %d: %d rows are missing, and %d are said to be withheld", seed, missing, withheldOf(done))
		}
		for key, n := range after {
			if was, ok := before[key]; !ok || was != n {
				t.Errorf("seed %d: a row says %d instead of %d", seed, n, was)
			}
		}
	}
	t.Logf("%d published, %d of them with rows withheld, %d refused", published, revised, refused)
	if revised == 0 || revised == published || refused == 0 {
		t.Error("the secrets are no test")
	}
}

// TestWithholdingGivesUp: what no row closes is refused, and so is what takes too many attempts.
func TestWithholdingGivesUp(t *testing.T) {
	table := func(name, sql string) dataset.Table {
		return dataset.Table{Name: name, SQLFile: name + ".sql", SQL: sql, K: 10}
	}
	// Two tables of one row each.
	o := rounded(t, venn{4, 105}.inventory(), unluckySecret)
	o.Dataset = some(o.Dataset, "totals")
	o.Dataset.Privacy.Rounding = 1
	o.Dataset.Tables = append(o.Dataset.Tables, table("with_modules", "SELECT COUNT(DISTINCT site_id) AS sites FROM reports WHERE ARRAY_LENGTH(modules) > 0"))
	refused(t, o, "1 of A3 (difference), and there are no rows that could be withheld for it")

	// Four of the sites with m have a size that no other has. Each of twelve other sizes always comes with n, and n
	// with m, so that its row cannot be missing: the audit has to say so of one after the other.
	var v inventory
	add := func(n, size int, first, rest string) {
		modules := append([]string{first}, slices.Repeat([]string{rest}, size-1)...)
		for range n {
			v = append(v, modules)
		}
	}
	for size := 2; size < 14; size++ {
		add(30, size, "m", "n")
	}
	add(4, 14, "m", "m")
	add(40, 15, "m", "m")
	o = rounded(t, v, unluckySecret)
	o.Dataset.Privacy.Rounding = 1
	o.Dataset.Tables = append(o.Dataset.Tables, table("sizes", `
		SELECT ARRAY_LENGTH(modules) AS size, m.slug, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY size, m.slug`))
	refused(t, o, "1 of A1 (remainder), also after 8 times withholding rows")
}

func refused(t *testing.T, o job.Options, want string) {
	t.Helper()
	var refusal *job.Refusal
	if _, err := job.Run(t.Context(), o); !errors.As(err, &refusal) || !strings.Contains(err.Error(), want) {
		t.Errorf("%v; want a refusal: %s", err, want)
	}
	if _, err := os.Stat(filepath.Join(o.Output, o.Dataset.Name)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is in the output: %v", err)
	}
}

// TestWithheldEverywhere: what is withheld is missing in every table that counts the same sites, also where the audit
// cannot read it, before ratios, sums and limits are computed.
func TestWithheldEverywhere(t *testing.T) {
	const pairs = `SELECT a.slug AS one, b.slug AS other, COUNT(DISTINCT site_id) AS n
		FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b WHERE a.slug < b.slug GROUP BY one, other`
	o := rounded(t, unlucky.inventory(), unluckySecret)
	for _, table := range []dataset.Table{
		{Name: "twice", SQL: "SELECT one, other, 2 * n AS twice FROM (" + pairs + ")"},
		{Name: "all", SQL: "SELECT one, other, SUM(n) OVER () AS together FROM (" + pairs + ")"},
		{Name: "first", SQL: "SELECT one, other, n + 1 AS more FROM (" + pairs + ") ORDER BY one, other LIMIT 1"},
	} {
		table.SQLFile, table.K = table.Name+".sql", 10
		o.Dataset.Tables = append(o.Dataset.Tables, table)
	}
	folder := run(t, o)
	for table, want := range map[string]map[string]int64{
		"module_pairs": {"a\x00c\x00": 20, "b\x00c\x00": 50},
		"twice":        {"a\x00c\x00": 40, "b\x00c\x00": 100},
		"all":          {"a\x00c\x00": 70, "b\x00c\x00": 70},
		"first":        {"a\x00c\x00": 21},
	} {
		if have := numbers(t, folder, table); !maps.Equal(have, want) {
			t.Errorf("%s: %v, want %v", table, have, want)
		}
	}
}
