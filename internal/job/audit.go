package job

import (
	"context"
	"fmt"
	"strings"

	"isobar/internal/audit"
	"isobar/internal/dataset"
)

// audit attacks the staged release together with those that are published, and refuses to publish what
// tells a group of fewer than k sites apart. The refusal says how many findings there are of which attack,
// and nothing of what they are about.
func (r *run) audit(ctx context.Context) error {
	if r.mode == CountsThreshold {
		return nil // it withstands none, and says so
	}
	report, err := audit.Run(ctx, audit.Options{
		Sources:    []audit.Source{audit.WithStaged(audit.Published(r.session.Published()), r.session.Staging(), r.Window.Label)},
		Weeks:      []string{r.Window.Label},
		MoreHidden: r.mode == dataset.CountsExact, // complementary suppression hides larger groups too
		Workers:    r.Workers,
	})
	if err != nil {
		return fmt.Errorf("the release cannot be audited, and was not published: %w", err)
	}
	if report.Passed() {
		return nil
	}
	var found []string
	for _, c := range report.Counts {
		if c.Certain > 0 {
			found = append(found, fmt.Sprintf("%d of %s (%s)", c.Certain, c.Attack, c.Kind))
		}
	}
	if len(found) == 0 {
		return &Refusal{"the audit of the release did not come to its end"}
	}
	return &Refusal{fmt.Sprintf("the audit found groups of fewer than k sites that the release, with the earlier ones, tells apart: %s; raise k or privacy.rounding, or publish fewer tables",
		strings.Join(found, ", "))}
}
