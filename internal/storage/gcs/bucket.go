package gcs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	gcs "cloud.google.com/go/storage"
	"google.golang.org/api/iterator"

	"isobar/internal/parallel"
	"isobar/internal/storage"
)

// Bucket is a Store of the objects below a prefix.
type Bucket struct {
	bucket  *gcs.BucketHandle
	name    string
	prefix  string // "" or without a slash at either end
	service *Service
}

var _ storage.Store = (*Bucket)(nil)

// Bucket gives the store at a name like gs://bucket/prefix. It asks nobody whether the bucket exists.
func (s *Service) Bucket(name string) (*Bucket, error) {
	bucket, prefix, err := Split(name)
	if err != nil {
		return nil, err
	}
	return &Bucket{s.client.Bucket(bucket), bucket, prefix, s}, nil
}

// Sub is the store of what lies below a folder of this one.
func (b *Bucket) Sub(folder string) *Bucket {
	sub := *b
	sub.prefix = path.Join(b.prefix, folder)
	return &sub
}

// String is gs://bucket/prefix.
func (b *Bucket) String() string { return b.url(".") }

// URL is the full name of an object of the store.
func (b *Bucket) URL(name string) string { return b.url(name) }

func (b *Bucket) url(name string) string {
	return strings.TrimSuffix(Scheme+path.Join(b.name, b.prefix, name), "/")
}

func (b *Bucket) object(op, name string) (*gcs.ObjectHandle, error) {
	if !fs.ValidPath(name) || name == "." {
		return nil, &storage.Error{Op: op, Path: b.url(name), Err: fs.ErrInvalid}
	}
	return b.bucket.Object(path.Join(b.prefix, name)), nil
}

// failed tells of a failed operation on an object.
func (b *Bucket) failed(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return storage.Failed(op, b.url(name), reason(err))
}

// Object is what is known of an object without reading it.
type Object struct {
	Name       string // relative to the store
	Size       int64  // bytes
	Generation int64  // which of the object's versions; 0 is none
	CRC32C     uint32 // of the content, by Castagnoli's polynomial
	Updated    time.Time
}

// SameContent says whether two objects have the same size and checksum.
func (o Object) SameContent(other Object) bool {
	return o.Size == other.Size && o.CRC32C == other.CRC32C
}

func (b *Bucket) known(a *gcs.ObjectAttrs) Object {
	name := a.Name
	if b.prefix != "" {
		name = strings.TrimPrefix(name, b.prefix+"/")
	}
	return Object{Name: name, Size: a.Size, Generation: a.Generation, CRC32C: a.CRC32C, Updated: a.Updated}
}

