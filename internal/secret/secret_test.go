package secret

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// fixed is a secret whose bytes are known.
func fixed(seed byte) Secret {
	key := new([Size]byte)
	for i := range key {
		key[i] = byte(i)*7 + seed
	}
	return of(key)
}

func write(t *testing.T, text string, mode fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.key")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadReadsEveryForm(t *testing.T) {
	want := fixed(0xf9) // has bytes that the two alphabets of base64 write differently
	key := want.bytes()[:]
	for _, text := range []string{
		hex.EncodeToString(key), strings.ToUpper(hex.EncodeToString(key)) + "\n", "  " + hex.EncodeToString(key) + "\r\n",
		base64.StdEncoding.EncodeToString(key), base64.RawStdEncoding.EncodeToString(key) + "\n",
		base64.URLEncoding.EncodeToString(key), base64.RawURLEncoding.EncodeToString(key),
	} {
		for _, mode := range []fs.FileMode{0o600, 0o400} {
			got, err := Load(write(t, text, mode))
			if err != nil || *got.bytes() != *want.bytes() {
				t.Errorf("mode %o, %d characters: %v", mode, len(text), err)
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	good := hex.EncodeToString(fixed(3).bytes()[:])
	for _, c := range []struct {
		name, text string
		mode       fs.FileMode
		want       string
	}{
		{"readable by the group", good, 0o640, "may be read or written by others (mode 0640)"},
		{"readable by all", good, 0o604, "chmod 600"},
		{"writable by all", good, 0o602, "others"},
		{"empty", " \n", 0o600, "empty"},
		{"short", good[:62], 0o600, "neither"},
		{"short base64", base64.StdEncoding.EncodeToString(fixed(1).bytes()[:31]), 0o600, "31 bytes; a secret has 32"},
		{"long base64", base64.StdEncoding.EncodeToString(append(fixed(1).bytes()[:], 1)), 0o600, "33 bytes"},
		{"no digits", strings.Repeat("x", 63) + "y", 0o600, "hexadecimal"},
		{"a sentence", "correct horse battery staple", 0o600, "neither"},
		{"zeros", strings.Repeat("00", 32), 0o600, "no random key"},
		{"huge", strings.Repeat("ab", 4000), 0o600, "too long"},
	} {
		_, err := Load(write(t, c.text, c.mode))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if text := strings.TrimSpace(c.text); text != "" && strings.Contains(err.Error(), text[:min(8, len(text))]) {
			t.Errorf("%s: the error shows the content: %v", c.name, err)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("a folder is a secret")
	}
}

func TestReferences(t *testing.T) {
	for ref, want := range map[string]string{
		"gcpsm://projects/my-project/secrets/isobar_dropsonde/versions/7": "projects/my-project/secrets/isobar_dropsonde/versions/7",
		"gcpsm://projects/123/secrets/x":                                  "projects/123/secrets/x/versions/latest",
		"gcpsm://projects/p/secrets/":                                     "",
		"gcpsm://p/secrets/x/versions/1":                                  "",
		"gcpsm://projects/p/secrets/x/versions/first":                     "",
	} {
		if have, err := Resource(ref); have != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", ref, have, err)
		}
		for _, use := range []func(string) (Secret, error){Load, Create} {
			if _, err := use(ref); err == nil {
				t.Errorf("%s was taken for a file", ref)
			}
		}
	}
}

func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "deep", "d.key")
	made, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := Load(path)
	if err != nil || *loaded.bytes() != *made.bytes() {
		t.Errorf("what was created is not what is there: %v", err)
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", filepath.Base(name), info.Mode(), err)
		}
	}
	if _, err := Create(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second time: %v", err)
	}
	if again, err := Load(path); err != nil || *again.bytes() != *made.bytes() {
		t.Error("the second Create changed the file")
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if _, err := Create(filepath.Join(path, "below-a-file")); err == nil {
		t.Error("a folder was made of a file")
	}
	other, err := Create(filepath.Join(filepath.Dir(path), "other.key"))
	if err != nil || *other.bytes() == *made.bytes() {
		t.Errorf("two secrets are one: %v", err)
	}
}

// Of many that create one file at once, one wins, and whoever finds it there reads it as a whole.
func TestConcurrentCreate(t *testing.T) {
	for round := range 20 {
		path := filepath.Join(t.TempDir(), "d.key")
		var wg sync.WaitGroup
		var mu sync.Mutex
		won, prints := 0, map[string]bool{}
		for range 8 {
			wg.Go(func() {
				s, err := Create(path)
				created := err == nil
				if errors.Is(err, fs.ErrExist) {
					s, err = Load(path)
				}
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if created {
					won++
				}
				prints[s.Fingerprint()] = true
			})
		}
		wg.Wait()
		if won != 1 || len(prints) != 1 {
			t.Fatalf("round %d: %d created, %d different secrets", round, won, len(prints))
		}
	}
}

func TestDefaultPath(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", "/conf")
	t.Setenv("HOME", "/home/x")
	dir, err := os.UserConfigDir()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := DefaultPath("dropsonde"); err != nil || got != filepath.Join(dir, "isobar", "dropsonde.key") {
		t.Errorf("%s, %v", got, err)
	}
	for _, name := range []string{"", "..", "a/b", ".hidden"} {
		if got, err := DefaultPath(name); err == nil {
			t.Errorf("%q: %s", name, got)
		}
	}
}

// No way of printing a secret shows a piece of it, alone or inside something else.
func TestNeverShown(t *testing.T) {
	s := fixed(0x21)
	type inside struct {
		Exported Secret
		hidden   Secret
		pointer  *Secret
	}
	in := inside{s, s, &s}
	var all []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c", "%b", "%p", "%t"} {
		all = append(all, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, in), fmt.Sprintf(verb, []any{in, s}))
	}
	encoded, err := json.Marshal(map[string]any{"a": s, "b": &s, "c": in})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "s", s, "p", &s, "in", in)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "s", s, "p", &s, "in", in)
	all = append(all, string(encoded), log.String(), s.String(), s.GoString(), fmt.Errorf("bad: %v", s).Error())
	pieces := []string{hex.EncodeToString(s.bytes()[:3]), strings.ToUpper(hex.EncodeToString(s.bytes()[:3])), base64.StdEncoding.EncodeToString(s.bytes()[:6]),
		string(s.bytes()[:4]), strings.Trim(fmt.Sprint(s.bytes()[:3]), "[]"), strings.Trim(fmt.Sprintf("%#v", s.bytes()[:3]), "[]byte{}")}
	for _, shown := range all {
		for _, piece := range pieces {
			if strings.Contains(shown, piece) {
				t.Errorf("%q shows %q", shown, piece)
			}
		}
	}
}

