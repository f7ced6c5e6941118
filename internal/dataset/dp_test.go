package dataset

import (
	"strings"
	"testing"
)

const askDP = "owner: x\ndp:\n  epsilon: 1.5\n  delta: 1e-9\n  max_groups_per_site: 20\n"

// budgeted is dataset.yaml with a budget of so much, and a table that asks for part of it.
func budgeted(budget, table string) map[string]string {
	return map[string]string{
		"dataset.yaml": strings.Replace(valid["dataset.yaml"], "  k: 10\n", "  k: 10\n"+budget, 1),
		"things.yaml":  table, "more.sql": "SELECT 1",
	}
}

func TestDP(t *testing.T) {
	d, err := Load(write(t, budgeted("  dp_budget: {epsilon: 4, delta: 1e-6}\n", askDP)))
	if err != nil {
		t.Fatal(err)
	}
	if d.Privacy.DPBudget == nil || *d.Privacy.DPBudget != (Loss{4, 1e-6}) {
		t.Errorf("budget %v", d.Privacy.DPBudget)
	}
	things, _ := d.Table("things")
	if things.DP == nil || *things.DP != (DP{Loss: Loss{1.5, 1e-9}, MaxGroupsPerSite: 20, Line: 2, Column: 1}) {
		t.Errorf("table %+v", things.DP)
	}
	if more, _ := d.Table("more"); more.DP != nil {
		t.Errorf("another table %+v", more.DP)
	}
	if err := d.OverBudget(d.Tables, Loss{2.5, 0}); err != nil {
		t.Error(err)
	}
	if err := d.OverBudget(d.Tables, Loss{2.6, 0}); err == nil {
		t.Error("over budget, and accepted")
	}
	// Ten tenths are one, though not in floating point.
	tenth := Table{DP: &DP{Loss: Loss{0.1, 1e-7}}}
	d.Privacy.DPBudget = &Loss{1, 1e-6}
	if err := d.OverBudget([]Table{tenth, tenth, tenth, tenth, tenth, tenth, tenth, tenth, tenth, tenth}, Loss{}); err != nil {
		t.Error(err)
	}
}

func TestDPProblems(t *testing.T) {
	const budget = "  dp_budget: {epsilon: 4, delta: 1e-6}\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no budget":        {budgeted("", askDP), "DIR/things.yaml:2:1: dp: dataset.yaml gives no privacy.dp_budget to take it from"},
		"over epsilon":     {budgeted("  dp_budget: {epsilon: 1, delta: 1e-6}\n", askDP), "DIR/dataset.yaml:12:3: ε = 1.5, δ = 1e-09 in a week is more than privacy.dp_budget allows (ε = 1, δ = 1e-06); it is asked for by things"},
		"over delta":       {budgeted("  dp_budget: {epsilon: 2, delta: 1e-10}\n", askDP), "is more than privacy.dp_budget allows"},
		"half a budget":    {budgeted("  dp_budget: {epsilon: 2}\n", askDP), "privacy.dp_budget.delta is missing"},
		"no budget at all": {budgeted("  dp_budget: {epsilon: 0, delta: 1e-6}\n", askDP), "privacy.dp_budget.epsilon: it must be above 0"},
		"no epsilon":       {budgeted(budget, strings.Replace(askDP, "  epsilon: 1.5\n", "", 1)), "DIR/things.yaml:2:1: dp.epsilon is missing"},
		"epsilon of 0":     {budgeted(budget, strings.Replace(askDP, "1.5", "0", 1)), "DIR/things.yaml:3:12: dp.epsilon: 0 is not above 0"},
		"large delta":      {budgeted(budget, strings.Replace(askDP, "1e-9", "0.5", 1)), "DIR/things.yaml:4:10: dp.delta: 0.5 is not above 0 and at most 0.001"},
		"quoted delta":     {budgeted(budget, strings.Replace(askDP, "1e-9", "'1e-9'", 1)), "DIR/things.yaml:4:10: dp.delta must be a number, not text"},
		"no limit":         {budgeted(budget, strings.Replace(askDP, "  max_groups_per_site: 20\n", "", 1)), "dp.max_groups_per_site is missing"},
		"no groups":        {budgeted(budget, strings.Replace(askDP, "20", "0", 1)), "DIR/things.yaml:5:24: dp.max_groups_per_site: 0 is below 1"},
		"unknown key":      {budgeted(budget, askDP+"  noise: 3\n"), "DIR/things.yaml:6:3: dp.noise is not a key that can stand here"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := write(t, c.files)
			_, err := Load(dir)
			if want := strings.ReplaceAll(c.want, "DIR", dir); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got:\n%v\nwant in it:\n%s", err, want)
			}
		})
	}
}
