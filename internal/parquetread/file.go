package parquetread

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go/format"
)

const (
	// maxFooterBytes bounds the metadata that is read into memory. A file of reports has some
	// kilobytes of it for each row group.
	maxFooterBytes = 64 << 20
	// maxPageBytes bounds one page, uncompressed. Writers aim at 1 MiB; the largest default known is
	// DuckDB's 100 MB.
	maxPageBytes = 256 << 20
	// maxPageValues bounds the entries of one page, NULLs included, which may take hardly any bytes.
	maxPageValues = 1 << 26

	magic          = "PAR1"
	magicEncrypted = "PARE"
	trailerBytes   = 8 // the footer's length and the magic
)

// input is a Parquet file whose footer has been read and checked.
type input struct {
	name   string
	source io.ReaderAt
	close  func() error
	end    int64 // where the pages end and the footer begins
	root   *node
	leaves []*node
	groups []format.RowGroup
}

// newInput reads the footer of a file of size bytes; name is for messages.
func newInput(name string, source io.ReaderAt, size int64) (*input, error) {
	in := &input{name: name, source: source, close: func() error { return nil }}
	if err := in.readFooter(size); err != nil {
		return nil, fmt.Errorf("%s: not a readable Parquet file: %w", name, err)
	}
	return in, nil
}

func (in *input) readFooter(size int64) error {
	if size < int64(len(magic))+trailerBytes {
		return errors.New("it is too short")
	}
	var head [len(magic)]byte
	var trailer [trailerBytes]byte
	if err := readFull(in.source, head[:], 0); err != nil {
		return err
	}
	if err := readFull(in.source, trailer[:], size-trailerBytes); err != nil {
		return err
	}
	tail := string(trailer[4:])
	switch {
	case string(head[:]) == magicEncrypted || tail == magicEncrypted:
		return errors.New("it is encrypted")
	case string(head[:]) != magic:
		return errors.New("it does not begin with PAR1")
	case tail != magic:
		return errors.New("it does not end with PAR1: it is cut off, or still being written")
	}
	length := int64(binary.LittleEndian.Uint32(trailer[:4]))
	in.end = size - trailerBytes - length
	switch {
	case in.end < int64(len(magic)):
		return errors.New("its footer is longer than the file")
	case length > maxFooterBytes:
		return fmt.Errorf("its footer is longer than %d MiB", maxFooterBytes>>20)
	}
	footer := make([]byte, length)
	if err := readFull(in.source, footer, in.end); err != nil {
		return err
	}
	var metadata format.FileMetaData
	used, err := unmarshalThrift(footer, &metadata)
	if err != nil {
		return err
	}
	if metadata.EncryptionAlgorithm.Value != nil {
		return errors.New("it is encrypted or signed")
	}
	if used != len(footer) {
		return errThrift
	}
	if in.root, in.leaves, err = buildTree(metadata.Schema); err != nil {
		return err
	}
	in.groups = metadata.RowGroups
	return in.checkGroups(metadata.NumRows)
}

// checkGroups compares the row groups with the schema and with the file's number of rows.
func (in *input) checkGroups(rows int64) error {
	for i := range in.groups {
		g := &in.groups[i]
		switch {
		case len(g.Columns) != len(in.leaves):
			return fmt.Errorf("row group %d has %d columns and the schema %d", i, len(g.Columns), len(in.leaves))
		case g.NumRows < 0 || g.NumRows > rows:
			return fmt.Errorf("the numbers of rows of the file and of row group %d disagree", i)
		}
		rows -= g.NumRows
		for k, leaf := range in.leaves {
			if !slices.Equal([]string(g.Columns[k].MetaData.PathInSchema), leaf.path) {
				return fmt.Errorf("the columns of row group %d are not those of the schema", i)
			}
		}
	}
	if rows != 0 {
		return errors.New("the numbers of rows of the file and of its row groups disagree")
	}
	return nil
}

// chunk is where the pages of one leaf in one row group lie, checked.
type chunk struct {
	start, length int64
	values        int64 // entries, NULLs included
	codec         format.CompressionCodec
}

// chunkOf checks the metadata of one column chunk.
func (in *input) chunkOf(group int, leaf *node) (chunk, error) {
	column := &in.groups[group].Columns[leaf.leaf]
	m := &column.MetaData
	c := chunk{start: m.DataPageOffset, length: m.TotalCompressedSize, values: m.NumValues, codec: m.Codec}
	if d := m.DictionaryPageOffset; d > 0 && d < c.start {
		c.start = d
	}
	rows := in.groups[group].NumRows
	switch {
	case column.CryptoMetadata.Value != nil || len(column.EncryptedColumnMetadata) > 0:
		return c, errors.New("it is encrypted")
	case column.FilePath != "":
		return c, errors.New("its data is in another file")
	case m.Type != leaf.element.Type.V:
		return c, errors.New("the row group has it in another type than the schema")
	case c.values < rows || c.values != rows && (leaf.maxRep == 0 || rows == 0):
		return c, errors.New("the numbers of values and rows disagree")
	case rows == 0: // nothing needs to be there
		return chunk{codec: c.codec}, nil
	case c.start < int64(len(magic)) || c.length < 0 || c.start > in.end || c.length > in.end-c.start:
		return c, errors.New("its place is outside the file")
	}
	return c, checkCodec(c.codec)
}

// readFull fills b from offset at, or gives an error that says that the file ended.
func readFull(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return errors.New("the file ends too early")
	}
	return err
}
