package pipelines

import (
	"context"
	stdlog "log"
	"log/slog"
	"runtime"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
)

// quietly turns everything that Beam logs into details, and returns how to end that. What Beam calls
// information is of use to nobody who runs the weekly job, and what it logs as errors comes back as the
// error of the run.
func quietly() (end func()) {
	restore := keepLogs()
	out, flags := stdlog.Writer(), stdlog.Flags()
	slog.SetDefault(slog.New(&demoting{slog.Default().Handler()}))
	// SetDefault has led package log to the new handler as well. Where that ends in slog's own first
	// handler, which writes to package log, every line would wait for itself.
	stdlog.SetOutput(out)
	stdlog.SetFlags(flags)
	log.SetLogger(asDetails{})
	return restore
}

// keepLogs returns how to restore the default logs of packages slog and log.
func keepLogs() (restore func()) {
	logger, out, flags := slog.Default(), stdlog.Writer(), stdlog.Flags()
	return func() {
		slog.SetDefault(logger)
		stdlog.SetOutput(out)
		stdlog.SetFlags(flags)
	}
}

// asDetails is Beam's log, which the SDK and the direct runner write to.
type asDetails struct{}

// Log implements log.Logger.
func (asDetails) Log(ctx context.Context, _ log.Severity, _ int, message string) {
	slog.Log(ctx, slog.LevelDebug, message)
}

// demoting makes debug records of those that Beam's packages write straight to slog, as Prism does.
type demoting struct{ slog.Handler }

const beamPackages = "github.com/apache/beam/"

// Handle implements slog.Handler.
func (h *demoting) Handle(ctx context.Context, r slog.Record) error {
	frame, _ := runtime.CallersFrames([]uintptr{r.PC}).Next()
	if strings.HasPrefix(frame.Function, beamPackages) {
		if !h.Enabled(ctx, slog.LevelDebug) {
			return nil
		}
		r.Level = slog.LevelDebug
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h *demoting) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &demoting{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h *demoting) WithGroup(name string) slog.Handler {
	return &demoting{h.Handler.WithGroup(name)}
}
