package cli

import (
	"fmt"
	"os"
	"testing"
)

// TestMain gives the tests a folder for configuration of their own: a run makes a secret in it.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "isobar-test")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData"} { // Linux, macOS, Windows
		os.Setenv(name, dir)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}
