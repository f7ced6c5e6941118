package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// results is all that was measured, for --json. Times are in seconds, sizes in bytes.
type results struct {
	Started  string         `json:"started"` // in RFC 3339
	Machine  machine        `json:"machine"`
	Isobar   string         `json:"isobar"` // its version
	Settings settings       `json:"settings"`
	Measured []*measured    `json:"measured,omitempty"`
	Tables   []*tableResult `json:"tables,omitempty"`
	Scale    []scaleResult  `json:"scale,omitempty"`
	Aims     []aim          `json:"aims,omitempty"`
}

// settings are the flags that figures depend on.
type settings struct {
	Sites  int64   `json:"sites,omitempty"`
	Seed   int64   `json:"seed"`
	Runs   int     `json:"runs"`
	Limit  float64 `json:"limit_seconds,omitempty"`
	Memory string  `json:"duckdb_memory_limit,omitempty"`
}

// machine is what the figures belong to. What the system does not tell is empty.
type machine struct {
	System string `json:"system"`
	Cores  int    `json:"cores"`
	CPU    string `json:"cpu,omitempty"`
	Memory string `json:"memory,omitempty"`
	Load   string `json:"load_at_start,omitempty"` // of the last minute: figures of a busy machine are worth little
}

// begin notes what the figures will depend on.
func (o *options) begin(ctx context.Context) (*results, error) {
	version, err := o.isobar.version(ctx)
	if err != nil {
		return nil, err
	}
	return &results{
		Started:  time.Now().UTC().Format(time.RFC3339),
		Machine:  thisMachine(),
		Isobar:   version,
		Settings: settings{Sites: o.sites, Seed: o.seed, Runs: o.runs, Limit: o.limit.Seconds(), Memory: o.memory},
	}, nil
}

// thisMachine asks Linux. Elsewhere only the number of cores is known.
func thisMachine() machine {
	load, _, _ := strings.Cut(firstLine("/proc/loadavg", ""), " ")
	return machine{
		System: runtime.GOOS + "/" + runtime.GOARCH,
		Cores:  runtime.NumCPU(),
		CPU:    firstLine("/proc/cpuinfo", "model name"),
		Memory: firstLine("/proc/meminfo", "MemTotal"),
		Load:   load,
	}
}

// firstLine is the value of the first line that begins with a key, or nothing.
func firstLine(file, key string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if value, found := strings.CutPrefix(line, key); found {
			return strings.TrimSpace(strings.TrimLeft(value, " \t:"))
		}
	}
	return ""
}

// String is a line for people.
func (m machine) String() string {
	text := fmt.Sprintf("%s, %s", m.System, plural(int64(m.Cores), "core"))
	if m.CPU != "" {
		text += " of " + m.CPU
	}
	if m.Memory != "" {
		text += ", memory " + m.Memory
	}
	if m.Load != "" {
		text += ", load at the start " + m.Load
	}
	return text + "."
}

// writeJSON writes the results where --json says, if it does.
func (o *options) writeJSON(r *results) error {
	if o.json == "" {
		return nil
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(o.json, append(text, '\n'), 0o644)
}
