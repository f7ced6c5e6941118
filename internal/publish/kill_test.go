package publish_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
)

// The property: kill a publishing process at any step, and the published dataset is, file by file, the
// old one or the new one; which of them changes once, at the promotion. The next run then publishes and
// leaves nothing of the killed one.

// killEnv carries a child's orders; the test binary runs itself as the child.
const killEnv = "ISOBAR_TEST_PUBLISH"

type orders struct {
	Dir        string
	Fixture    sinktest.Fixture
	KillAt     int // number of the step before which the child kills itself; 0: never
	NoExchange bool
}

func (o orders) sink() *publish.Local {
	sink := &publish.Local{Dir: o.Dir}
	if o.NoExchange {
		sink.SetExchange(func(_, _ string) error { return syscall.EINVAL })
	}
	return sink
}

func TestMain(m *testing.M) {
	if text, ok := os.LookupEnv(killEnv); ok {
		os.Exit(child(text))
	}
	os.Exit(m.Run())
}

func child(text string) int {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	sink := o.sink()
	n := 0
	sink.Steps = func(step string) {
		if n++; n == o.KillAt {
			fmt.Println(step)
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Kill()
			}
			select {} // until the kill arrives
		}
	}
	if err := o.Fixture.Publish(context.Background(), sink); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// run gives the step at which the child was killed, or "" if it ended by itself, without an error.
func (o orders) run(t *testing.T, kill func(*os.Process)) (step string) {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), killEnv+"="+string(text))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if kill != nil {
		kill(cmd.Process)
	}
	err = cmd.Wait()
	if err == nil {
		return ""
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Fatalf("the child failed instead of being killed: %v %s", err, stderr.String())
	}
	return strings.TrimSpace(stdout.String()) + " (killed)"
}

// killCase is a state of the output folder and a release that changes it.
type killCase struct {
	name       string
	before     []sinktest.Fixture
	publish    sinktest.Fixture
	noExchange bool
	from       string // the first step to kill at, those before being the same as in another case; "" for all
}

var killCases = []killCase{
	{"first release", nil, week1, false, "write _releases/latest.json"},
	{"week again, exchange", []sinktest.Fixture{week1, week2}, week2Again, false, ""},
	{"week again, two renames", []sinktest.Fixture{week1, week2}, week2Again, true, "exchange the datasets"},
}

// states makes the files before and after of a case.
func (c killCase) states(t *testing.T) (base string, old, new map[string]string) {
	t.Helper()
	base, after := t.TempDir(), t.TempDir()
	mustPublish(t, &publish.Local{Dir: base}, c.before...)
	mustPublish(t, &publish.Local{Dir: after}, append(c.before[:len(c.before):len(c.before)], c.publish)...)
	old, new = contents(t, base), contents(t, after)
	if reflect.DeepEqual(old, new) {
		t.Fatal("the release changes nothing, so the test cannot fail")
	}
	return base, old, new
}

func (c killCase) start(t *testing.T, base string) orders {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	if err := os.CopyFS(dir, os.DirFS(base)); err != nil {
		t.Fatal(err)
	}
	return orders{Dir: dir, Fixture: c.publish, NoExchange: c.noExchange}
}

// steps names the steps that the case's release takes, in order.
func (c killCase) steps(t *testing.T, base string) []string {
	t.Helper()
	var names []string
	sink := c.start(t, base).sink()
	dir := sink.Dir
	sink.Steps = func(step string) { names = append(names, step) }
	mustPublish(t, sink, c.publish)
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Fatalf("a whole run left %v (%v)", entries, err)
	}
	return names
}

func TestKilledAtEveryStep(t *testing.T) {
	for _, c := range killCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			base, old, new := c.states(t)
			steps := c.steps(t, base)
			first := 0
			if c.from != "" {
				if first = slices.Index(steps, c.from); first < 0 {
					t.Fatalf("there is no step %q among %q", c.from, steps)
				}
			}
			committed, missing := false, 0
			for n, name := range steps {
				if n < first {
					continue
				}
				o := c.start(t, base)
				o.KillAt = n + 1
				step := o.run(t, nil)
				if step != name+" (killed)" {
					t.Fatalf("step %d is %q and not %q: the test is not deterministic", n, step, name)
				}
				switch now := published(t, o.Dir); {
				case reflect.DeepEqual(now, new):
					committed = true
				case reflect.DeepEqual(now, old):
					if committed {
						t.Errorf("%s: the old release is back after the new one was there", step)
					}
				case len(now) == 0 && c.noExchange && !committed:
					missing++
				default:
					t.Errorf("%s: neither the old nor the new release", step)
				}
				recoverAndRepeat(t, o, step, committed, old, new)
			}
			want := 0
			if c.noExchange {
				want = 1
			}
			if missing != want || !committed {
				t.Errorf("the dataset was missing after %d kills, want %d; committed: %v", missing, want, committed)
			}
		})
	}
}

// recoverAndRepeat looks at the output as the next run finds it after its recovery, and then lets that
// run publish.
func recoverAndRepeat(t *testing.T, o orders, step string, committed bool, old, new map[string]string) {
	t.Helper()
	s, err := o.sink().Begin(context.Background(), o.Fixture.Target())
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Errorf("%s: the next run does not begin: %v", step, err)
		return
	}
	want := old
	if committed {
		want = new
	}
	if !reflect.DeepEqual(contents(t, o.Dir), want) {
		t.Errorf("%s: after recovery the output is not as it was", step)
	}
	mustPublish(t, o.sink(), o.Fixture)
	if !reflect.DeepEqual(contents(t, o.Dir), new) {
		t.Errorf("%s: the next run's release is not as it should be, or there is litter", step)
	}
	onlyDatasets(t, o.Dir)
	view(t, filepath.Join(o.Dir, sinktest.Dataset))
}

// published is what consumers see in the output folder: not what is hidden.
func published(t *testing.T, out string) map[string]string {
	t.Helper()
	files := contents(t, out)
	for name := range files {
		if strings.HasPrefix(name, ".") {
			delete(files, name)
		}
	}
	if len(files) > 0 {
		view(t, filepath.Join(out, sinktest.Dataset))
	}
	return files
}

// The same at instants that no step names, in the middle of removing a tree for one.
func TestKilledAtRandomInstants(t *testing.T) {
	c := killCases[1]
	base, old, new := c.states(t)
	began := time.Now()
	if o := c.start(t, base); o.run(t, nil) != "" {
		t.Fatal("the child was killed by somebody else")
	}
	whole := time.Since(began)
	rng := rand.New(rand.NewPCG(7, 7))
	for range 10 {
		o := c.start(t, base)
		step := o.run(t, func(p *os.Process) {
			time.Sleep(time.Duration(rng.Float64() * float64(whole)))
			_ = p.Kill() // it may have ended
		})
		now := published(t, o.Dir)
		committed := reflect.DeepEqual(now, new)
		if !committed && !reflect.DeepEqual(now, old) {
			t.Error("neither the old nor the new release")
		}
		recoverAndRepeat(t, o, "at random "+step, committed, old, new)
	}
}
