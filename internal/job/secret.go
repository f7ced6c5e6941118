package job

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"isobar/internal/dataset"
	"isobar/internal/release"
	"isobar/internal/secret"
	"isobar/internal/secret/manager"
)

// takeSecret finds the key of rounded counts and of noise before a report is read. Without Options.Secret it is the
// dataset's in the user's folder for configuration, which is made at the first run; a dry run makes one
// that goes away with it.
func (r *run) takeSecret(ctx context.Context) (err error) {
	if r.mode != dataset.CountsRounded && !r.hasPrivate() {
		return nil
	}
	if err := r.needsSecret(); err != nil {
		return err
	}
	path := r.Secret
	if path == "" {
		if path, err = secret.DefaultPath(r.ds.Name); err != nil {
			return &UsageError{err}
		}
	}
	if secret.IsReference(path) {
		r.key, err = manager.Load(ctx, path)
	} else {
		r.key, err = secret.Load(path)
	}
	switch {
	case err == nil:
	case !errors.Is(err, fs.ErrNotExist):
		return &UsageError{err}
	case r.Secret != "":
		return &UsageError{fmt.Errorf("there is no secret at %s: `isobar init --secret %[1]s` makes one", path)}
	case r.DryRun:
		if r.key, err = secret.Create(filepath.Join(r.scratch, "dry-run.key")); err != nil {
			return err
		}
	default:
		if r.key, err = secret.Create(path); errors.Is(err, fs.ErrExist) { // another run was faster
			r.key, err = secret.Load(path)
		} else if err == nil {
			r.newSecret = path
		}
		if err != nil {
			return err
		}
	}
	if r.session == nil || r.NewSecret {
		return nil
	}
	return r.sameSecret(ctx)
}

// sameSecret refuses a key other than that of the releases that are there: with two keys, the same number
// would be rounded twice in different ways, which tells more of it than once.
func (r *run) sameSecret(ctx context.Context) error {
	weeks, err := release.Weeks(ctx, r.session.Published())
	if err != nil {
		return err
	}
	for _, week := range weeks {
		m, err := release.Read(ctx, r.session.Published(), week)
		if err != nil {
			return err
		}
		if m.Secret != "" && m.Secret != r.key.Fingerprint() {
			return &Refusal{fmt.Sprintf("week %s was rounded with another secret (fingerprint %s, now %s): give that one with --secret, or begin anew with --new-secret",
				week, m.Secret, r.key.Fingerprint())}
		}
	}
	return nil
}
