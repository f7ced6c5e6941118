// Package storage keeps files by name: on a local disk here, in a bucket behind the same interface.
//
// What enters: names and the bytes written under them. What leaves: whole files. Promised: a reader
// never sees part of a file, whenever the writer fails or is killed; a file that Write has returned for
// survives a power cut.
//
// The interface asks for nothing that an object store lacks: there are no folders, only names with
// slashes in them; no appending and no writing in place; and nothing about several files at once, which
// is why replacing a release atomically is not here but in package publish.
package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrLocked reports that somebody else holds a lock. Compare with errors.Is.
var ErrLocked = errors.New("locked by another process")

// Reader reads files by name. A name is a slash-separated relative path without "." and ".." elements
// (fs.ValidPath).
type Reader interface {
	// Open opens one file. The error is fs.ErrNotExist (errors.Is) if there is none of that name.
	Open(ctx context.Context, name string) (File, error)
	// List gives every file whose name begins with folder and a slash, at any depth, sorted by name
	// bytewise; every file at all if folder is ".". A folder that holds nothing is an empty list.
	List(ctx context.Context, folder string) ([]Entry, error)
	// String names the place as a person would write it: "out/dropsonde", "gs://bucket/dropsonde".
	String() string
}

// Store reads and writes files by name. Its methods may be called from several goroutines.
type Store interface {
	Reader
	// Write makes the file of that name, or replaces it, with what write writes. The file appears
	// whole, after write has returned nil and everything is on stable storage; if write or the storage
	// fails, the old file, or none, is still there, and the error says which file and why.
	Write(ctx context.Context, name string, write func(io.Writer) error) error
	// Remove removes one file; fs.ErrNotExist if there is none of that name.
	Remove(ctx context.Context, name string) error
	// Lock takes the exclusive lock of that name, without waiting: ErrLocked if it is held. The lock
	// ends with unlock or with the process. name must not be used for a file.
	Lock(ctx context.Context, name string) (unlock func() error, err error)
}

// File is an open file.
type File interface {
	io.Reader
	io.ReaderAt
	io.Closer
	// Size is the file's length in bytes.
	Size() int64
}

// Entry is one file of a listing.
type Entry struct {
	Name string
	Size int64 // bytes
}

// Error is a failed operation on one file or folder, told without repeating the path as the errors of
// package os do.
type Error struct {
	Op   string // "write", "read", "list", …
	Path string // as a person would write it
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("cannot %s %s: %v", e.Op, e.Path, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// Failed wraps the error of an operation on path, less the operation and path that package os put into
// it. nil stays nil, and an *Error stays as it is, being the more precise one.
func Failed(op, path string, err error) error {
	if err == nil {
		return nil
	}
	var told *Error
	if errors.As(err, &told) {
		return err
	}
	return &Error{Op: op, Path: path, Err: Reason(err)}
}

// Reason is an error of this package or package os without the operation and the path: "no space left
// on device".
func Reason(err error) error {
	var (
		told    *Error
		path    *fs.PathError
		link    *os.LinkError
		syscall *os.SyscallError
	)
	switch {
	case errors.As(err, &told):
		return told.Err
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	case errors.As(err, &syscall):
		return syscall.Err
	}
	return err
}
