package gcs

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	gcs "cloud.google.com/go/storage"

	"isobar/internal/storage"
)

// Readers at random places, as those of Parquet are, ask for little at a time and go on near where they
// were, in several places at once: one for each column. So blocks of blockBytes are fetched and the last
// few of them kept. Reading one after the other is a stream and needs none.
const (
	blockBytes = 1 << 20
	keptBlocks = 16
)

// File is an open object, at one generation of it. ReadAt may be called from several goroutines.
type File struct {
	ctx    context.Context
	bucket *Bucket
	object Object

	pos    int64
	stream *gcs.Reader        // at pos; nil before the first Read
	stop   context.CancelFunc // of stream

	lock   sync.Mutex
	blocks []block // the last used one last
}

type block struct {
	number int64
	data   []byte
}

var _ storage.File = (*File)(nil)

// OpenObject opens an object as Stat, Objects or Find found it. What is wrong with it shows on reading.
func (b *Bucket) OpenObject(ctx context.Context, o Object) *File {
	return &File{ctx: ctx, bucket: b, object: o}
}

// Size implements storage.File.
func (f *File) Size() int64 { return f.object.Size }

// open begins to read length bytes from at; -1 is all the rest.
func (f *File) open(ctx context.Context, at, length int64) (*gcs.Reader, error) {
	o, err := f.bucket.object("read", f.object.Name)
	if err != nil {
		return nil, err
	}
	r, err := o.Generation(f.object.Generation).ReadCompressed(true).NewRangeReader(ctx, at, length)
	return r, f.bucket.failed("read", f.object.Name, err)
}

// Read implements io.Reader.
func (f *File) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	if f.pos >= f.object.Size {
		return 0, io.EOF
	}
	if f.stream == nil {
		if err := f.openStream(); err != nil {
			return 0, err
		}
	}
	// A stream may take hours in all, but not one step of it.
	late := time.AfterFunc(patience, f.stop)
	n, err = f.stream.Read(p)
	late.Stop()
	f.pos += int64(n)
	if errors.Is(err, io.EOF) {
		if f.pos < f.object.Size {
			err = io.ErrUnexpectedEOF
		}
		return n, err
	}
	return n, f.bucket.failed("read", f.object.Name, err)
}

func (f *File) openStream() (err error) {
	ctx, stop := context.WithCancel(f.ctx)
	late := time.AfterFunc(patience, stop)
	defer late.Stop()
	if f.stream, err = f.open(ctx, f.pos, -1); err != nil {
		stop()
		return err
	}
	f.stop = stop
	return nil
}

// Seek implements io.Seeker, from the beginning alone.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	if whence != io.SeekStart || offset < 0 {
		return 0, errors.ErrUnsupported
	}
	err := f.closeStream()
	f.pos = offset
	return offset, err
}

// ReadAt implements io.ReaderAt.
func (f *File) ReadAt(p []byte, at int64) (n int, err error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	for n < len(p) {
		if at < 0 || at >= f.object.Size {
			return n, io.EOF
		}
		data, err := f.block(at / blockBytes)
		if err != nil {
			return n, err
		}
		m := copy(p[n:], data[at%blockBytes:])
		n += m
		at += int64(m)
	}
	return n, nil
}

// block gives a block of the object, fetching it if it is not among those kept.
func (f *File) block(number int64) ([]byte, error) {
	for i, b := range f.blocks {
		if b.number == number {
			copy(f.blocks[i:], f.blocks[i+1:])
			f.blocks[len(f.blocks)-1] = b
			return b.data, nil
		}
	}
	at := number * blockBytes
	data := make([]byte, min(blockBytes, f.object.Size-at))
	ctx, cancel := context.WithTimeout(f.ctx, patience)
	defer cancel()
	r, err := f.open(ctx, at, int64(len(data)))
	if err != nil {
		return nil, err
	}
	_, err = io.ReadFull(r, data)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, f.bucket.failed("read", f.object.Name, err)
	}
	if len(f.blocks) == keptBlocks {
		f.blocks = append(f.blocks[:0], f.blocks[1:]...)
	}
	f.blocks = append(f.blocks, block{number, data})
	return data, nil
}

func (f *File) closeStream() (err error) {
	if f.stream != nil {
		err = f.stream.Close()
		f.stop()
		f.stream = nil
	}
	return err
}

// Close implements io.Closer.
func (f *File) Close() error { return f.closeStream() }
