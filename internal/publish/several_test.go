package publish_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
)

// Two places have the same releases, and each alone keeps the promises of a sink.
func TestSeveral(t *testing.T) {
	sinktest.Run(t, func(t *testing.T) sinktest.Place {
		a, b := t.TempDir(), t.TempDir()
		t.Cleanup(func() { onlyDatasets(t, a); onlyDatasets(t, b) })
		return sinktest.Place{
			Sink: publish.Several{&publish.Local{Dir: a}, &publish.Local{Dir: b}},
			View: func(t *testing.T, dataset string) sinktest.View {
				first, second := view(t, filepath.Join(a, dataset)), view(t, filepath.Join(b, dataset))
				if !reflect.DeepEqual(first, second) {
					t.Errorf("one place has %v, the other %v", first, second)
				}
				return first
			},
		}
	})
	if _, err := (publish.Several{}).Begin(context.Background(), week1.Target()); err == nil {
		t.Error("no place at all was accepted")
	}
}

// A place that fails leaves those before it published, which the error says, and the next run completes it.
func TestSeveralFails(t *testing.T) {
	ctx := context.Background()
	a, b := t.TempDir(), t.TempDir()
	broken := &brokenSink{publish.Local{Dir: b}, true}
	both := publish.Several{&publish.Local{Dir: a}, broken}
	err := week1.Publish(ctx, both)
	if err == nil || !strings.Contains(err.Error(), "published in "+a) || !strings.Contains(err.Error(), "not in "+b) {
		t.Errorf("error %v, want one that names both places", err)
	}
	if v := view(t, filepath.Join(a, sinktest.Dataset)); v.Latest != week1.Week {
		t.Errorf("the first place has %+v", v)
	}
	if v := view(t, filepath.Join(b, sinktest.Dataset)); v.Latest != "" {
		t.Errorf("the second place has %+v", v)
	}
	broken.fails = false
	if err := week1.Publish(ctx, both); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(contents(t, a), contents(t, b)) {
		t.Error("the places differ")
	}
}

type brokenSink struct {
	publish.Local
	fails bool
}

func (b *brokenSink) Begin(ctx context.Context, target publish.Target) (publish.Session, error) {
	s, err := b.Local.Begin(ctx, target)
	return &brokenSession{s, b}, err
}

type brokenSession struct {
	publish.Session
	sink *brokenSink
}

func (b *brokenSession) Publish(ctx context.Context, staged *release.Staged) error {
	if b.sink.fails {
		return errors.New("out of order")
	}
	return b.Session.Publish(ctx, staged)
}

// A place that was added later does not hide what the others have published.
func TestSeveralHistory(t *testing.T) {
	ctx := context.Background()
	old, added := &publish.Local{Dir: t.TempDir()}, &publish.Local{Dir: t.TempDir()}
	if err := week1.Publish(ctx, old); err != nil {
		t.Fatal(err)
	}
	if err := week2.Publish(ctx, added); err != nil {
		t.Fatal(err)
	}
	for _, both := range []publish.Several{{added, old}, {old, added}} {
		session, err := both.Begin(ctx, week2.Target())
		if err != nil {
			t.Fatal(err)
		}
		defer session.Close()
		weeks, err := release.Weeks(ctx, session.Published())
		if err != nil || !reflect.DeepEqual(weeks, []string{week1.Week, week2.Week}) {
			t.Errorf("weeks %v, %v", weeks, err)
		}
		for _, week := range weeks {
			m, err := release.Read(ctx, session.Published(), week)
			if err != nil || m.Week != week {
				t.Fatalf("week %s: %v, %v", week, m, err)
			}
			for _, file := range m.Tables[0].Files {
				f, err := session.Published().Open(ctx, file.Path)
				if err != nil {
					t.Fatal(err)
				}
				f.Close()
			}
		}
		if _, err := release.Read(ctx, session.Published(), "2001-01-01"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a week that nobody has: %v", err)
		}
		if err := session.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
