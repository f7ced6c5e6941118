package progress

import (
	"fmt"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// redraw is how often a bar is drawn: often enough to look alive, and no cost at all.
const redraw = 200 * time.Millisecond

// Options says how progress is shown.
type Options struct {
	// Screen is the terminal to draw a bar on. Nil: progress is logged.
	Screen *Screen
	// Logger gets a line every Every, and one at the end of each phase. Optional where there is a
	// Screen, which leaves it unused.
	Logger *slog.Logger
	// Every is the time between log lines. Default 10 s.
	Every time.Duration
}

// Display shows counters until it is closed.
type Display struct {
	counters *Counters
	options  Options
	stop     chan struct{}
	stopped  chan struct{}
	close    sync.Once

	logged int // ended phases that have been logged
	bar    *progressbar.ProgressBar
	phase  Phase // that the bar is for
}

// Show starts to show counters. The caller must Close the display, before it writes a summary.
func Show(c *Counters, o Options) *Display {
	if o.Every <= 0 {
		o.Every = 10 * time.Second
	}
	d := &Display{counters: c, options: o, stop: make(chan struct{}), stopped: make(chan struct{})}
	go d.run()
	return d
}

// Close stops showing, and erases the bar. Calls after the first do nothing.
func (d *Display) Close() {
	d.close.Do(func() { close(d.stop) })
	<-d.stopped
}

func (d *Display) run() {
	defer close(d.stopped)
	period, show, end := d.options.Every, d.log, d.logEnded
	if d.options.Screen != nil {
		period, show, end = redraw, d.draw, d.clear
	}
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			show()
		case <-d.stop:
			end()
			return
		}
	}
}

// log writes the phases that have ended since the last time, and where the current one is.
func (d *Display) log() {
	d.logEnded()
	if s := d.counters.Now(); s.Phase != "" {
		args := attributes(s)
		if s.Total > 0 {
			args = append(args, "percent", percent(s))
		}
		d.options.Logger.Info("progress", args...)
	}
}

func (d *Display) logEnded() {
	ended := d.counters.Ended()
	for _, s := range ended[min(d.logged, len(ended)):] {
		d.options.Logger.Info("phase finished", attributes(s)...)
	}
	d.logged = len(ended)
}

func attributes(s Status) []any {
	return []any{
		"phase", string(s.Phase), "reports", s.Reports, "bytes", s.Bytes,
		"mb_per_s", round(s.MegabytesPerSecond()), "seconds", round(s.Elapsed.Seconds()),
	}
}

func round(x float64) float64 { return math.Round(x*10) / 10 }

// percent is at most 99 while a phase is under way: it ends by being left, not by the bytes it read.
func percent(s Status) int {
	return int(min(99, 100*float64(s.Bytes)/float64(s.Total)))
}

// draw brings the bar up to date, with a new one for each phase. That the terminal may have gone away
// is no reason to stop a run, so errors in drawing are let be.
func (d *Display) draw() {
	s := d.counters.Now()
	if s.Phase == "" {
		d.clear()
		return
	}
	if d.bar == nil || d.phase != s.Phase {
		d.bar, d.phase = newBar(d.options.Screen, s), s.Phase
	}
	if s.Total > 0 {
		// One short of the total: a bar that reaches it is over for good, and later ticks would not show.
		_ = d.bar.Set64(min(s.Bytes, s.Total-1))
	}
	d.bar.Describe(describe(s))
}

func (d *Display) clear() {
	_ = d.options.Screen.Clear()
	d.bar = nil
}

// describe leaves out what a phase does not count: not every one reads reports, or any input.
func describe(s Status) string {
	text := fmt.Sprintf("%-9s", s.Phase)
	if s.Reports > 0 {
		text += fmt.Sprintf(" %s reports", Thousands(s.Reports))
	}
	if s.Bytes > 0 {
		text += fmt.Sprintf(" %.0f MB/s", s.MegabytesPerSecond())
	}
	return text
}

// newBar makes the bar of a phase, or a spinner if its total is not known.
func newBar(screen *Screen, s Status) *progressbar.ProgressBar {
	total := s.Total
	if total <= 0 {
		total = -1
	}
	return progressbar.NewOptions64(total,
		progressbar.OptionSetDescription(describe(s)),
		progressbar.OptionSetWriter(canvas{screen}),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionSetWidth(24),
		progressbar.OptionSetPredictTime(total > 0),
		progressbar.OptionSetElapsedTime(true),
		// Without an interval of its own a spinner turns when it is drawn, instead of in a goroutine that
		// nothing would end.
		progressbar.OptionSetSpinnerChangeInterval(0),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionSetTheme(progressbar.Theme{
			Saucer: "=", SaucerHead: ">", SaucerPadding: " ", BarStart: "[", BarEnd: "]",
		}),
	)
}

// Thousands writes a number with a comma between every three digits: 1234567 as 1,234,567.
func Thousands(n int64) string {
	digits := fmt.Sprintf("%d", n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
