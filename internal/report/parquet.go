package report

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"isobar/internal/parquetread"
	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

// parquetSource is the Source of some row groups of a Parquet file. A row is a report, and its line
// number the row's number.
//
// The first pass reads every column, for two reasons: a damaged file is found before anything is made of
// it, and a tie between two reports must not be decided by their place in the input. So
// Header.Content is the digest of the whole row (see digest). The second pass reads the planned columns
// and relies on the file being the same by size and time, since rows have no bytes of their own to
// check.
//
// Values that a Parquet file can hold and a report cannot are treated as in JSON lines, as far as they
// exist: a NULL among the entries of a list is left out and counted; an unreadable time, or a number out
// of range, rejects the report if it is at the top level; inside an entry it is NULL, and counted.
type parquetSource struct {
	ctx      context.Context
	shard    Shard
	file     *watched
	reader   *parquetread.Reader
	progress func(int64)
	bytes    int64 // of the file that are this shard's, for progress

	first  bool // the first pass
	window week.Window
	row    int64 // current row, from 1
	read   int64 // rows taken from reader
	rows   int64
	rec    *record.Record   // of the first pass, and of rows that the second skips
	shred  shredder         // for its layout and its empty record
	top    []*schema.Column // top-level scalars but the timestamp
	digest []byte
	// unknown and lacking are Header's, the same in all rows.
	unknown [][]byte
	lacking []string
	err     error
}

// skipDict is when the texts of rows that nobody will see again are forgotten, in bytes.
const skipDict = 8 << 20

// rowGroups counts the row groups of a Parquet file; none of a damaged one, whose damage Scan finds again.
func rowGroups(ctx context.Context, whole Shard) (int64, error) {
	f, err := openFile(ctx, whole)
	if err != nil {
		return 0, fmt.Errorf("input %w", err)
	}
	groups, err := parquetread.RowGroupsOf(whole.File, f)
	err = f.blame(err)
	var damaged *Damaged
	if errors.As(err, &damaged) {
		err = nil
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, fmt.Errorf("input %w", err)
	}
	return int64(len(groups)), nil
}

func openParquet(ctx context.Context, shard Shard, cfg *Config, progress func(int64)) (*parquetSource, error) {
	f, err := openFile(ctx, shard)
	if err != nil {
		return nil, err
	}
	opened := false
	defer func() {
		if !opened {
			f.Close()
		}
	}()
	groups, err := parquetread.RowGroupsOf(shard.File, f)
	if err != nil {
		return nil, f.blame(err)
	}
	if int64(len(groups)) < shard.End {
		return nil, fmt.Errorf("%s: %w", shard.File, errChanged)
	}
	d, err := decoderOf(cfg.Decoder)
	if err != nil {
		return nil, err
	}
	if d.reshape != nil {
		return nil, &Damaged{shard.File, fmt.Sprintf("reports of %s are read as they were sent, from JSON lines; this is a Parquet file", d.name)}
	}
	options := parquetread.Options{FirstGroup: int(shard.Start), LastGroup: int(shard.End), ParseTime: parseTimestamp}
	if d.names {
		options.TextField = nameField
	}
	if cfg.Columns != nil {
		options.Columns = closure(cfg.Schema, d, cfg.Columns)
	}
	reader, err := parquetread.OpenInput(shard.File, f, cfg.Schema, options)
	if err != nil {
		return nil, f.blame(err)
	}
	opened = true // and closed with the reader
	n := int64(len(groups))
	s := &parquetSource{
		ctx: ctx, shard: shard, file: f, reader: reader, progress: progress, window: cfg.Window,
		bytes: share(shard.Size, shard.End, max(n, 1)) - share(shard.Size, shard.Start, max(n, 1)),
		first: cfg.Columns == nil, rows: reader.NumRows(),
		rec:   record.New(len(cfg.Schema.All), value.NewDict()),
		shred: shredder{layout: newLayout(cfg, options.Columns)},
	}
	for _, name := range reader.Extra()[:min(len(reader.Extra()), manyNames)] {
		s.unknown = append(s.unknown, []byte(name))
	}
	for _, c := range reader.Missing() {
		s.lacking = append(s.lacking, c.Path)
	}
	for _, c := range cfg.Schema.Columns {
		if !c.Repeated && c.Kind != value.Record && c.Index != s.shred.time.column {
			s.top = append(s.top, c)
		}
	}
	if s.rows > math.MaxUint32 {
		reader.Close()
		return nil, tooMany(shard, "rows")
	}
	return s, nil
}

