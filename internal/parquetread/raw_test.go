package parquetread

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A writer of small files that puts every byte where the test wants it, for what parquet-go's writer
// does not write: rows across pages, files that contradict themselves.

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	b, err := thrift.Marshal(new(thrift.CompactProtocol), v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rawPage is a data page of version 1, uncompressed, of strings. Levels are given one by one.
type rawPage struct {
	reps, defs []uint8
	texts      []string
	encoding   format.Encoding // of the levels; RLE if not set
}

type rawColumn struct {
	path           []string
	maxRep, maxDef uint8
	pages          []rawPage
	checksum       bool
}

// runs writes each level as a run of one.
func runs(levels []uint8) []byte {
	var b []byte
	for _, l := range levels {
		b = append(b, 1<<1, l)
	}
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(b))), b...)
}

func (p *rawPage) body(c *rawColumn) []byte {
	var b []byte
	if c.maxRep > 0 {
		b = append(b, runs(p.reps)...)
	}
	if c.maxDef > 0 {
		b = append(b, runs(p.defs)...)
	}
	for _, s := range p.texts {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	return b
}

// rawFile writes one row group. edit may change the metadata before it is written.
func rawFile(t testing.TB, elements []format.SchemaElement, rows int64, columns []rawColumn,
	edit func(*format.FileMetaData)) []byte {
	t.Helper()
	file := []byte(magic)
	var group format.RowGroup
	for _, c := range columns {
		m := format.ColumnMetaData{Type: format.ByteArray, PathInSchema: c.path, DataPageOffset: int64(len(file)),
			Encoding: []format.Encoding{format.Plain}}
		for _, p := range c.pages {
			body := p.body(&c)
			if p.encoding == 0 {
				p.encoding = format.RLE
			}
			h := format.PageHeader{Type: format.DataPage,
				UncompressedPageSize: int32(len(body)), CompressedPageSize: int32(len(body))}
			h.DataPageHeader.Set(format.DataPageHeader{NumValues: int32(max(len(p.defs), len(p.texts))), Encoding: format.Plain,
				RepetitionLevelEncoding: p.encoding, DefinitionLevelEncoding: p.encoding})
			if c.checksum {
				h.CRC = int32(crc32.ChecksumIEEE(body))
			}
			file = append(append(file, marshal(t, &h)...), body...)
			m.NumValues += int64(h.DataPageHeader.V.NumValues)
		}
		m.TotalCompressedSize = int64(len(file)) - m.DataPageOffset
		m.TotalUncompressedSize = m.TotalCompressedSize
		group.Columns = append(group.Columns, format.ColumnChunk{MetaData: m})
	}
	group.NumRows = rows
	metadata := format.FileMetaData{Version: 1, Schema: slices.Clone(elements), NumRows: rows, RowGroups: []format.RowGroup{group}}
	if edit != nil {
		edit(&metadata)
	}
	return withFooter(file, marshal(t, &metadata))
}

func withFooter(pages, footer []byte) []byte {
	file := append(bytes.Clone(pages), footer...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(footer)))
	return append(file, magic...)
}

// editFooter changes the metadata of a whole file.
func editFooter(t testing.TB, file []byte, edit func(*format.FileMetaData)) []byte {
	t.Helper()
	end := len(file) - trailerBytes
	length := int(binary.LittleEndian.Uint32(file[end:]))
	var m format.FileMetaData
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), bytes.Clone(file[end-length:end]), &m); err != nil {
		t.Fatal(err)
	}
	edit(&m)
	return withFooter(file[:end-length], marshal(t, &m))
}

func groupElement(name string, r format.FieldRepetitionType, children int32) format.SchemaElement {
	return format.SchemaElement{Name: name, RepetitionType: thrift.New(r), NumChildren: thrift.New(children)}
}

func textElement(name string, r format.FieldRepetitionType) format.SchemaElement {
	return format.SchemaElement{Name: name, RepetitionType: thrift.New(r), Type: thrift.New(format.ByteArray),
		ConvertedType: thrift.New(deprecated.UTF8)}
}

func rootElement(children int32) format.SchemaElement {
	return format.SchemaElement{Name: "root", NumChildren: thrift.New(children)}
}
