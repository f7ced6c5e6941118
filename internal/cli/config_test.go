package cli

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// fixed is the text of a secret that is the same in every run of the tests, so that they round, and publish,
// the same each time.
func fixed(name string) []byte {
	return fmt.Appendf(nil, "%x\n", sha256.Sum256([]byte(name)))
}

// fixedSecret is a file with a secret.
func fixedSecret(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, fixed("a secret of the tests"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// fixedSecrets puts into a folder for configuration the secrets that a run without --secret reads.
func fixedSecrets(config string) error {
	keys := filepath.Join(config, "isobar")
	if err := os.MkdirAll(keys, 0o700); err != nil {
		return err
	}
	for _, dataset := range []string{dropsonde, spartakus} {
		name := filepath.Base(dataset)
		if err := os.WriteFile(filepath.Join(keys, name+".key"), fixed(name), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// TestMain gives the tests a folder for configuration of their own.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "isobar-test")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData"} { // Linux, macOS, Windows
		os.Setenv(name, dir)
	}
	if err := fixedSecrets(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}