func (s *parquetSource) Next() bool {
	if s.err != nil || s.row == s.rows {
		return false
	}
	if s.row%1024 == 0 {
		if err := s.ctx.Err(); err != nil {
			s.err = fmt.Errorf("%s: %w", s.shard.File, err)
			return false
		}
	}
	s.row++
	if s.row == s.rows || s.row%1024 == 0 {
		from := (s.row - 1) / 1024 * 1024
		s.progress(share(s.bytes, s.row, s.rows) - share(s.bytes, from, s.rows))
	}
	return !s.first || s.take(s.rec)
}

// take reads the next row of the file into rec.
func (s *parquetSource) take(rec *record.Record) bool {
	if rec == s.rec && rec.Dict.Size() > skipDict {
		rec.Dict.Reset()
	}
	if !s.reader.Next(rec) {
		if s.err = s.file.blame(s.reader.Err()); s.err == nil {
			s.err = fmt.Errorf("%s: %w", s.shard.File, errShrank)
		}
		return false
	}
	s.read++
	return true
}

func (s *parquetSource) Ordinal() uint32 { return uint32(s.row - 1) }
func (s *parquetSource) Line() int64     { return s.row }
func (s *parquetSource) Lines() int64    { return s.row }
func (s *parquetSource) Raw() []byte     { return nil }
func (s *parquetSource) Check() uint32   { return 0 }
func (s *parquetSource) Err() error      { return s.err }
func (s *parquetSource) Close() error    { return s.reader.Close() }

func (s *parquetSource) Header(h *Header) Reason {
	for _, c := range s.top {
		if s.reader.Bad(c.Index) > 0 {
			*h = Header{Column: c.Name}
			return WrongType
		}
	}
	l := s.shred.layout
	site := s.rec.At(l.unit.column, 0)
	if site.IsNull() || len(s.rec.Dict.Text(site.Code())) == 0 {
		return NoSite
	}
	if s.reader.Bad(l.time.column) > 0 {
		return UnreadableTime
	}
	at := s.rec.At(l.time.column, 0)
	if at.IsNull() {
		return NoTime
	}
	*h = Header{Site: HashSite(s.rec.Dict.Text(site.Code())), Time: at.Int64(), Unknown: s.unknown, Lacking: s.lacking}
	if l.message != nil {
		if id := s.rec.At(l.message.column, 0); !id.IsNull() {
			text := s.rec.Dict.Text(id.Code())
			h.MessageID = text[:min(len(text), MaxMessageID)]
		}
	}
	if s.window.Contains(h.Time) {
		s.digest = appendCanonical(s.digest[:0], s.rec)
		sum := sha256.Sum256(s.digest)
		h.Content = Digest(sum[:])
	}
	return ""
}

// appendCanonical writes all of a record so that records are written alike exactly if they are equal,
// whatever their dictionaries: for each column its offsets and its values, each list with its length,
// texts in full.
func appendCanonical(out []byte, rec *record.Record) []byte {
	for i := range rec.Vectors {
		v := &rec.Vectors[i]
		out = binary.AppendUvarint(out, uint64(len(v.Off)))
		for _, off := range v.Off {
			out = binary.AppendUvarint(out, uint64(off))
		}
		out = binary.AppendUvarint(out, uint64(len(v.Vals)))
		for _, x := range v.Vals {
			out = appendValue(out, rec.Dict, x)
		}
	}
	return out
}

func (s *parquetSource) Decode(rec *record.Record) (skipped int, limited Limited) {
	for s.read < s.row-1 && s.err == nil {
		s.take(s.rec)
	}
	if s.err != nil || !s.take(rec) {
		s.shred.decode(nil, rec)
		return 0, Limited{}
	}
	for _, n := range s.shred.repeated {
		skipped += dropNulls(rec, n)
	}
	for c := range rec.Vectors {
		skipped += s.reader.Bad(c)
	}
	s.shred.entries.begin()
	return skipped, s.shred.finish(rec)
}
