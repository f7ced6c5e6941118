package job

import (
	"context"
	"fmt"
	"strings"

	"isobar/internal/audit"
	"isobar/internal/dataset"
	"isobar/internal/release"
	"isobar/pipelines"
)

// maxRevisions is how often rows are withheld from a release, and it is staged and audited again, before it is
// given up.
const maxRevisions = 8

// mostWithheld is how many rows may be withheld from a release that had some. What needs more is no bad luck with a
// secret but a policy that does not protect so few sites, which its owner should know.
func mostWithheld(rows int) int64 { return max(10, int64(rows)/50) }

// stage stages a release that withstands its audit. In rounded mode that may take withholding rows.
func (r *run) stage(ctx context.Context, info release.Info, protected *packed, tables []release.Table, rep *Report) (*release.Staged, error) {
	w := newWithholding(r, protected)
	var first *audit.Report
	withheld := make([]int64, len(tables))
	most := mostWithheld(rowsOf(tables))
	for revision := 0; ; revision++ {
		staged, err := release.Stage(ctx, release.Options{Store: r.session.Staging(), Workers: r.Workers}, info, tables)
		if err != nil || r.mode == CountsThreshold { // which withstands no audit, and says so
			return staged, err
		}
		found, err := r.audit(ctx, w.rows())
		if err != nil {
			return nil, err
		}
		if found.Passed() && len(found.Forced) == 0 {
			rep.Tables = tableReports(tables, withheld)
			return staged, nil
		}
		if first == nil {
			first = found
		}
		if r.mode != dataset.CountsRounded {
			return nil, refusal(first, "")
		}
		if revision == maxRevisions {
			return nil, refusal(first, fmt.Sprintf(", also after %d times withholding rows", revision))
		}
		if err := w.unpack(ctx); err != nil {
			return nil, err
		}
		if able, err := w.revise(found, tables); err != nil {
			return nil, err
		} else if !able {
			return nil, refusal(first, ", and there are no rows that could be withheld for it")
		}
		var results *pipelines.Results
		if results, withheld, err = w.results(ctx); err != nil {
			return nil, err
		}
		if total(withheld) > most {
			return nil, refusal(first, fmt.Sprintf(", and more than %d rows would have to be withheld for it", most))
		}
		if tables, err = r.tables(ctx, results); err != nil {
			return nil, err
		}
	}
}

// audit attacks the staged release together with those that are published. withheld are rows of which it
// must not be plain that they were.
func (r *run) audit(ctx context.Context, withheld []audit.Row) (*audit.Report, error) {
	report, err := audit.Run(ctx, audit.Options{
		Sources:    []audit.Source{audit.WithStaged(audit.Published(r.session.Published()), r.session.Staging(), r.Window.Label)},
		Weeks:      []string{r.Window.Label},
		MoreHidden: r.mode == dataset.CountsExact, // complementary suppression hides larger groups too
		Withheld:   withheld,
		Workers:    r.Workers,
	})
	if err != nil {
		return nil, fmt.Errorf("the release cannot be audited, and was not published: %w", err)
	}
	return report, nil
}

// refusal says how many findings there are of which attack, and nothing of what they are about; and what was tried.
func refusal(report *audit.Report, tried string) error {
	var found []string
	for _, c := range report.Counts {
		if c.Certain > 0 {
			found = append(found, fmt.Sprintf("%d of %s (%s)", c.Certain, c.Attack, c.Kind))
		}
	}
	if len(found) == 0 {
		return &Refusal{"the audit of the release did not come to its end"}
	}
	return &Refusal{fmt.Sprintf("the audit found groups of fewer than k sites that the release, with the earlier ones, tells apart: %s%s; raise k or privacy.rounding, or publish fewer tables",
		strings.Join(found, ", "), tried)}
}

func total(numbers []int64) (sum int64) {
	for _, n := range numbers {
		sum += n
	}
	return sum
}

func rowsOf(tables []release.Table) (rows int) {
	for _, t := range tables {
		rows += t.Rows.N
	}
	return rows
}

// tableReports tells of the tables of a release, from which the audit has withheld some cells each.
func tableReports(tables []release.Table, withheld []int64) []TableReport {
	var all []TableReport
	for i, t := range tables {
		all = append(all, TableReport{Name: t.Query.Table, K: t.Query.K, Rows: t.Rows.N, Withheld: t.Withheld, Audited: withheld[i], Private: t.DP != nil})
	}
	return all
}
