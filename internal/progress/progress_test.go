package progress

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Whatever the workers' interleaving, the phases partition what was counted.
func TestPhasesPartitionTheCounts(t *testing.T) {
	var c Counters
	const workers, each = 8, 5000
	for _, p := range []Phase{Scan, Aggregate} {
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for range each {
					c.Enter(p)
					c.AddBytes(10)
					c.AddReports(1)
				}
			})
		}
		wg.Wait()
	}
	c.Finish()
	ended := c.Ended()
	if len(ended) != 2 || ended[0].Phase != Scan || ended[1].Phase != Aggregate {
		t.Fatalf("ended phases: %+v, want scan and aggregate once each", ended)
	}
	for _, s := range ended {
		if s.Reports != workers*each || s.Bytes != 10*workers*each {
			t.Errorf("%s: %d reports, %d bytes", s.Phase, s.Reports, s.Bytes)
		}
	}
}

func TestEnterNeverGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c Counters
		c.Expect(Aggregate, 500)
		c.Enter(Scan)
		time.Sleep(3 * time.Second)
		c.Enter(Aggregate)
		time.Sleep(2 * time.Second)
		c.Enter(Scan) // a straggler
		if got := c.Now(); got.Phase != Aggregate || got.Elapsed != 2*time.Second || got.Total != 500 {
			t.Errorf("now: %+v, want aggregate for 2 s of 500 bytes", got)
		}
		c.Finish()
		c.Finish()
		if got := c.Now().Phase; got != "" {
			t.Errorf("after Finish: phase %q", got)
		}
		if got := c.Ended(); len(got) != 2 || got[0].Elapsed != 3*time.Second || got[1].Elapsed != 2*time.Second {
			t.Errorf("ended: %+v", got)
		}
		c.Reset()
		if len(c.Ended()) != 0 || c.Now().Phase != "" {
			t.Error("Reset left something")
		}
	})
}

func TestLogLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c Counters
		var out bytes.Buffer
		d := Show(&c, Options{Logger: slog.New(slog.NewJSONHandler(&out, nil)), Every: 5 * time.Second})
		time.Sleep(6 * time.Second) // nothing has begun: nothing to log
		c.Expect(Scan, 40e6)
		c.Enter(Scan)
		c.AddBytes(10e6)
		c.AddReports(1200)
		time.Sleep(5 * time.Second) // logged at 10 s, 4 s after it began
		c.Enter(Aggregate)
		time.Sleep(time.Second)
		c.Finish()
		d.Close()
		d.Close()

		type line struct {
			Msg, Phase      string
			Reports, Bytes  int64
			Percent         int
			MBPerS, Seconds float64 `json:"-"`
		}
		var got []line
		for text := range strings.Lines(out.String()) {
			var l line
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				t.Fatalf("not JSON: %v in %s", err, text)
			}
			got = append(got, l)
		}
		want := []line{
			{Msg: "progress", Phase: "scan", Reports: 1200, Bytes: 10e6, Percent: 25},
			{Msg: "phase finished", Phase: "scan", Reports: 1200, Bytes: 10e6},
			{Msg: "phase finished", Phase: "aggregate"},
		}
		if len(got) != len(want) {
			t.Fatalf("%d lines, want %d:\n%s", len(got), len(want), out.String())
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("line %d: %+v, want %+v", i, got[i], want[i])
			}
		}
		if !strings.Contains(out.String(), `"mb_per_s":2.5,"seconds":4,`) {
			t.Errorf("rate or time is wrong:\n%s", out.String())
		}
	})
}

// final is what a terminal shows in the end: text after the last erasure of each line.
func final(out string) string {
	var lines []string
	for line := range strings.Lines(out) {
		if i := strings.LastIndex(line, eraseLine); i >= 0 {
			line = line[i+len(eraseLine):]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "")
}

func TestBar(t *testing.T) {
	for _, total := range []int64{0, 1, 40e6} {
		synctest.Test(t, func(t *testing.T) {
			var c Counters
			var out bytes.Buffer
			screen := NewScreen(&out, func() int { return 60 })
			d := Show(&c, Options{Screen: screen})
			c.Expect(Scan, total)
			c.Enter(Scan)
			for range 8 {
				c.AddBytes(10e6) // twice what was expected: a file may grow, compressed ones are estimates
				c.AddReports(1000)
				time.Sleep(time.Second)
			}
			if _, err := screen.Write([]byte("a warning\n")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			c.Enter(Aggregate)
			time.Sleep(time.Second)
			c.Finish()
			d.Close()

			shown := out.String()
			for _, want := range []string{"scan      8,000 reports 9 MB/s", "aggregate"} {
				if !strings.Contains(shown, want) {
					t.Errorf("total %d: no %q on the screen", total, want)
				}
			}
			if total > 1 && !strings.Contains(shown, "75% [") {
				t.Errorf("total %d: no bar at 75%%", total)
			}
			if got := final(shown); got != "a warning\n" {
				t.Errorf("total %d: left on the screen: %q", total, got)
			}
			for part := range strings.SplitSeq(shown, eraseRest) {
				part = part[strings.LastIndexAny(part, "\r\n")+1:]
				if n := len([]rune(strings.TrimPrefix(part, "\x1b[2K"))); n > 59 {
					t.Errorf("total %d: a bar of %d columns on a screen of 60: %q", total, n, part)
				}
			}
		})
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", 12345: "12,345"} {
		if got := Thousands(n); got != want {
			t.Errorf("Thousands(%d) = %s, want %s", n, got, want)
		}
	}
}
