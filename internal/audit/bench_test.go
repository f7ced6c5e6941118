package audit

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"isobar/internal/release"
	"isobar/internal/storage"
)

// meant is a source of a release of queries/dropsonde whose manifest says nothing about meanings.
type meant struct{ Source }

func (m meant) Manifest(ctx context.Context, week string) (*release.Manifest, error) {
	manifest, err := m.Source.Manifest(ctx, week)
	if err != nil {
		return nil, err
	}
	attributes := map[string][]string{
		"class_platforms": {"class_platforms.name", "class_platforms.platform"},
		"class_usage":     {"classes.name"}, "dependencies": {""},
		"environments": {"!"}, "modules_per_site": {"!"},
		"module_pairs":    {"modules.slug", "modules.slug"},
		"module_triples":  {"modules.slug", "modules.slug", "modules.slug"},
		"module_usage":    {"modules.slug"},
		"module_versions": {"modules.slug", "modules.version"},
		"platforms":       {"class_platforms.platform"}, "puppetfile_methods": {"puppetfile_ruby_methods.name"},
		"unused_classes": {"unused_classes.name"}, "unused_modules": {"unused_modules.name"},
	}
	for i := range manifest.Tables {
		t := &manifest.Tables[i]
		t.Sets = slices.Contains([]string{"module_pairs", "module_triples"}, t.Name)
		if t.Name == "puppetfile_methods" {
			t.Where = []string{"puppetfile_ruby_methods.count > 0"}
		}
		for j := range t.Columns {
			c := &t.Columns[j]
			switch {
			case c.Name == sitesMeasure:
				c.Measure = sitesMeasure
			case !c.Key:
			case attributes[t.Name][j] == "!":
				c.Single = true
			default:
				c.Attribute = attributes[t.Name][j]
			}
		}
	}
	return manifest, nil
}

// BenchmarkDropsonde audits a release of queries/dropsonde in the folder that ISOBAR_AUDIT_DATASET names.
func BenchmarkDropsonde(b *testing.B) {
	folder := os.Getenv("ISOBAR_AUDIT_DATASET")
	if folder == "" {
		b.Skip("ISOBAR_AUDIT_DATASET is not set")
	}
	for b.Loop() {
		r, err := Run(b.Context(), Options{Sources: []Source{meant{Published(storage.NewLocal(folder))}}, MaxFindings: 2})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(r.Certain()), "findings")
	}
}

// BenchmarkMillionPairs audits a dense graph: 1,415 values that all occur in pairs, a million of them, with
// 471 million triangles.
func BenchmarkMillionPairs(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	const values, sites = 1415, 100_000
	g := given{sites: sites, tables: []givenTable{
		{name: "m", columns: []string{"m.slug"}}, {name: "pairs", columns: []string{"m.slug", "m.slug"}, sets: true},
	}}
	share := make([]float64, values)
	name := func(i int) string { return "m" + strconv.Itoa(10_000+i) }
	for i := range share {
		share[i] = 0.02 + 0.9*rng.Float64()*rng.Float64()
		g.tables[0].rows = append(g.tables[0].rows, []string{name(i), strconv.Itoa(int(share[i] * sites))})
		for j := range i {
			n := int(share[i] * share[j] * sites * (0.95 + 0.1*rng.Float64()))
			g.tables[1].rows = append(g.tables[1].rows, []string{name(j), name(i), strconv.Itoa(n)})
		}
	}
	store := memory{}
	g.write(b, store)
	b.ResetTimer()
	for b.Loop() {
		if _, err := Run(b.Context(), Options{Store: store}); err != nil {
			b.Fatal(err)
		}
	}
}
