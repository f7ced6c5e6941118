package agg_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// batchesOf are n batches of different groups, each of size texts.
func batchesOf(g *plan.Group, n, size int) (batches [][]byte) {
	d := value.NewDict()
	t := agg.NewTable(g, d)
	for i := range n {
		for j := range size {
			t.Group([]value.Value{value.OfString(d.CodeOf(fmt.Sprintf("secret-%d-%d", i, j)))})
		}
		t.EndSite()
		t.Flush(1, func(_ int, batch []byte) { batches = append(batches, batch) })
	}
	return batches
}

var textGroup = &plan.Group{Keys: []plan.Key{key(value.String)}, Measures: []plan.Measure{measure(plan.SiteCount, 0, 0)}}

// Mergers that share a budget hold no more than its limits in all; what is over them is ErrLimit, which says
// what to do and nothing of the data; and what is released can be used again.
func TestBudgetHoldsForTheSum(t *testing.T) {
	batches := batchesOf(textGroup, 10, 100)
	for name, limits := range map[string]agg.Limits{
		"groups": {Groups: 450, Bytes: 1 << 40},
		"bytes":  {Groups: 1 << 40, Bytes: 450 * 130},
	} {
		b := agg.NewBudget(limits)
		for range 3 { // rounds
			var mergers []*agg.Merger
			var err error
			for _, batch := range batches {
				m := agg.NewMerger(textGroup, agg.Within(b))
				mergers = append(mergers, m)
				if err = m.Add(batch); err != nil {
					if m.Err() == nil || m.Add(batch) == nil {
						t.Error("a merger over its limit goes on")
					}
					break
				}
			}
			if !errors.Is(err, agg.ErrLimit) || len(mergers) != 5 {
				t.Fatalf("%s: after %d batches: %v", name, len(mergers), err)
			}
			if s := err.Error(); !strings.Contains(s, "coarser key") || strings.Contains(s, "secret") {
				t.Errorf("%s: %q", name, s)
			}
			if used := b.Used(); used.Groups != 500 {
				t.Errorf("%s: %d groups are counted", name, used.Groups)
			}
			for _, m := range mergers {
				if m.Release(); m.Add(batches[0]) == nil || m.Groups() != 0 {
					t.Error("a released merger goes on")
				}
				m.Release()
			}
			if used := b.Used(); used != (agg.Limits{}) {
				t.Errorf("%s: %+v is used after Release", name, used)
			}
		}
	}
}

// Groups that come again cost nothing, and a merger of its own has the default limits.
func TestBudgetCountsGroupsOnce(t *testing.T) {
	batches := batchesOf(textGroup, 1, 100)
	b := agg.NewBudget(agg.Limits{Groups: 100, Bytes: 1 << 20})
	shared, own := agg.NewMerger(textGroup, agg.Within(b)), agg.NewMerger(textGroup)
	for range 20 {
		for _, m := range []*agg.Merger{shared, own} {
			if err := m.Add(batches[0]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if used := b.Used(); used.Groups != 100 || used.Bytes != shared.Size() {
		t.Errorf("%+v is used, and the merger has %d bytes", used, shared.Size())
	}
	if l := agg.DefaultLimits(); l.Groups < 1<<20 || l.Bytes < 1<<30 {
		t.Errorf("defaults %+v", l)
	}
}

// The count stays right when mergers work at once.
func TestBudgetIsShared(t *testing.T) {
	batches := batchesOf(textGroup, 40, 50)
	b := agg.NewBudget(agg.Limits{Groups: 1 << 20, Bytes: 1 << 30})
	mergers := make([]*agg.Merger, 8)
	var wait sync.WaitGroup
	for i := range mergers {
		mergers[i] = agg.NewMerger(textGroup, agg.Within(b))
		wait.Go(func() {
			for _, batch := range batches {
				if err := mergers[i].Add(batch); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if used := b.Used(); used.Groups != 8*2000 {
		t.Errorf("%d groups are counted, of %d", used.Groups, 8*2000)
	}
	for _, m := range mergers {
		wait.Go(m.Release)
	}
	wait.Wait()
	if used := b.Used(); used != (agg.Limits{}) {
		t.Errorf("%+v is left", used)
	}
}
