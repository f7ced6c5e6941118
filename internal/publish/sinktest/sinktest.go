// Package sinktest holds every sink of package publish to the same promises.
//
// What enters: a sink to an empty place and a way to see that place as a consumer does. What leaves:
// test failures.
package sinktest

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"testing"

	"isobar/internal/publish"
	"isobar/internal/release"
)

// Place is an empty place to publish to.
type Place struct {
	Sink publish.Sink
	// View reads what a consumer finds of a dataset, and fails the test if it is not whole.
	View func(t *testing.T, dataset string) View
}

// View is a published dataset as a consumer finds it. The zero View is nothing published.
type View struct {
	Latest string // label of the latest week
	Weeks  map[string]Week
}

// Week is one published week.
type Week struct {
	Manifest release.Manifest
	Tables   map[string][][]string // by name: the header and then the rows, as text
}

// Run runs the conformance suite; open gives a fresh place for each test.
func Run(t *testing.T, open func(t *testing.T) Place) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, p Place)
	}{
		{"first release", firstRelease},
		{"weeks add up", weeksAddUp},
		{"a late week is not the latest", lateWeek},
		{"a week again replaces that week only", replaceWeek},
		{"the same again changes nothing", sameAgain},
		{"another window of the same label is refused", otherWindow},
		{"closing without publishing leaves nothing", giveUp},
		{"a damaged staging is not published", damaged},
		{"another session's release is not published", foreign},
		{"a cancelled run does not publish", cancelled},
		{"a session publishes once", once},
		{"one session a dataset", exclusive},
		{"manifests of published weeks", manifests},
		{"names and weeks are checked", badNames},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// expect compares what is published with the fixtures that should be.
func expect(t *testing.T, p Place, want ...Fixture) {
	t.Helper()
	view := p.View(t, Dataset)
	var weeks []string
	for _, f := range want {
		weeks = append(weeks, f.Week)
		got := view.Weeks[f.Week]
		if tables := f.Texts(); !reflect.DeepEqual(got.Tables, tables) {
			t.Errorf("week %s holds %v, want %v", f.Week, got.Tables, tables)
		}
		var listed []string
		for _, entry := range got.Manifest.Tables {
			listed = append(listed, entry.Name)
		}
		if names := slices.Sorted(slices.Values(f.Tables)); !slices.Equal(listed, names) {
			t.Errorf("week %s: the manifest lists %v, want %v", f.Week, listed, names)
		}
	}
	slices.Sort(weeks)
	if got := slices.Sorted(maps.Keys(view.Weeks)); !slices.Equal(got, weeks) {
		t.Errorf("published weeks %v, want %v", got, weeks)
	}
	latest := ""
	if len(weeks) > 0 {
		latest = weeks[len(weeks)-1]
	}
	if view.Latest != latest {
		t.Errorf("latest week %q, want %q", view.Latest, latest)
	}
}

func publishAll(t *testing.T, p Place, fixtures ...Fixture) {
	t.Helper()
	for _, f := range fixtures {
		if err := f.Publish(context.Background(), p.Sink); err != nil {
			t.Fatalf("publishing %+v: %v", f, err)
		}
	}
}

func begin(t *testing.T, p Place, f Fixture) publish.Session {
	t.Helper()
	s, err := p.Sink.Begin(context.Background(), f.Target())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closed(t *testing.T, s publish.Session) {
	t.Helper()
	for range 2 { // the second does nothing
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

var (
	week1      = Fixture{Week: "2026-11-02", Seed: 1, Tables: []string{"totals", "module_usage"}}
	week2      = Fixture{Week: "2026-11-09", Seed: 2, Tables: []string{"totals", "module_usage"}}
	week2Again = Fixture{Week: "2026-11-09", Seed: 3, Tables: []string{"module_usage", "platforms"}}
)

func firstRelease(t *testing.T, p Place) {
	expect(t, p)
	publishAll(t, p, week1)
	expect(t, p, week1)
}

func weeksAddUp(t *testing.T, p Place) {
	publishAll(t, p, week1, week2)
	expect(t, p, week1, week2)
}

func lateWeek(t *testing.T, p Place) {
	publishAll(t, p, week2, week1)
	expect(t, p, week1, week2)
}

// Publishing week 2 again with one table fewer and another one: the vanished table loses week 2 and
// keeps week 1.
func replaceWeek(t *testing.T, p Place) {
	publishAll(t, p, week1, week2, week2Again)
	expect(t, p, week1, week2Again)
}

func sameAgain(t *testing.T, p Place) {
	publishAll(t, p, week1, week2)
	before := p.View(t, Dataset)
	publishAll(t, p, week2)
	if after := p.View(t, Dataset); !reflect.DeepEqual(before, after) {
		t.Errorf("publishing the same again changed\n%+v to\n%+v", before, after)
	}
}

func otherWindow(t *testing.T, p Place) {
	publishAll(t, p, week1, week2)
	longer := week2
	longer.Days = 30
	if err := longer.Publish(context.Background(), p.Sink); !errors.Is(err, publish.ErrWindow) {
		t.Errorf("error %v, want ErrWindow", err)
	}
	expect(t, p, week1, week2)
}

func giveUp(t *testing.T, p Place) {
	s := begin(t, p, week1)
	if _, err := week1.Stage(context.Background(), s.Staging()); err != nil {
		t.Fatal(err)
	}
	expect(t, p) // staging is invisible
	closed(t, s)
	expect(t, p)
	publishAll(t, p, week1)
	expect(t, p, week1)
}

func damaged(t *testing.T, p Place) {
	publishAll(t, p, week1)
	for _, again := range []Fixture{week1, week2} {
		s := begin(t, p, again)
		staged, err := again.Stage(context.Background(), s.Staging())
		if err != nil {
			t.Fatal(err)
		}
		file := staged.Manifest.Tables[0].Files[0].Path
		err = s.Staging().Write(context.Background(), file, func(w io.Writer) error {
			_, err := io.WriteString(w, "slug,sites\r\nother,11\r\n")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Publish(context.Background(), staged); err == nil {
			t.Errorf("published week %s with a damaged %s", again.Week, file)
		}
		closed(t, s)
		expect(t, p, week1)
	}
}

func foreign(t *testing.T, p Place) {
	publishAll(t, p, week1)
	s := begin(t, p, week2)
	staged, err := week2Again.Stage(context.Background(), s.Staging())
	if err != nil {
		t.Fatal(err)
	}
	m := *staged.Manifest
	m.Week = week1.Week
	if err := s.Publish(context.Background(), &release.Staged{Manifest: &m, Store: staged.Store}); err == nil {
		t.Error("published a week that the session did not begin for")
	}
	closed(t, s)
	if err := s.Publish(context.Background(), staged); err == nil {
		t.Error("published in a closed session")
	}
	expect(t, p, week1)
}

func cancelled(t *testing.T, p Place) {
	publishAll(t, p, week1)
	s := begin(t, p, week2)
	staged, err := week2.Stage(context.Background(), s.Staging())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Publish(ctx, staged); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	closed(t, s)
	expect(t, p, week1)
	publishAll(t, p, week2)
	expect(t, p, week1, week2)
}

func once(t *testing.T, p Place) {
	s := begin(t, p, week1)
	staged, err := week1.Stage(context.Background(), s.Staging())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Publish(context.Background(), staged); err != nil {
		t.Fatal(err)
	}
	if err := s.Publish(context.Background(), staged); err == nil {
		t.Error("published twice in one session")
	}
	expect(t, p, week1)
	closed(t, s)
	expect(t, p, week1)
}

func exclusive(t *testing.T, p Place) {
	first := begin(t, p, week1)
	if _, err := p.Sink.Begin(context.Background(), week2.Target()); !errors.Is(err, publish.ErrBusy) {
		t.Errorf("a second session of the dataset: error %v, want ErrBusy", err)
	}
	other := week1.Target()
	other.Dataset = Dataset + "-other"
	s, err := p.Sink.Begin(context.Background(), other)
	if err != nil {
		t.Fatalf("a session of another dataset: %v", err)
	}
	closed(t, s)
	staged, err := week1.Stage(context.Background(), first.Staging())
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Publish(context.Background(), staged); err != nil {
		t.Errorf("the first session cannot publish any more: %v", err)
	}
	closed(t, first)
	publishAll(t, p, week2)
	expect(t, p, week1, week2)
}

func manifests(t *testing.T, p Place) {
	publishAll(t, p, week1)
	s := begin(t, p, week2)
	defer closed(t, s)
	m, err := release.Read(context.Background(), s.Published(), week1.Week)
	if err != nil {
		t.Fatal(err)
	}
	if want := p.View(t, Dataset).Weeks[week1.Week].Manifest; !reflect.DeepEqual(*m, want) {
		t.Errorf("manifest %+v, want %+v", *m, want)
	}
	if _, err := release.Read(context.Background(), s.Published(), week2.Week); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("manifest of an unpublished week: error %v, want fs.ErrNotExist", err)
	}
}

func badNames(t *testing.T, p Place) {
	for _, name := range []string{"", ".", "..", "../up", "a/b", "_releases", ".hidden", "week=2026-11-09", "a b", "-a"} {
		target := week1.Target()
		target.Dataset = name
		if s, err := p.Sink.Begin(context.Background(), target); err == nil {
			t.Errorf("dataset name %q was accepted", name)
			closed(t, s)
		}
	}
	target := week1.Target()
	target.Window.Label = "../2026"
	if s, err := p.Sink.Begin(context.Background(), target); err == nil {
		t.Errorf("week %q was accepted", target.Window.Label)
		closed(t, s)
	}
}
