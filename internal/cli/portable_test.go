package cli

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
)

var portable = flag.String("portable", "", "folder with the programs prism and boot of Beam, and isobar, to run the job on them (make test-portable)")

// poolPort is where Beam's worker pool listens; it takes no other.
const poolPort = "50000"

// On a job server and workers in processes of their own, as every remote engine has them, the job makes the same
// bytes as in one process. The workers are started by Beam's own boot program, from the binary that the launcher
// hands over.
func TestPortable(t *testing.T) {
	bin := *portable
	if bin == "" {
		t.Skip("needs programs that make test-portable builds")
	}
	leftByBoot(t)
	port := freePort(t)
	process(t, port, filepath.Join(bin, "prism"), "--job_port="+port, "--serve_http=false")
	process(t, poolPort, filepath.Join(bin, "boot"), "--worker_pool")

	// Several files are several lanes.
	reports, key := t.TempDir(), fixedSecret(t)
	if code, _, stderr := isobar(t, "sample", "--dataset", dropsonde, "--sites", "300", "--weeks", "4", "--week", "2026-11-09", "--dirty", "0.01", "--output", reports); code != 0 {
		t.Fatalf("status %d, %s", code, stderr)
	}
	run := func(input string, more ...string) (out string, folders map[string]string, err error) {
		t.Helper()
		dir := t.TempDir()
		args := []string{"run", "--dataset", dropsonde, "--input", input, "--week", "2026-11-09", "--output", dir, "--secret", key, "--rejects", filepath.Join(t.TempDir(), "rejects")}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		text, err := exec.CommandContext(ctx, filepath.Join(bin, "isobar"), append(args, more...)...).CombinedOutput()
		return string(text), folder(t, dir), err
	}
	out, want, err := run(reports)
	if err != nil || len(want) < 20 {
		t.Fatalf("in one process: %v\n%s", err, out)
	}
	for _, environment := range []string{"EXTERNAL", "LOOPBACK"} {
		elsewhere := []string{"--runner", "portable", "--engine", "endpoint=localhost:" + port, "--engine", "environment_type=" + environment, "--engine", "environment_config=localhost:" + poolPort}
		out, got, err := run(reports, elsewhere...)
		if err != nil {
			t.Fatalf("%s: %v\n%s", environment, err, out)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the release differs from that of one process", environment)
		}
		// What a worker finds damaged is too much of the input here.
		damaged := filepath.Join(t.TempDir(), "cut.jsonl.gz")
		if err := os.WriteFile(damaged, []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03cut"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, got, err = run(damaged, elsewhere...)
		if err == nil || !strings.Contains(out, "cut.jsonl.gz: ") || len(got) != 0 {
			t.Errorf("%s, a damaged file: %v\n%s", environment, err, out)
		}
	}
}

// freePort is a port of the loopback interface that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// process starts a server, waits until it listens, and ends it with the test. What it has started ends too: a pool that
// is killed leaves its workers, and those of Beam stay after their job until they are killed.
func process(t *testing.T, port, program string, args ...string) {
	t.Helper()
	if c, err := net.Dial("tcp", "localhost:"+port); err == nil {
		c.Close()
		t.Fatalf("somebody listens on port %s already", port)
	}
	var log bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = t.TempDir() // in which boot leaves the options of the job
	c.Stdout, c.Stderr, c.WaitDelay = &log, &log, 5*time.Second
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		err := c.Wait()
		if t.Failed() {
			t.Logf("%s: %v\n%s", filepath.Base(program), err, &log)
		}
	})
	for range 100 {
		if c, err := net.Dial("tcp", "localhost:"+port); err == nil {
			c.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s does not listen on port %s", program, port)
}

// leftByBoot removes, after the test, the copies of the worker that Beam's boot program leaves in /tmp, whatever
// TMPDIR says.
func leftByBoot(t *testing.T) {
	t.Helper()
	list := func() map[string]bool {
		found := map[string]bool{}
		for _, pattern := range []string{"/tmp/bin*/worker", "/tmp/staged"} {
			files, err := filepath.Glob(pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				found[f] = true
			}
		}
		return found
	}
	before := list()
	t.Cleanup(func() {
		for f := range list() {
			if before[f] {
				continue
			}
			if filepath.Base(f) == "worker" {
				f = filepath.Dir(f)
			}
			if err := os.RemoveAll(f); err != nil {
				t.Error(fmt.Errorf("a copy of the worker is left: %w", err))
			}
		}
	})
}