// Stat asks for one object; fs.ErrNotExist if there is none of that name.
func (b *Bucket) Stat(ctx context.Context, name string) (Object, error) {
	o, err := b.object("read", name)
	if err != nil {
		return Object{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	attrs, err := o.Attrs(ctx)
	if err != nil {
		return Object{}, b.failed("read", name, err)
	}
	return b.known(attrs), nil
}

// Objects is List with everything that is known.
func (b *Bucket) Objects(ctx context.Context, folder string) ([]Object, error) {
	if !fs.ValidPath(folder) {
		return nil, &storage.Error{Op: "list", Path: b.url(folder), Err: fs.ErrInvalid}
	}
	query := &gcs.Query{Prefix: path.Join(b.prefix, folder)}
	if query.Prefix == "." {
		query.Prefix = ""
	}
	if query.Prefix != "" {
		query.Prefix += "/"
	}
	// The library's retries end with this context alone.
	ctx, cancel := context.WithTimeout(ctx, 5*patience)
	defer cancel()
	var objects []Object
	for it := b.bucket.Objects(ctx, query); ; {
		attrs, err := it.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			if errors.Is(reason(err), fs.ErrNotExist) {
				err = errNoBucket
			}
			return nil, b.failed("list", folder, err)
		}
		o := b.known(attrs)
		// The console makes empty objects that end in a slash to stand for folders.
		if fs.ValidPath(o.Name) && !strings.HasPrefix(path.Base(o.Name), storage.TempPrefix) {
			objects = append(objects, o)
		}
	}
	slices.SortFunc(objects, func(x, y Object) int { return strings.Compare(x.Name, y.Name) })
	return objects, nil
}

// List implements storage.Reader.
func (b *Bucket) List(ctx context.Context, folder string) ([]storage.Entry, error) {
	objects, err := b.Objects(ctx, folder)
	if err != nil {
		return nil, err
	}
	var entries []storage.Entry
	for _, o := range objects {
		entries = append(entries, storage.Entry{Name: o.Name, Size: o.Size})
	}
	return entries, nil
}

// Open implements storage.Reader.
func (b *Bucket) Open(ctx context.Context, name string) (storage.File, error) {
	o, err := b.Stat(ctx, name)
	if err != nil {
		return nil, err
	}
	return b.OpenObject(ctx, o), nil
}

// Write implements storage.Store.
func (b *Bucket) Write(ctx context.Context, name string, write func(io.Writer) error) error {
	_, err := b.put(ctx, name, unknownSize, nil, nil, write)
	return err
}

// Replace writes an object on the condition that it is at a generation, 0 being none at all, and gives the
// new generation. The error is ErrChanged (errors.Is) if it is at another, unless that one has the same
// content: then that is the write whose answer was lost, or one that nobody can tell from it.
func (b *Bucket) Replace(ctx context.Context, name string, generation int64, data []byte) (int64, error) {
	now, err := b.put(ctx, name, int64(len(data)), at(generation), nil, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err == nil || ctx.Err() != nil {
		return now, err
	}
	o, there, readErr := b.read(ctx, name)
	if readErr == nil && bytes.Equal(there, data) && o.Generation != generation {
		return o.Generation, nil
	}
	return 0, err
}

// Put is Replace for what is too large to hold in memory: o says which object, at which generation it must
// be, and the size and checksum of the new content, which write writes. It gives the object as it is then.
func (b *Bucket) Put(ctx context.Context, o Object, write func(io.Writer) error) (Object, error) {
	generation, err := b.put(ctx, o.Name, o.Size, at(o.Generation), &o.CRC32C, write)
	if err == nil {
		o.Generation = generation
		return o, nil
	}
	if ctx.Err() != nil {
		return o, err
	}
	if there, statErr := b.Stat(ctx, o.Name); statErr == nil && there.SameContent(o) && there.Generation != o.Generation {
		return there, nil
	}
	return o, err
}

// at is the condition that an object is at a generation.
func at(generation int64) *gcs.Conditions {
	if generation == 0 {
		return &gcs.Conditions{DoesNotExist: true}
	}
	return &gcs.Conditions{GenerationMatch: generation}
}

const (
	unknownSize = 4 << 20
	// The library holds a chunk of an upload in memory, to send it again: at most so much of it, and in
	// steps.
	maxChunk, chunkStep = 8 << 20, 256 << 10
)

// put writes an object of about size bytes, under conditions or under none, and with a checksum that the
// service compares or without.
func (b *Bucket) put(ctx context.Context, name string, size int64, conditions *gcs.Conditions, checksum *uint32, write func(io.Writer) error) (int64, error) {
	o, err := b.object("write", name)
	if err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if conditions != nil {
		o = o.If(*conditions)
	}
	// Cancelling is how an upload is given up: closing the writer would finish it.
	ctx, cancel := context.WithTimeout(ctx, uploadLimit)
	defer cancel()
	w := o.NewWriter(ctx)
	w.ChunkRetryDeadline = patience
	w.ChunkSize = int(min(maxChunk, (size/chunkStep+1)*chunkStep))
	w.ContentType = contentType(name)
	// Objects that all may read are otherwise kept by caches for an hour: an old manifest beside new files.
	w.CacheControl = "no-cache"
	if checksum != nil {
		w.CRC32C, w.SendCRC32C = *checksum, true
	}
	if err := write(w); err != nil {
		cancel()
		_ = w.Close() // the upload is given up
		return 0, b.failed("write", name, err)
	}
	if err := w.Close(); err != nil {
		return 0, b.failed("write", name, err)
	}
	return w.Attrs().Generation, nil
}

// contentType is given, since guessing it takes the content.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".json":
		return "application/json"
	}
	return "application/octet-stream"
}

// Read reads one small object, with its generation; fs.ErrNotExist if there is none of that name.
func (b *Bucket) Read(ctx context.Context, name string) (Object, []byte, error) {
	return b.read(ctx, name)
}

func (b *Bucket) read(ctx context.Context, name string) (Object, []byte, error) {
	o, err := b.Stat(ctx, name)
	if err != nil {
		return o, nil, err
	}
	f := b.OpenObject(ctx, o)
	data, err := io.ReadAll(f)
	return o, data, storage.Failed("read", b.url(name), errors.Join(err, f.Close()))
}

// Remove implements storage.Store.
func (b *Bucket) Remove(ctx context.Context, name string) error {
	return b.remove(ctx, name, 0)
}

// RemoveObject removes an object if it is still at its generation; it is no error if it is gone.
func (b *Bucket) RemoveObject(ctx context.Context, o Object) error {
	err := b.remove(ctx, o.Name, o.Generation)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (b *Bucket) remove(ctx context.Context, name string, generation int64) error {
	o, err := b.object("remove", name)
	if err != nil {
		return err
	}
	if generation != 0 {
		o = o.If(gcs.Conditions{GenerationMatch: generation})
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return b.failed("remove", name, o.Delete(ctx))
}

// RemoveAll removes every object below the store's prefix, which must not be empty, and says how many
// could not be removed by its error.
func (b *Bucket) RemoveAll(ctx context.Context) error {
	if b.prefix == "" {
		return &storage.Error{Op: "empty", Path: b.String(), Err: errors.New("it is a whole bucket")}
	}
	objects, err := b.Objects(ctx, ".")
	if err != nil {
		return err
	}
	errs := make([]error, len(objects))
	err = parallel.Each(ctx, len(objects), atOnce, func(ctx context.Context, _, i int) error {
		errs[i] = b.RemoveObject(ctx, objects[i])
		return nil // the others are to go all the same
	})
	return errors.Join(append(errs, err)...)
}
