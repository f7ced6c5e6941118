package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// usage is what one process cost, seen from outside.
type usage struct {
	Wall float64 `json:"wall_seconds"`
	CPU  float64 `json:"cpu_seconds"` // user and system time, of all threads
	Peak int64   `json:"peak_bytes"`  // greatest resident memory
}

// measure runs a program to its end, with stdin as its input, and returns what it printed and cost.
//
// Linux starts the child's peak at this process's own, so this process must stay small: whatever needs
// memory, comparing rows too, is done in children.
func measure(ctx context.Context, stdin []byte, program string, args ...string) ([]byte, usage, error) {
	var stdout, stderr bytes.Buffer
	run := exec.CommandContext(ctx, program, args...)
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	start := time.Now()
	err := run.Run()
	wall := time.Since(start)
	if err != nil {
		return nil, usage{}, fmt.Errorf("%s %s: %w\n%s", program, strings.Join(args, " "), err, tail(stderr.String(), 5))
	}
	u := usage{Wall: wall.Seconds(), CPU: (run.ProcessState.UserTime() + run.ProcessState.SystemTime()).Seconds()}
	if r, ok := run.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.Peak = int64(r.Maxrss)
		if runtime.GOOS != "darwin" { // which counts bytes, where others count KiB
			u.Peak *= 1024
		}
	}
	return stdout.Bytes(), u, nil
}

// tail is the last n lines of a text.
func tail(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// self runs a hidden subcommand of this program in a process of its own: job goes in as JSON, and result
// comes back.
func self(ctx context.Context, subcommand string, job, result any) (usage, error) {
	program, err := os.Executable()
	if err != nil {
		return usage{}, fmt.Errorf("cannot find this program's own file: %w", err)
	}
	stdin, err := json.Marshal(job)
	if err != nil {
		return usage{}, err
	}
	stdout, u, err := measure(ctx, stdin, program, subcommand)
	if err != nil {
		return u, err
	}
	if err := json.Unmarshal(stdout, result); err != nil {
		return u, fmt.Errorf("what bench %s printed is not its result: %w", subcommand, err)
	}
	return u, nil
}
