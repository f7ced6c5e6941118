package parquetread

import (
	"encoding/binary"
	"errors"

	"github.com/parquet-go/parquet-go/encoding/thrift"
)

// The types of Thrift's compact protocol, as they are numbered on the wire.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
const (
	thriftStop   = 0
	thriftTrue   = 1
	thriftFalse  = 2
	thriftInt8   = 3
	thriftInt16  = 4
	thriftInt32  = 5
	thriftInt64  = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
	thriftUUID   = 13
)

// maxThriftDepth is far above the nesting of Parquet's metadata (about 7); it bounds the recursion
// here and in the library.
const maxThriftDepth = 32

var errThrift = errors.New("its metadata is damaged")

// unmarshalThrift decodes the struct at the start of data into v and returns how many bytes it took.
//
// The structure is walked first: the library allocates a list by the length that the list claims,
// and running out of memory cannot be caught. After the walk every element is known to be there.
func unmarshalThrift(data []byte, v any) (size int, err error) {
	w := thriftWalker{data: data}
	if err := w.structure(0); err != nil {
		return 0, err
	}
	defer func() {
		if recover() != nil {
			err = errThrift
		}
	}()
	var protocol thrift.CompactProtocol
	if err := thrift.NewDecoder(protocol.NewReaderFromBytes(data[:w.at])).Decode(v); err != nil {
		return 0, errThrift
	}
	return w.at, nil
}

// thriftWalker steps over values of the compact protocol without keeping them.
type thriftWalker struct {
	data []byte
	at   int
}

func (w *thriftWalker) skip(n uint64) error {
	if n > uint64(len(w.data)-w.at) {
		return errThrift
	}
	w.at += int(n)
	return nil
}

func (w *thriftWalker) byte() (byte, error) {
	if w.at >= len(w.data) {
		return 0, errThrift
	}
	w.at++
	return w.data[w.at-1], nil
}

func (w *thriftWalker) uvarint() (uint64, error) {
	u, n := binary.Uvarint(w.data[w.at:])
	if n <= 0 {
		return 0, errThrift
	}
	w.at += n
	return u, nil
}

func (w *thriftWalker) structure(depth int) error {
	if depth > maxThriftDepth {
		return errThrift
	}
	for {
		head, err := w.byte()
		if err != nil {
			return err
		}
		if head == thriftStop {
			return nil
		}
		if head>>4 == 0 { // the field's number follows
			if _, err := w.uvarint(); err != nil {
				return err
			}
		}
		typ := head & 0xf
		if typ == thriftTrue || typ == thriftFalse { // the value is in the head
			continue
		}
		if err := w.value(typ, depth); err != nil {
			return err
		}
	}
}

func (w *thriftWalker) value(typ byte, depth int) error {
	switch typ {
	case thriftTrue, thriftFalse, thriftInt8:
		return w.skip(1)
	case thriftInt16, thriftInt32, thriftInt64:
		_, err := w.uvarint()
		return err
	case thriftDouble:
		return w.skip(8)
	case thriftUUID:
		return w.skip(16)
	case thriftBinary:
		n, err := w.uvarint()
		if err != nil {
			return err
		}
		return w.skip(n)
	case thriftList, thriftSet:
		return w.list(depth)
	case thriftMap:
		return w.mapping(depth)
	case thriftStruct:
		return w.structure(depth + 1)
	}
	return errThrift
}

func (w *thriftWalker) list(depth int) error {
	if depth > maxThriftDepth {
		return errThrift
	}
	head, err := w.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 0xf {
		if n, err = w.uvarint(); err != nil {
			return err
		}
	}
	for range n { // an element takes a byte at least: this ends with the data
		if err := w.value(head&0xf, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *thriftWalker) mapping(depth int) error {
	if depth > maxThriftDepth {
		return errThrift
	}
	n, err := w.uvarint()
	if err != nil || n == 0 {
		return err
	}
	types, err := w.byte()
	if err != nil {
		return err
	}
	for range n {
		if err := w.value(types>>4, depth+1); err != nil {
			return err
		}
		if err := w.value(types&0xf, depth+1); err != nil {
			return err
		}
	}
	return nil
}
