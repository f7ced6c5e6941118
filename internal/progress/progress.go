// Package progress counts what a run has done and shows it while the run goes on.
//
// What enters: workers add bytes and reports to Counters, and enter the phase that they work on. What
// leaves: a bar on a terminal, or a structured log line every few seconds; and how long each phase
// took, for the summary. What is promised: adding costs one atomic addition and is safe from any
// goroutine; the display only ever reads; nothing but numbers and the names of phases is shown, never
// anything that a report holds.
package progress

import (
	"sync"
	"sync/atomic"
	"time"
)

// Phase is one leg of a run over its input.
type Phase string

// The phases of the weekly job, in order.
const (
	Scan      Phase = "scan"      // first pass: headers, validation, one report per site
	Aggregate Phase = "aggregate" // second pass: decode the kept reports, partial aggregates
	Release   Phase = "release"   // threshold, public part, files
)

// Status is what the counters said at one moment, or, for a phase that has ended, at its end.
type Status struct {
	Phase   Phase         // "" before the first phase
	Bytes   int64         // input bytes read in this phase, as stored (compressed, if they are)
	Total   int64         // input bytes that the phase has to read; 0 if unknown
	Reports int64         // reports read in this phase
	Elapsed time.Duration // since the phase was entered
}

// MegabytesPerSecond is the mean rate of the phase in 10⁶ bytes a second; 0 for a phase without length.
func (s Status) MegabytesPerSecond() float64 {
	if s.Elapsed <= 0 {
		return 0
	}
	return float64(s.Bytes) / 1e6 / s.Elapsed.Seconds()
}

// Counters counts one run. The zero value is ready.
type Counters struct {
	bytes, reports atomic.Int64 // of the whole run; phases keep what they started from
	current        atomic.Pointer[leg]

	mu     sync.Mutex
	totals map[Phase]int64
	ended  []Status
}

// leg is a phase under way.
type leg struct {
	phase          Phase
	start          time.Time
	bytes, reports int64 // the counters when the phase was entered
	total          int64
}

var process Counters

// Process returns the counters of this process. A distributed pipeline builds its workers from their
// serialised form, so counters cannot be handed to them; in a worker of another process nobody shows
// them, and counting there does no harm.
func Process() *Counters { return &process }

// Reset empties the counters, for the next run in the same process. No worker may be counting.
func (c *Counters) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes.Store(0)
	c.reports.Store(0)
	c.current.Store(nil)
	c.totals, c.ended = nil, nil
}

// AddBytes counts n more bytes of input, as stored.
func (c *Counters) AddBytes(n int64) { c.bytes.Add(n) }

// AddReports counts n more reports.
func (c *Counters) AddReports(n int64) { c.reports.Add(n) }

// Expect says how many bytes of input a phase will read, before it is entered.
func (c *Counters) Expect(p Phase, bytes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.totals == nil {
		c.totals = map[Phase]int64{}
	}
	c.totals[p] = bytes
}

// Enter starts a phase and ends the one before. Every worker may call it with each piece of work: a
// phase that is under way already, or that has ended, stays as it is.
func (c *Counters) Enter(p Phase) {
	if l := c.current.Load(); l != nil && l.phase == p {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.current.Load(); l != nil && l.phase == p {
		return
	}
	for _, s := range c.ended {
		if s.Phase == p {
			return
		}
	}
	now := time.Now()
	c.end(now)
	c.current.Store(&leg{phase: p, start: now, bytes: c.bytes.Load(), reports: c.reports.Load(), total: c.totals[p]})
}

// Finish ends the phase under way.
func (c *Counters) Finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end(time.Now())
}

// end moves the current phase to the ended ones. The caller holds the lock.
func (c *Counters) end(now time.Time) {
	if l := c.current.Load(); l != nil {
		c.ended = append(c.ended, c.status(l, now))
		c.current.Store(nil)
	}
}

func (c *Counters) status(l *leg, now time.Time) Status {
	return Status{
		Phase:   l.phase,
		Bytes:   c.bytes.Load() - l.bytes,
		Total:   l.total,
		Reports: c.reports.Load() - l.reports,
		Elapsed: now.Sub(l.start),
	}
}

// Now returns the state of the phase under way; its Phase is empty between phases.
func (c *Counters) Now() Status {
	if l := c.current.Load(); l != nil {
		return c.status(l, time.Now())
	}
	return Status{}
}

// Ended returns the phases that have ended, in order.
func (c *Counters) Ended() []Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Status(nil), c.ended...)
}
