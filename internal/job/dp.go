package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"isobar/internal/dataset"
	"isobar/internal/gsql"
	"isobar/internal/plan"
	"isobar/internal/privacy/dp"
	"isobar/internal/release"
	"isobar/pipelines"
)

// private gives the plan of a table that asks for differential privacy: one site contributes to a limited number
// of groups, and by no more than its bounds. What cannot be protected so is a finding about the table's .yaml.
func private(q *plan.Query, t dataset.Table, ds *dataset.Dataset) (*plan.Query, error) {
	refuse := func(reason string) error {
		return gsql.Findings{{Code: gsql.Unsupported, File: t.MetaFile, Line: t.DP.Line, Column: t.DP.Column, Message: "dp: " + reason}}
	}
	if len(q.Groups) != 1 {
		return q, refuse(fmt.Sprintf("%s adds up reports in %d ways, among which the loss of privacy cannot be divided: a table needs one GROUP BY, without ROLLUP and joins of aggregates", t.SQLFile, len(q.Groups)))
	}
	if q.Groups[0].Itemset != nil {
		return q, refuse(fmt.Sprintf("%s counts sets of values that sites have together, of which a site has too many: count single values", t.SQLFile))
	}
	q = q.BoundRows(ds.Privacy.Rows).LimitGroups(t.DP.MaxGroupsPerSite, ds.Privacy.Unit)
	_, err := dp.New(parameters(q, t.DP), q.Groups[0])
	var unsupported *dp.Unsupported
	if errors.As(err, &unsupported) {
		return q, refuse(fmt.Sprintf("%s: %s", t.SQLFile, unsupported.Reason))
	} else if err != nil {
		return q, refuse(err.Error())
	}
	return q, nil
}

func parameters(q *plan.Query, of *dataset.DP) dp.Parameters {
	return dp.Parameters{Epsilon: of.Epsilon, Delta: of.Delta, MaxGroups: of.MaxGroupsPerSite, K: int64(q.K)}
}

// withoutDP are tables that ask for no differential privacy, to measure and to preview them.
func withoutDP(tables []dataset.Table) []dataset.Table {
	tables = slices.Clone(tables)
	for i := range tables {
		tables[i].DP = nil
	}
	return tables
}

// ledger is what the differentially private tables of this release give away, with those of earlier ones.
type ledger struct {
	week     dataset.Loss // of the tables of this release
	replaced dataset.Loss // of releases of this week that it replaces and that had other noise
	total    dataset.Loss // of this week and the weeks before
	noise    string       // tells noise apart
}

// hasPrivate says whether a table of this run is differentially private.
func (r *run) hasPrivate() bool { return slices.ContainsFunc(r.queries, (*plan.Query).Limited) }

// mechanism protects table i, which is differentially private.
func (r *run) mechanism(i int) (*dp.Mechanism, error) {
	return dp.New(parameters(r.queries[i], r.sources[i].DP), r.queries[i].Groups[0])
}

// randomise puts noise on the cells of differentially private tables, and keeps the account.
func (r *run) randomise(ctx context.Context, results *pipelines.Results) error {
	if !r.hasPrivate() {
		return nil
	}
	// All private tables get other noise whenever any of them, or the number of sites or reports, is another:
	// noise that stays the same beside some that changes would say which tables a new site is not in.
	digest := sha256.New()
	fmt.Fprintf(digest, "%d sites, %d reports, k %d\n", results.Stats.Sites, results.Stats.Scan.InWindow, r.k)
	r.losses = &ledger{}
	for i, q := range r.queries {
		if !q.Limited() {
			continue
		}
		of, data := r.sources[i].DP, results.Sets[i][0].Encode()
		fmt.Fprintf(digest, "%s, k %d, %s, %d groups, %d bytes\n", q.Table, q.K, of.Loss, of.MaxGroupsPerSite, len(data))
		for _, m := range q.Groups[0].Measures {
			fmt.Fprintf(digest, "%s\n", m)
		}
		digest.Write(data)
		r.losses.week = r.losses.week.Add(of.Loss)
	}
	input := hex.EncodeToString(digest.Sum(nil))
	for i, q := range r.queries {
		if !q.Limited() {
			continue
		}
		m, err := r.mechanism(i)
		if err != nil {
			return fmt.Errorf("%s: %w", r.sources[i].MetaFile, err)
		}
		results.Sets[i][0] = m.Apply(results.Sets[i][0], dp.NewSecret(r.key, "noise", r.ds.Name, r.Window.Label, q.Table, input))
	}
	mac := r.key.MAC([]byte("isobar: fingerprint of noise\x00" + r.ds.Name + "\x00" + r.Window.Label + "\x00" + input))
	r.losses.noise = hex.EncodeToString(mac.Sum()[:8])
	return r.account(ctx)
}

// account adds up what was lost before, and refuses a week that is published over and over with other reports,
// each time with noise of its own.
func (r *run) account(ctx context.Context) error {
	l := r.losses
	if r.session != nil {
		weeks, err := release.Weeks(ctx, r.session.Published())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, week := range weeks {
			if week > r.Window.Label {
				continue
			}
			m, err := release.Read(ctx, r.session.Published(), week)
			if err != nil {
				return err
			}
			switch lost := m.Loss; {
			case lost == nil:
			case week < r.Window.Label:
				l.total = l.total.Add(dataset.Loss{Epsilon: lost.Epsilon, Delta: lost.Delta})
			case lost.Noise == l.noise:
				l.replaced = dataset.Loss{Epsilon: lost.ReplacedEpsilon, Delta: lost.ReplacedDelta}
			default:
				l.replaced = dataset.Loss{Epsilon: lost.Epsilon, Delta: lost.Delta}
			}
		}
	}
	l.week = l.week.Add(l.replaced)
	l.total = l.total.Add(l.week)
	if err := r.ds.OverBudget(r.sources, l.replaced); err != nil {
		return &Refusal{fmt.Sprintf("the week has been published before with other reports, and its noise is spent: %v", err)}
	}
	return nil
}

// manifest is the account as a manifest has it; nil if no table is differentially private.
func (l *ledger) manifest(budget *dataset.Loss) *release.Loss {
	if l == nil {
		return nil
	}
	out := &release.Loss{Epsilon: l.week.Epsilon, Delta: l.week.Delta, ReplacedEpsilon: l.replaced.Epsilon, ReplacedDelta: l.replaced.Delta,
		TotalEpsilon: l.total.Epsilon, TotalDelta: l.total.Delta, Noise: l.noise}
	if budget != nil {
		out.BudgetEpsilon, out.BudgetDelta = budget.Epsilon, budget.Delta
	}
	return out
}

// asked is what a table asked for, for the manifest.
func asked(q *plan.Query, t dataset.Table) *release.DP {
	if !q.Limited() {
		return nil
	}
	return &release.DP{Epsilon: t.DP.Epsilon, Delta: t.DP.Delta, MaxGroupsPerSite: t.DP.MaxGroupsPerSite, Mechanism: dp.Name}
}
