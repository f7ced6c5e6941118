package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"isobar/internal/dataset/yamldoc"
	"isobar/internal/value"
)

// maxAllowBytes bounds a list of publishable values.
const maxAllowBytes = 64 << 20

// AllowList is the values of one column that may be published at all, whatever their count: names that are
// public already. It protects the others from a few fake sites that lift them above the threshold.
type AllowList struct {
	File   string // as dataset.yaml names it, in the dataset's folder
	SHA256 string // of the file, in hexadecimal
	values map[string]struct{}
}

// Has says whether a value is on the list. Case matters.
func (l *AllowList) Has(text []byte) bool {
	_, ok := l.values[string(text)]
	return ok
}

// Len is the number of different values on the list.
func (l *AllowList) Len() int { return len(l.values) }

// readAllow reads privacy.allow: for each STRING column the file of its publishable values, one a line.
// Empty lines and lines that begin with # say nothing.
func (d *Dataset) readAllow(m *yamldoc.Map) {
	check := d.column(ofKind(value.String))
	for _, path := range m.Keys() {
		name := ""
		m.Text(path, &name, localFile)
		if err := check(path); err != nil {
			m.FailKey(path, err.Error())
		}
		if name == "" || !filepath.IsLocal(name) {
			continue
		}
		list, err := loadAllow(filepath.Join(d.Dir, name))
		if err != nil {
			m.Fail(path, err.Error())
			continue
		}
		list.File = name
		if d.Privacy.Allow == nil {
			d.Privacy.Allow = map[string]*AllowList{}
		}
		d.Privacy.Allow[path] = list
	}
}

func loadAllow(file string) (*AllowList, error) {
	data, err := os.ReadFile(file)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", file, reason(err))
	case len(data) > maxAllowBytes:
		return nil, fmt.Errorf("%s is longer than %d bytes", file, maxAllowBytes)
	case !utf8.Valid(data):
		return nil, fmt.Errorf("%s is not UTF-8 text", file)
	}
	digest := sha256.Sum256(data)
	list := &AllowList{SHA256: hex.EncodeToString(digest[:]), values: map[string]struct{}{}}
	for line := range strings.Lines(strings.TrimPrefix(string(data), "\uFEFF")) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			list.values[line] = struct{}{}
		}
	}
	if len(list.values) == 0 {
		return nil, fmt.Errorf("%s has no values: nothing of the column could be published", file)
	}
	return list, nil
}
