package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"isobar/internal/parallel"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// Uploaded is a release whose files are in the bucket and whose manifest is not.
type Uploaded struct {
	// Manifest names the files as they are in the bucket.
	Manifest *release.Manifest
	data     []byte
	files    map[string]gcs.Object
}

// Publish implements publish.Session.
func (s *Session) Publish(ctx context.Context, staged *release.Staged) error {
	uploaded, err := s.Upload(ctx, staged)
	if err != nil {
		return err
	}
	return s.Commit(ctx, uploaded)
}

// Upload brings the staged files to the bucket, under names that no published manifest has for other
// content.
func (s *Session) Upload(ctx context.Context, staged *release.Staged) (*Uploaded, error) {
	if err := s.expect(staged); err != nil {
		return nil, err
	}
	if err := release.VerifyStaged(ctx, staged); err != nil {
		return nil, fmt.Errorf("the staged release is damaged and was not published: %w", err)
	}
	s.done = true
	there, err := s.weekObjects(ctx)
	if err != nil {
		return nil, err
	}
	published := map[string]release.File{}
	if s.manifest != nil {
		published = filesOf(s.manifest)
	}
	names := namesByContent(s.manifest)
	m := *staged.Manifest
	m.Tables = slices.Clone(m.Tables)
	u := &Uploaded{Manifest: &m, files: map[string]gcs.Object{}}
	var from []string
	var to []gcs.Object
	for i := range m.Tables {
		t := &m.Tables[i]
		t.Files = slices.Clone(t.Files)
		for j := range t.Files {
			f := &t.Files[j]
			checksum, err := checksumOf(ctx, s.staging, f.Path)
			if err != nil {
				return nil, err
			}
			from = append(from, f.Path)
			if name, ok := names[contentKey(t.Name, *f)]; ok {
				f.Path = name
			} else if _, taken := published[f.Path]; taken {
				f.Path = withDigest(*f)
			}
			to = append(to, gcs.Object{Name: f.Path, Size: f.Bytes, CRC32C: checksum, Generation: there[f.Path].Generation})
		}
	}
	err = parallel.Each(ctx, len(to), s.calls, func(ctx context.Context, _, i int) (err error) {
		if !to[i].SameContent(there[to[i].Name]) {
			to[i], err = s.dataset.Put(ctx, to[i], func(w io.Writer) error { return copyFile(ctx, s.staging, from[i], w) })
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, o := range to {
		u.files[o.Name] = o
	}
	u.data, err = m.Encode()
	return u, err
}

// Commit makes an uploaded release the published one of its week, by its manifest; then it puts the index
// right and removes what the new manifest names no more.
func (s *Session) Commit(ctx context.Context, u *Uploaded) error {
	there, err := s.weekObjects(ctx)
	if err != nil {
		return err
	}
	for _, name := range sortedNames(u.files) {
		if o := there[name]; !o.SameContent(u.files[name]) || o.Generation != u.files[name].Generation {
			return fmt.Errorf("%s is not what was uploaded: somebody else writes there; nothing was published", s.dataset.URL(name))
		}
	}
	if err := s.writeManifest(ctx, u); err != nil {
		return fmt.Errorf("nothing was published: %w", err)
	}
	if err := s.tidy(ctx, u, there); err != nil {
		return fmt.Errorf("the new release is in place, but not all around it is in order; the next run sees to that: %w", err)
	}
	return nil
}

func (s *Session) writeManifest(ctx context.Context, u *Uploaded) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	name := release.ManifestFile(u.Manifest.Week)
	if s.was.Generation != 0 {
		o, there, err := s.dataset.Read(ctx, name)
		if err != nil {
			return err
		}
		if o.Generation == s.was.Generation && bytes.Equal(there, u.data) {
			return nil
		}
	}
	_, err := s.dataset.Replace(ctx, name, s.was.Generation, u.data)
	return err
}

func (s *Session) tidy(ctx context.Context, u *Uploaded, there map[string]gcs.Object) error {
	if err := s.index(ctx); err != nil {
		return err
	}
	var left []gcs.Object
	for _, name := range sortedNames(there) {
		if _, ok := u.files[name]; !ok && name != release.ManifestFile(u.Manifest.Week) {
			left = append(left, there[name])
		}
	}
	return s.remove(ctx, left)
}

func (s *Session) expect(staged *release.Staged) error {
	switch {
	case s.unlock == nil:
		return errors.New("publish: the session is closed")
	case s.done:
		return errors.New("publish: a session publishes once")
	}
	return s.target.Expects(staged, s.staging)
}

func checksumOf(ctx context.Context, store storage.Reader, name string) (uint32, error) {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	err := copyFile(ctx, store, name, sum)
	return sum.Sum32(), err
}

func copyFile(ctx context.Context, store storage.Reader, name string, w io.Writer) error {
	f, err := store.Open(ctx, name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return errors.Join(err, f.Close())
}

// memory is a store whose one written file stays here.
type memory struct {
	*gcs.Bucket
	data bytes.Buffer
}

// Write implements storage.Store.
func (m *memory) Write(_ context.Context, _ string, write func(io.Writer) error) error {
	return write(&m.data)
}
