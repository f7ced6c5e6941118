package agg

import (
	"errors"
	"fmt"
	"sync/atomic"
)

// ErrLimit is in the chain of errors about Limits. The keys of a query decide how many groups there are, and
// the threshold does not: a group has to be complete before its sites can be compared with k.
var ErrLimit = errors.New("too many groups: group by a coarser key, or leave rows out with WHERE")

// Limits bounds what Mergers hold. What does not fit is refused.
type Limits struct {
	// Groups bounds the number of groups, those below the threshold among them.
	Groups int64
	// Bytes bounds their keys, texts and states, counted as Merger.Size does. Memory that grows by doubling may
	// be up to half as much again.
	Bytes int64
}

// DefaultLimits are for one process of a machine of 16 GiB: 64 million groups and 4 GiB. A group of two
// texts, its sites and one sum takes some 100 bytes besides the texts, so that either limit may come first.
// The batches that are being merged, a few bytes for each group and worker, are in memory as well, and Go's
// collector lets a heap grow to twice what is in use.
func DefaultLimits() Limits { return Limits{Groups: 64 << 20, Bytes: 4 << 30} }

// Budget is Limits that several Mergers share: together they hold no more. It may be used by several
// goroutines. Whether Mergers fit may depend on how many are at work at the same time; where it must not, none
// is released before all are done.
type Budget struct {
	limits        Limits
	groups, bytes atomic.Int64
}

// NewBudget makes a budget of which nothing is used.
func NewBudget(l Limits) *Budget { return &Budget{limits: l} }

// Used is what the Mergers hold at this moment.
func (b *Budget) Used() Limits { return Limits{Groups: b.groups.Load(), Bytes: b.bytes.Load()} }

// take uses up more of the budget, or less if numbers are negative. An error says which limit is exceeded; the
// numbers count all the same.
func (b *Budget) take(groups, bytes int64) error {
	groups, bytes = b.groups.Add(groups), b.bytes.Add(bytes)
	switch {
	case groups > b.limits.Groups:
		return fmt.Errorf("%w (the limit is %d groups at a time)", ErrLimit, b.limits.Groups)
	case bytes > b.limits.Bytes:
		return fmt.Errorf("%w (the limit is %d MiB of groups at a time)", ErrLimit, b.limits.Bytes>>20)
	}
	return nil
}

// MergerOption is a setting of NewMerger.
type MergerOption func(*Merger)

// Within makes a Merger share a budget; without it, it has one of its own of DefaultLimits. Release gives
// back what it holds.
func Within(b *Budget) MergerOption { return func(m *Merger) { m.budget = b } }

// charge brings what the budget counts for this merger up to date. A batch is counted after it was added, so
// that what is held may exceed the limits by one batch of each merger.
func (m *Merger) charge() error {
	now := Limits{Groups: int64(m.Groups()), Bytes: m.Size()}
	groups, bytes := now.Groups-m.held.Groups, now.Bytes-m.held.Bytes
	m.held = now
	return m.budget.take(groups, bytes)
}

// Release gives back to the budget what the merger holds, and forgets its groups, which must not be used any
// more. Every later Add fails.
func (m *Merger) Release() {
	m.budget.take(-m.held.Groups, -m.held.Bytes)
	*m = Merger{groups: noGroups(), budget: m.budget, err: errReleased}
}

var errReleased = errors.New("agg: the merger was released")