func TestFingerprint(t *testing.T) {
	a, b := fixed(1), fixed(2)
	if len(a.Fingerprint()) != 16 || a.Fingerprint() == b.Fingerprint() || a.Fingerprint() != fixed(1).Fingerprint() {
		t.Errorf("%s %s", a.Fingerprint(), b.Fingerprint())
	}
	// Of a former version: it is in manifests, so it may not change.
	if got := a.Fingerprint(); got != "c1d375ea5a6e72e0" {
		t.Errorf("fingerprint %s", got)
	}
	if (Secret{}).Fingerprint() != "" {
		t.Error("no key has a fingerprint")
	}
}

// MAC is HMAC-SHA-256 of the prefix and the message, whatever was computed before.
func TestMACIsHMAC(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() []byte {
		b := make([]byte, r.IntN(200))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	for seed := range byte(20) {
		s, prefix := fixed(seed), random()
		m := s.MAC(prefix)
		for range 20 {
			want := hmac.New(sha256.New, s.bytes()[:])
			want.Write(prefix)
			m.Reset()
			for range r.IntN(4) {
				part := random()
				want.Write(part)
				m.Write(part)
			}
			if !bytes.Equal(m.Sum()[:], want.Sum(nil)) {
				t.Fatal("not HMAC-SHA-256")
			}
			if r.IntN(4) == 0 {
				m = m.Clone()
			}
		}
	}
	m, text := fixed(1).MAC([]byte("prefix")), []byte("some message")
	if n := testing.AllocsPerRun(100, func() { m.Reset(); m.Write(text); m.Sum() }); n > 0 {
		t.Errorf("%v allocations a message", n)
	}
}

func BenchmarkMAC(b *testing.B) {
	m, text := fixed(1).MAC([]byte("a beginning of some length that all messages share")), []byte("modules.slug STRING puppetlabs-stdlib")
	for b.Loop() {
		m.Reset()
		m.Write(text)
		m.Sum()
	}
}
