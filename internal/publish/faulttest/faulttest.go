// Package faulttest publishes through a network in which, between any two calls, something goes wrong.
//
// What enters: a way to make a sink whose calls go through a Transport. What leaves: test failures, and a
// table of what became of the release: sink × call × fault. Held against every sink: after the fault a
// consumer finds the old release or the new one, and after one more run the new one, complete and once;
// a run that says that it published has published. Of a sink of several tables that change one after the
// other the first holds for each of them.
package faulttest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"text/tabwriter"
	"time"

	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
)

// Place is an empty place, with a sink whose calls go through Transport.
type Place struct {
	Sink      publish.Sink
	Transport *Transport
	// Weeks is what a consumer finds who begins with the manifests, as text, by whatever can change in one
	// step; the error is that it is not whole.
	Weeks func(ctx context.Context) (map[string]string, error)
	// Follows says that the place has several things that change one after the other, and that a run which
	// fails may leave some as they are in the old release and some as in the new.
	Follows bool
	// All is everything in the place, by name: to see that a retry leaves nothing over.
	All func(ctx context.Context) (map[string]string, error)
}

// Scenario is a state of the place and a release that changes it.
type Scenario struct {
	Name    string
	Before  []sinktest.Fixture
	Publish sinktest.Fixture
}

// Scenarios are those that every sink is tested with.
var Scenarios = []Scenario{
	{"first release", nil, week1},
	{"week again", []sinktest.Fixture{week2}, week2Again},
}

var (
	week1      = sinktest.Fixture{Week: "2026-11-02", Seed: 1, Tables: []string{"totals", "usage"}}
	week2      = sinktest.Fixture{Week: "2026-11-09", Seed: 2, Tables: []string{"totals", "usage"}}
	week2Again = sinktest.Fixture{Week: "2026-11-09", Seed: 3, Tables: []string{"usage", "platforms"}}
)

// Outcomes of a run with a fault.
const (
	published = "new"               // the run published
	kept      = "old, then new"     // the run failed, the old release was untouched, and a retry published
	between   = "part, then new"    // the run failed on the way from one to the other, and a retry published
	late      = "new, then the end" // the run failed with the release in place, and a retry put the rest in order
)

// every makes Run try each fault at each call, which takes minutes, instead of one at each.
var every = flag.Bool("faults", false, "try every fault at every call")

const skipped = "-"

// afterLease is when the lock of a killed run counts no more.
const afterLease = 20 * time.Minute

// Run tests a sink; open is called in a bubble of package synctest, in which waiting takes no time.
func Run(t *testing.T, sink string, open func(t *testing.T) Place) {
	made := stage(t)
	for _, s := range Scenarios {
		t.Run(s.Name, func(t *testing.T) {
			var calls []string
			var old, want, clean map[string]string
			bubble(t, func(t *testing.T) {
				p := s.open(t, open, made)
				old = p.weeks(t)
				p.Transport.Arm(0, "")
				if err := made.publish(t.Context(), p.Sink, s.Publish); err != nil {
					t.Fatal(err)
				}
				calls = p.Transport.Calls()
				want, clean = p.weeks(t), p.all(t)
			})
			if t.Failed() || reflect.DeepEqual(old, want) {
				t.Fatal("without a fault the release changes nothing")
			}
			var table strings.Builder
			w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
			fmt.Fprint(w, "sink\tcall")
			for _, fault := range Faults {
				fmt.Fprintf(w, "\t%s", fault)
			}
			fmt.Fprintln(w)
			for i, call := range calls {
				fmt.Fprintf(w, "%s\t%d %s", sink, i+1, call)
				for f, fault := range Faults {
					if !*every && (i+f)%len(Faults) != 0 {
						fmt.Fprintf(w, "\t%s", skipped)
						continue
					}
					outcome := "?"
					bubble(t, func(t *testing.T) {
						p := s.open(t, open, made)
						p.Transport.Arm(i+1, fault)
						err := made.publish(t.Context(), p.Sink, s.Publish)
						p.Transport.Arm(0, "")
						outcome = s.judge(t, p, made, err, old, want, clean)
						if t.Failed() {
							t.Logf("%s at call %d, %s: the run said %v", fault, i+1, call, err)
						}
					})
					fmt.Fprintf(w, "\t%s", outcome)
				}
				fmt.Fprintln(w)
			}
			w.Flush()
			t.Logf("%s, %s: what became of it\n%s", sink, s.Name, table.String())
		})
	}
}

// bubble runs a test in which waiting takes no time. What libraries keep in a sync.Pool must not leave the bubble
// or come into it.
func bubble(t *testing.T, test func(t *testing.T)) {
	emptyPools()
	defer emptyPools()
	synctest.Test(t, test)
}

// emptyPools empties every sync.Pool, which takes two collections.
func emptyPools() {
	runtime.GC()
	runtime.GC()
}

// open makes the place in its state before the release.
func (s Scenario) open(t *testing.T, open func(t *testing.T) Place, made releases) Place {
	t.Helper()
	p := open(t)
	for _, f := range s.Before {
		if err := made.publish(t.Context(), p.Sink, f); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// judge says what a run with a fault, which ended with failure or nil, has done, and runs it once more.
func (s Scenario) judge(t *testing.T, p Place, made releases, failure error, old, want, clean map[string]string) string {
	t.Helper()
	weeks := p.weeks(t)
	outcome := "mixed"
	switch {
	case reflect.DeepEqual(weeks, want) && failure == nil:
		outcome = published
	case reflect.DeepEqual(weeks, want):
		outcome = late
	case reflect.DeepEqual(weeks, old) && failure != nil:
		outcome = kept
	case p.Follows && failure != nil && onTheWay(weeks, old, want):
		outcome = between
	default:
		t.Errorf("a consumer finds neither the new release%s\nnor the old one%s", difference(weeks, want), difference(weeks, old))
	}
	err := made.publish(t.Context(), p.Sink, s.Publish)
	if errors.Is(err, publish.ErrBusy) {
		time.Sleep(afterLease)
		err = made.publish(t.Context(), p.Sink, s.Publish)
	}
	if err != nil {
		t.Errorf("the retry failed: %v", err)
	}
	if weeks := p.weeks(t); !reflect.DeepEqual(weeks, want) {
		t.Errorf("after the retry a consumer finds not the new release%s", difference(weeks, want))
	}
	if all := p.all(t); !reflect.DeepEqual(all, clean) {
		t.Errorf("after the retry there is something else than without a fault%s", difference(all, clean))
	}
	return outcome
}

// difference lists what is there and should not be, or is another one.
func difference(have, want map[string]string) string {
	var text strings.Builder
	for _, all := range []map[string]string{have, want} {
		for name := range all {
			if have[name] != want[name] {
				fmt.Fprintf(&text, "\n%s: %.200q, want %.200q", name, have[name], want[name])
			}
		}
	}
	return text.String()
}

// onTheWay says whether each thing is as it was or as it will be.
func onTheWay(weeks, old, want map[string]string) bool {
	for _, all := range []map[string]string{weeks, old, want} {
		for name := range all {
			if weeks[name] != old[name] && weeks[name] != want[name] {
				return false
			}
		}
	}
	return true
}

func (p Place) weeks(t *testing.T) map[string]string {
	t.Helper()
	weeks, err := p.Weeks(t.Context())
	if err != nil {
		t.Errorf("what a consumer finds is not whole: %v", err)
	}
	return weeks
}

func (p Place) all(t *testing.T) map[string]string {
	t.Helper()
	all, err := p.All(t.Context())
	if err != nil {
		t.Error(err)
	}
	return all
}
