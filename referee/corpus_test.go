package referee

import (
	"errors"
	"testing"
)

// Every query of the corpus gives the same rows, and isobar accepts every one but those of notAccepted.
func TestCorpus(t *testing.T) {
	b := start(t)
	compared := map[int]int{}
	for _, q := range readQueries(t) {
		t.Run(q.name, func(t *testing.T) {
			for _, k := range thresholds {
				if k > 1 && !q.marked() {
					continue
				}
				ours, err := b.isobar.query(q.sql, k)
				if errors.As(err, new(refused)) {
					why, listed := notAccepted[q.name]
					if !listed {
						t.Fatalf("not accepted yet: %v", err)
					}
					t.Skipf("not accepted: %s", why)
				}
				if err != nil {
					t.Fatalf("isobar: %v", err)
				}
				theirs, err := b.emulator.query(q.forEmulator(k))
				if err != nil {
					t.Fatalf("emulator: %v", err)
				}
				if k == 1 && len(ours.rows) == 0 && len(theirs.rows) == 0 {
					t.Error("there are no rows to compare")
				}
				if d := difference(ours, theirs, q); d != "" {
					t.Errorf("k = %d: %s", k, d)
				}
				compared[k]++
			}
			if _, listed := notAccepted[q.name]; listed {
				t.Error("accepted by now: take it off notAccepted")
			}
		})
	}
	t.Logf("compared, by k: %v", compared)
	if compared[1] < 150 || compared[3] < 60 {
		t.Errorf("this compares too little: %v", compared)
	}
}

// notAccepted says of queries that isobar does not accept why not.
var notAccepted = map[string]string{
	"arrays/first_and_last":   "ARRAY_FIRST and ARRAY_LAST fail on an empty array, and no report may stop the job: [SAFE_OFFSET(0)] does the same",
	"arrays/is_distinct":      "ARRAY_IS_DISTINCT is not there: (SELECT COUNT(DISTINCT x) FROM UNNEST(…) AS x) compared with ARRAY_LENGTH does the same",
	"collect/max_by":          "ANY_VALUE(… HAVING MAX …) is not there: ARRAY_AGG(… ORDER BY … LIMIT 1) does the same",
	"numerics/sum":            "SUM of NUMERIC over sites is not there: bounded sums are of INT64 and FLOAT64",
	"statistics/public_pairs": "COVAR_POP, COVAR_SAMP and CORR are not there",
}
