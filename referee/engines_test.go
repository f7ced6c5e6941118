package referee

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
)

// engines are isobar and the emulator on the same reports. One of each serves all tests, because the
// emulator takes seconds to fill.
var engines = sync.OnceValues(func() (*both, error) {
	s, err := readSchema()
	if err != nil {
		return nil, err
	}
	b := &both{reports: makeReports(s, number("REFEREE_SEED", 1))}
	if b.isobar, err = newIsobar(s, b.reports); err != nil {
		return nil, err
	}
	b.emulator, err = startEmulator(s, b.reports)
	running = b.emulator
	return b, err
})

// running is the emulator to stop at the end.
var running *emulator

type both struct {
	reports  []report
	isobar   *isobar
	emulator *emulator
}

func start(t testing.TB) *both {
	t.Helper()
	b, err := engines()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMain(m *testing.M) {
	code := m.Run()
	if running != nil {
		running.stop()
	}
	os.Exit(code)
}

// number is a number that an environment variable gives.
func number(name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	return n
}
