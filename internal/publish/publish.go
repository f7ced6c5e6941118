// Package publish puts staged releases where consumers find them.
//
// What enters: a release that package release has staged and verified. What leaves: the public dataset,
// in a folder here, behind the same interface elsewhere. Promised: a consumer sees the old release or
// the new one, of all tables, and never a mixture, also when the publisher is killed at any instant;
// publishing a week again replaces it and leaves the other weeks as they are; two runs never publish one
// dataset to one place at once.
//
// The conformance suite of package sinktest holds every sink to this.
package publish

import (
	"context"
	"errors"
	"fmt"

	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/week"
)

// Sink is a place to publish to.
type Sink interface {
	// Begin reserves a dataset's place until Close: it takes the place's lock, finishes or undoes what
	// a killed run left there, and makes room for staging. It comes before the work of a run, so that a
	// run that cannot publish does not begin. Its errors are sentences for the operator; ErrBusy and
	// ErrWindow are among them (errors.Is).
	Begin(ctx context.Context, target Target) (Session, error)
	// String names the place as a person would write it.
	String() string
}

// Target says what a run is about to publish.
type Target struct {
	Dataset string
	Window  week.Window
}

// Expects says what is wrong with a release that is to be published for the target from a session's staging
// store: it lies elsewhere, or is of something else.
func (t Target) Expects(staged *release.Staged, staging storage.Store) error {
	m := staged.Manifest
	if staged.Store.String() != staging.String() {
		return fmt.Errorf("publish: the release is staged in %s and not in this session's %s", staged.Store, staging)
	}
	if m.Dataset != t.Dataset || m.Week != t.Window.Label || m.From != release.FormatTime(t.Window.From) || m.To != release.FormatTime(t.Window.To) {
		return fmt.Errorf("publish: the release is %s, week %s from %s to %s, and not what the session began for", m.Dataset, m.Week, m.From, m.To)
	}
	return nil
}

// Session is one run's hold on a dataset's place. Its methods are called one after the other.
type Session interface {
	// Staging is an empty store for this run's release (package release, Stage), beside the published
	// dataset and invisible to its consumers.
	Staging() storage.Store
	// Published is the dataset as consumers see it, to be read with package release. Before the first
	// release it has no weeks.
	Published() storage.Reader
	// Publish makes the release in Staging public, once. On an error consumers see what they saw before,
	// unless the error says that the release is in place and only the disk's confirmation failed.
	Publish(ctx context.Context, staged *release.Staged) error
	// Close removes what is left of staging and gives the place free. A run that gives up closes
	// without publishing. Close may be called again and then does nothing.
	Close() error
}

var (
	// ErrBusy reports that another run holds the dataset's place.
	ErrBusy = errors.New("another run is publishing this dataset there; wait for it to end")
	// ErrWindow reports that the week's label is published already for another window of time.
	ErrWindow = errors.New("that week is published for another window of time; keep to that, or choose another output")
)
