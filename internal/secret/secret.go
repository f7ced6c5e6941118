// Package secret holds the key of a dataset's rounding: 32 random bytes that decide which way every
// number of every release is rounded.
//
// What enters: a file, in hex or base64, that only its owner can read. What leaves: message
// authentication codes (MAC) and a fingerprint for manifests. Promised: the bytes themselves leave this
// package through nothing but Create's file; neither formatting, logging nor encoding a Secret shows them.
//
// Whoever has the key can undo the rounding of all releases made with it; whoever loses it starts anew,
// with numbers that differ from the former ones for no other reason. So it is made once for a dataset,
// kept for good, and kept out of repositories.
package secret

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
)

// Size is the number of bytes of a secret.
const Size = 32

// hidden is all that printing a secret gives.
const hidden = "[secret]"

// Secret is a key. Its zero value is none (see IsZero). Copies share the key, which does not change.
type Secret struct {
	// A function, so that formatting a struct that holds a Secret in an unexported field, for which no
	// method is called, shows an address at most.
	bytes func() *[Size]byte
}

// of makes a secret of a key, which must not change any more.
func of(key *[Size]byte) Secret { return Secret{bytes: func() *[Size]byte { return key }} }

// IsZero says that there is no key.
func (s Secret) IsZero() bool { return s.bytes == nil }

// Fingerprint tells secrets apart without telling anything else of them: the first 16 hexadecimal digits
// of a hash. A manifest has it, so that a release made with another key is noticed. It is empty for no key.
func (s Secret) Fingerprint() string {
	if s.IsZero() {
		return ""
	}
	h := sha256.New()
	io.WriteString(h, "isobar: fingerprint of a secret\x00")
	h.Write(s.bytes()[:])
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// String does not show the key.
func (s Secret) String() string { return hidden }

// GoString does not show the key.
func (s Secret) GoString() string { return hidden }

// Format does not show the key, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// MarshalText does not show the key; it serves JSON's object keys, XML and flags.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalJSON does not show the key.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// LogValue does not show the key.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
