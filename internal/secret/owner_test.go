//go:build unix

package secret

import (
	"bytes"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestLentTo(t *testing.T) {
	for name, c := range map[string]struct {
		mode         fs.FileMode
		owner, group uint32
		user         int
		want         bool
	}{
		"as Kubernetes mounts it":   {0o440, 0, 65532, 65532, true},
		"as Debian keeps keys":      {0o640, 0, 65532, 65532, true},
		"the user's own file":       {0o440, 65532, 65532, 65532, false},
		"another user's":            {0o440, 1000, 65532, 65532, false},
		"to a group that is not in": {0o440, 0, 100, 65532, false},
		"written by the group":      {0o460, 0, 65532, 65532, false},
		"run by the group":          {0o450, 0, 65532, 65532, false},
		"read by all":               {0o444, 0, 65532, 65532, false},
		"to root":                   {0o440, 0, 0, 0, false},
	} {
		if got := lentTo(c.mode, c.owner, c.group, c.user, []int{0, 27, 65532}); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// loads is the variable by which TestLoadOfLentFile asks a second process of another user to load a file.
const loads = "ISOBAR_TEST_LOADS"

func TestMain(m *testing.M) {
	if path := os.Getenv(loads); path != "" {
		if _, err := Load(path); err != nil {
			io.WriteString(os.Stdout, err.Error())
		}
		return
	}
	os.Exit(m.Run())
}

// A process that is not root's loads what root lets its group read, and nothing that others may read as well.
func TestLoadOfLentFile(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files to another group")
	}
	const user, other = 65532, 65531
	dir, err := os.MkdirTemp("", "isobar-lent")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "test")
	if err := os.WriteFile(binary, program, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, binary} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	key := []byte(hex.EncodeToString(fixed(3).bytes()[:]))
	for _, c := range []struct {
		mode         fs.FileMode
		owner, group int
		want         string
	}{
		{0o440, 0, user, ""}, {0o640, 0, user, ""}, {0o600, user, user, ""},
		{0o440, user, user, "may be read or written by others (mode 0440)"}, {0o444, 0, user, "(mode 0444)"}, {0o440, 0, other, "permission denied"},
	} {
		file := filepath.Join(dir, "key")
		if err := os.WriteFile(file, key, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(file, c.owner, c.group); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, c.mode); err != nil {
			t.Fatal(err)
		}
		command := exec.Command(binary)
		command.Env = []string{loads + "=" + file}
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
		said, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		if c.want == "" && len(said) > 0 || c.want != "" && !strings.Contains(string(said), c.want) || bytes.Contains(said, key[:8]) {
			t.Errorf("mode %04o of %d:%d: %s, want %q", c.mode, c.owner, c.group, said, c.want)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}
