package secret

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"isobar/internal/storage"
)

// maxFile is more than any text of a secret, with its white space.
const maxFile = 4096

// DefaultPath is where a dataset's secret is looked for unless the operator says otherwise: isobar/<name>.key
// in the user's folder for configuration.
func DefaultPath(name string) (string, error) {
	if name == "" || name != filepath.Base(name) || strings.HasPrefix(name, ".") {
		return "", fmt.Errorf("secret: %q is no name of a dataset", name)
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("secret: there is no folder for configuration; give a path: %w", err)
	}
	return filepath.Join(dir, "isobar", name+".key"), nil
}

// Load reads a secret from a file that nobody but its owner may read, or that root lets a group of this process
// read, as Kubernetes and keepers of keys do: 32 bytes as 64 hexadecimal digits or as base64 of either alphabet, with
// white space around them. The error of a file that is not there is
// fs.ErrNotExist. No error says anything of what the file holds. A reference is not for Load but for package
// manager.
func Load(path string) (Secret, error) {
	if IsReference(path) {
		return Secret{}, fmt.Errorf("secret: %s is no file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	if !info.Mode().IsRegular() {
		return Secret{}, fmt.Errorf("secret: %s is no file", path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && !lent(info) {
		return Secret{}, fmt.Errorf("secret: %s may be read or written by others (mode %04o); run: chmod 600 %[1]s", path, mode)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	s, err := Parse(text)
	clear(text)
	if err != nil {
		return Secret{}, fmt.Errorf("secret: %s: %w", path, err)
	}
	return s, nil
}

// Parse reads the text of a secret, as Load finds it in a file. No error says anything of the text.
func Parse(text []byte) (Secret, error) {
	if len(text) > maxFile {
		return Secret{}, errors.New("it is too long to be a secret")
	}
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return Secret{}, errors.New("it is empty")
	}
	key := new([Size]byte)
	if len(text) == hex.EncodedLen(Size) {
		if _, err := hex.Decode(key[:], text); err != nil {
			return Secret{}, errors.New("64 characters must be hexadecimal digits")
		}
	} else if err := decodeBase64(key, text); err != nil {
		return Secret{}, err
	}
	if *key == [Size]byte(bytes.Repeat(key[:1], Size)) {
		return Secret{}, errors.New("all its bytes are the same: that is no random key")
	}
	return of(key), nil
}

// decodeBase64 reads either alphabet, with padding or without.
func decodeBase64(key *[Size]byte, text []byte) error {
	text = bytes.TrimRight(text, "=")
	text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("-"), []byte("+")), []byte("_"), []byte("/"))
	raw := make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
	n, err := base64.RawStdEncoding.Strict().Decode(raw, text)
	defer clear(raw)
	switch {
	case err != nil:
		return fmt.Errorf("it is neither %d hexadecimal digits nor base64", hex.EncodedLen(Size))
	case n != Size:
		return fmt.Errorf("it holds %d bytes; a secret has %d", n, Size)
	}
	copy(key[:], raw)
	return nil
}

// Create makes a new secret and writes it to a file that was not there, in hex, for its owner alone; the
// folder is made if need be. An existing file stays as it is, and the error is fs.ErrExist: of several that
// create one file at the same time, one succeeds and the others Load what it wrote, which is there as a
// whole or not at all.
func Create(path string) (Secret, error) {
	if IsReference(path) {
		return Secret{}, fmt.Errorf("secret: %s: make it in a file, and store that with gcloud secrets versions add NAME --data-file=FILE", path)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return Secret{}, fmt.Errorf("secret: %s: %w", path, fs.ErrExist)
	}
	key := new([Size]byte)
	rand.Read(key[:]) // never fails
	temporary, err := writeNew(dir, key)
	if err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	// A link to a finished file, unlike a file opened with O_EXCL, is never seen half written.
	err = os.Link(temporary, path)
	if err = errors.Join(err, os.Remove(temporary)); err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	if err := storage.SyncDir(dir); err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	return of(key), nil
}

// writeNew writes a key to a file of its own, for its owner alone, and onto the disk.
func writeNew(dir string, key *[Size]byte) (name string, err error) {
	name = filepath.Join(dir, ".new-"+rand.Text())
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(f, "%s\n", hex.EncodeToString(key[:]))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(name))
	}
	return name, nil
}
