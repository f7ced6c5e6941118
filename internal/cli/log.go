package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"isobar/internal/progress"
)

// levelFlag is --log-level, and the level of the log that it sets.
type levelFlag struct{ slog.LevelVar }

var levels = map[string]slog.Level{
	"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

// Set reads one of the four levels.
func (f *levelFlag) Set(s string) error {
	level, ok := levels[strings.ToLower(s)]
	if !ok {
		return errors.New("use debug, info, warn or error")
	}
	f.LevelVar.Set(level)
	return nil
}

// String is empty, since the default depends on where the log goes; help says so in words.
func (f *levelFlag) String() string { return "" }

// Type names the flag's values in help texts.
func (f *levelFlag) Type() string { return "LEVEL" }

// screenOf makes a screen of a stream that is a terminal, or returns nil.
func screenOf(w io.Writer) *progress.Screen {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return progress.NewScreen(file, func() int {
		columns, _, err := term.GetSize(int(file.Fd()))
		if err != nil {
			return 0
		}
		return columns
	})
}

// openLog makes the log of a run, and the process's default one: text on a terminal and only what a
// person must know, JSON for machines elsewhere.
func (e *env) openLog() {
	if e.screen == nil {
		e.level.LevelVar.Set(slog.LevelInfo)
		e.log = jsonLog(e.stderr, &e.level)
	} else {
		e.level.LevelVar.Set(slog.LevelWarn)
		e.log = textLog(e.screen, &e.level)
	}
	slog.SetDefault(e.log)
}

// textLog writes a line such as "WARN gate is close rejected=0.04": without the time, which a person
// who watches knows.
func textLog(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{
		Level: level,
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}

// jsonLog writes one JSON object a line, with the keys by which Cloud Logging knows time, severity and
// message (https://cloud.google.com/logging/docs/structured-logging).
func jsonLog(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{
		Level: level,
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) > 0 {
				return a
			}
			switch v := a.Value.Any().(type) {
			case time.Time:
				return slog.Time(a.Key, v.UTC())
			case slog.Level:
				return slog.String("severity", severity(v))
			}
			if a.Key == slog.MessageKey {
				a.Key = "message"
			}
			return a
		},
	}))
}

// severity is the LogSeverity of a level.
func severity(l slog.Level) string {
	switch {
	case l < slog.LevelInfo:
		return "DEBUG"
	case l < slog.LevelWarn:
		return "INFO"
	case l < slog.LevelError:
		return "WARNING"
	}
	return "ERROR"
}

func thousands(n int64) string { return progress.Thousands(n) }

// seconds writes a duration for people: 0.4 s, 12 s, 3 min 20 s.
func seconds(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}
