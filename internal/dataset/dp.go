package dataset

import (
	"errors"
	"fmt"
	"strings"

	"isobar/internal/dataset/yamldoc"
)

// Loss is how much differential privacy gives away: see package dp.
type Loss struct{ Epsilon, Delta float64 }

// Add adds up losses, which is what basic composition allows to say of several numbers together (Dwork and
// Roth, The Algorithmic Foundations of Differential Privacy, theorem 3.16).
func (l Loss) Add(o Loss) Loss { return Loss{l.Epsilon + o.Epsilon, l.Delta + o.Delta} }

// Within says that a loss is no more than another, but for what rounding adds to a sum.
func (l Loss) Within(o Loss) bool {
	const slack = 1 + 1e-9
	return l.Epsilon <= o.Epsilon*slack && l.Delta <= o.Delta*slack
}

// String writes both numbers.
func (l Loss) String() string { return fmt.Sprintf("ε = %.6g, δ = %.6g", l.Epsilon, l.Delta) }

// DP is what a table asks for that is to be differentially private.
type DP struct {
	Loss
	MaxGroupsPerSite int64 // rows of the table that one site contributes to, at most
	// Line and Column are where in Table.MetaFile this stands, for messages.
	Line, Column int
}

// The weakest parameters that a dataset takes: with weaker ones, little is promised.
const (
	maxEpsilon = 20
	maxDelta   = 1e-3
	// maxGroups is more than noise leaves anything of.
	maxGroups = 1_000_000
)

func epsilon(f float64) error {
	if f <= 0 || f > maxEpsilon {
		return fmt.Errorf("%g is not above 0 and at most %d", f, maxEpsilon)
	}
	return nil
}

func delta(f float64) error {
	if f <= 0 || f > maxDelta {
		return fmt.Errorf("%g is not above 0 and at most %g", f, maxDelta)
	}
	return nil
}

// readBudget reads privacy.dp_budget: what the tables of one week may lose together.
func (d *Dataset) readBudget(m *yamldoc.Map) {
	if m == nil {
		return
	}
	d.budgetAt = m.Place()
	m.Require("epsilon", "what all tables of a week may add up to")
	m.Require("delta", "what all tables of a week may add up to")
	d.Privacy.DPBudget = &Loss{}
	above := func(f float64) error {
		if f <= 0 {
			return errors.New("it must be above 0")
		}
		return nil
	}
	m.Float("epsilon", &d.Privacy.DPBudget.Epsilon, above)
	m.Float("delta", &d.Privacy.DPBudget.Delta, above)
}

// readDP reads the dp of a table's .yaml.
func (d *Dataset) readDP(root *yamldoc.Map, t *Table) {
	m := root.Map("dp")
	if m == nil {
		return
	}
	if d.Privacy.DPBudget == nil {
		root.FailKey("dp", fmt.Sprintf("%s gives no privacy.dp_budget to take it from", File))
	}
	at := root.KeyPlace("dp")
	dp := &DP{Line: at.Line, Column: at.Column}
	m.Require("epsilon", "the loss of privacy that its noise allows in a week")
	m.Float("epsilon", &dp.Epsilon, epsilon)
	m.Require("delta", "the probability, far below one by the number of sites, that it allows more")
	m.Float("delta", &dp.Delta, delta)
	m.Require("max_groups_per_site", "the number of rows that one site contributes to, at most")
	m.Int("max_groups_per_site", &dp.MaxGroupsPerSite, atLeast(1, "a site would count nowhere"), atMost(maxGroups, "the noise would leave nothing"))
	t.DP = dp
}

// OverBudget says why the tables may not be published together: what they lose is more than
// privacy.dp_budget; nil if it is not. spent is what else counts for the week.
func (d *Dataset) OverBudget(tables []Table, spent Loss) error {
	var names []string
	for _, t := range tables {
		if t.DP != nil {
			names, spent = append(names, t.Name), spent.Add(t.DP.Loss)
		}
	}
	switch budget := d.Privacy.DPBudget; {
	case len(names) == 0:
		return nil
	case budget == nil:
		return fmt.Errorf("there is no privacy.dp_budget, and dp is asked for by %s", strings.Join(names, ", "))
	case !spent.Within(*budget):
		return fmt.Errorf("%s in a week is more than privacy.dp_budget allows (%s); it is asked for by %s: lower their epsilon or delta, or publish fewer of them",
			spent, *budget, strings.Join(names, ", "))
	}
	return nil
}
