package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"isobar/internal/release"
	"isobar/internal/storage"
)

// Several publishes one release to several places, one after the other. Each place keeps its own promise; what
// fails in the middle leaves some with the new release and the others with the old one, which the error says, and
// running again completes the rest.
//
// What is published already is what any of the places has; of a week that several have, the first place's release.
type Several []Sink

var _ Sink = Several(nil)

// String lists the places.
func (s Several) String() string {
	names := make([]string, len(s))
	for i, sink := range s {
		names[i] = sink.String()
	}
	return strings.Join(names, ", ")
}

// Begin implements Sink: in all places or in none.
func (s Several) Begin(ctx context.Context, target Target) (_ Session, err error) {
	if len(s) == 0 {
		return nil, errors.New("publish: there is no place to publish to")
	}
	all := &severalSession{sinks: s}
	defer func() {
		if err != nil {
			err = errors.Join(err, all.Close())
		}
	}()
	for _, sink := range s {
		session, err := sink.Begin(ctx, target)
		if err != nil {
			return nil, err
		}
		all.sessions = append(all.sessions, session)
	}
	return all, nil
}

type severalSession struct {
	sinks    Several
	sessions []Session
}

// Staging implements Session.
func (s *severalSession) Staging() storage.Store { return s.sessions[0].Staging() }

// Published implements Session.
func (s *severalSession) Published() storage.Reader {
	var all history
	for _, session := range s.sessions {
		all = append(all, session.Published())
	}
	return all
}

// Publish implements Session.
func (s *severalSession) Publish(ctx context.Context, staged *release.Staged) error {
	copies := []*release.Staged{staged}
	for _, session := range s.sessions[1:] {
		to := session.Staging()
		if err := copyRelease(ctx, staged.Store, to); err != nil {
			return err
		}
		copies = append(copies, &release.Staged{Manifest: staged.Manifest, Store: to})
	}
	for i, session := range s.sessions {
		if err := session.Publish(ctx, copies[i]); err != nil {
			if i > 0 {
				return fmt.Errorf("published in %s, and not in %s; run again to complete it: %w", s.sinks[:i], s.sinks[i:], err)
			}
			return err
		}
	}
	return nil
}

// Close implements Session.
func (s *severalSession) Close() error {
	var errs []error
	for i := len(s.sessions) - 1; i >= 0; i-- {
		errs = append(errs, s.sessions[i].Close())
	}
	return errors.Join(errs...)
}

func copyRelease(ctx context.Context, from, to storage.Store) error {
	entries, err := from.List(ctx, ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		err := to.Write(ctx, e.Name, func(w io.Writer) error {
			f, err := from.Open(ctx, e.Name)
			if err != nil {
				return err
			}
			_, err = io.Copy(w, f)
			return errors.Join(err, f.Close())
		})
		if err != nil {
			return err
		}
	}
	return nil
}
