package job

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"isobar/internal/report"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
	"isobar/internal/week"
)

// leftOut reads a list of site ids, one a line, that are to count in nothing. Empty lines and lines that begin
// with # are skipped; spaces around an id are no part of it.
func leftOut(ctx context.Context, file string) (report.SiteSet, error) {
	if file == "" {
		return nil, nil
	}
	data, err := readPrivate(ctx, file)
	if err != nil {
		return nil, &UsageError{fmt.Errorf("the list of sites to leave out: %w", err)}
	}
	sites := report.SiteSet{}
	for line := range bytes.Lines(data) {
		if id := bytes.TrimSpace(line); len(id) > 0 && id[0] != '#' {
			sites[report.HashSite(id)] = struct{}{}
		}
	}
	return sites, nil
}

// firstSeen is the week in which each site was first seen, by its label. It is private: a file of it says which
// site ids have reported, to whoever can guess ids.
type firstSeen map[report.SiteID]string

const (
	firstSeenHeader = "isobar first-seen 1"
	// always stands for the sites of the first run, of which nothing older is known.
	always = "always"
)

// readFirstSeen reads the file. found is false if there is none yet.
func readFirstSeen(ctx context.Context, file string) (sites firstSeen, found bool, err error) {
	data, err := readPrivate(ctx, file)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(data) == 0 {
		return firstSeen{}, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	if !lines.Scan() || lines.Text() != firstSeenHeader {
		return nil, false, fmt.Errorf("%s: it does not begin with %q: is it another file?", file, firstSeenHeader)
	}
	sites = firstSeen{}
	for n := 2; lines.Scan(); n++ {
		id, label, _ := strings.Cut(lines.Text(), " ")
		var site report.SiteID
		decoded, err := hex.DecodeString(id)
		if err != nil || len(decoded) != copy(site[:], decoded) || len(decoded) != len(site) || label == "" {
			return nil, false, fmt.Errorf("%s:%d: not a site and a week", file, n)
		}
		sites[site] = label
	}
	return sites, true, lines.Err()
}

// write makes or replaces the file in one step.
func (s firstSeen) write(ctx context.Context, file string) error {
	out := bytes.NewBufferString(firstSeenHeader + "\n")
	for _, site := range slices.SortedFunc(maps.Keys(s), func(a, b report.SiteID) int { return bytes.Compare(a[:], b[:]) }) {
		fmt.Fprintf(out, "%x %s\n", site, s[site])
	}
	return writePrivate(ctx, file, out.Bytes())
}

// readPrivate reads a file, or an object gs://bucket/name.
func readPrivate(ctx context.Context, file string) ([]byte, error) {
	if !strings.HasPrefix(file, gcs.Scheme) {
		return os.ReadFile(file)
	}
	folder, name := path.Split(file)
	store, err := gcs.Place(ctx, folder)
	if err != nil {
		return nil, err
	}
	return storage.ReadFile(ctx, store, name)
}

// writePrivate makes or replaces it in one step; a file is readable by its owner only.
func writePrivate(ctx context.Context, file string, data []byte) error {
	if strings.HasPrefix(file, gcs.Scheme) {
		folder, name := path.Split(file)
		store, err := gcs.Place(ctx, folder)
		if err != nil {
			return err
		}
		return storage.WriteFile(ctx, store, name, data)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return storage.ReplaceFile(file, data)
}

// known are the sites that were first seen at least weeks before the window.
func (s firstSeen) known(w week.Window, weeks int) report.SiteSet {
	latest := time.UnixMicro(w.From).UTC().AddDate(0, 0, -7*weeks).Format(time.DateOnly)
	sites := report.SiteSet{}
	for site, label := range s {
		if label == always || label <= latest {
			sites[site] = struct{}{}
		}
	}
	return sites
}

// add notes the sites of a window that are not in yet.
func (s firstSeen) add(sites report.SiteSet, label string) {
	for site := range sites {
		if _, ok := s[site]; !ok {
			s[site] = label
		}
	}
}

// takeRoll finds out which sites count in this run.
func (r *run) takeRoll(ctx context.Context) (err error) {
	if r.leftOut, err = leftOut(ctx, r.OptOut); err != nil {
		return err
	}
	age := r.ds.Privacy.MinAge
	if r.FirstSeen == "" {
		if age > 0 {
			return &UsageError{fmt.Errorf("%s: privacy.min_age needs a file that says when sites were first seen: name one with --first-seen; it is made if it is missing", r.ds.Dir)}
		}
		return nil
	}
	var found bool
	if r.seen, found, err = readFirstSeen(ctx, r.FirstSeen); err != nil {
		return &UsageError{err}
	}
	r.seenLabel = always
	if found {
		r.seenLabel = r.Window.Label
		if age > 0 {
			r.known = r.seen.known(r.Window, age)
		}
	}
	return nil
}

// noteSites keeps, once a release is published, which sites were in it.
func (r *run) noteSites(ctx context.Context, found []byte) error {
	if r.FirstSeen == "" {
		return nil
	}
	sites, err := report.DecodeSites(found)
	if err != nil {
		return err
	}
	r.seen.add(sites, r.seenLabel)
	if err := r.seen.write(ctx, r.FirstSeen); err != nil {
		return fmt.Errorf("the release is published, but the file of first-seen sites was not written; run the week again: %w", err)
	}
	return nil
}
