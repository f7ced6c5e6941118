// Package report reads the reports that sites sent: it finds and opens the files, decodes and checks
// each report against the dataset's schema, keeps those of the week and one for each site.
//
// What enters: files of JSON lines (plain, gzip, zstd) or Parquet. What leaves, in two passes over the
// same shards:
//
//  1. Scan reads every report's site, time and message id, proves the whole report well-formed and of
//     the schema's types, counts rejects by reason, keeps the window, and fills an Index; merged by
//     site, indexes say which reports are Kept: the latest of each site.
//  2. Visit decodes the kept reports, the planned columns of them, into a record.Record.
//
// What is promised: the counts and the kept reports depend on the reports alone, not on how they are
// spread over files, lines and shards; no report is dropped without being counted; memory is bounded
// by the longest line allowed (Config.MaxLine) and, in the index, by the number of sites; the text of
// an error or reason never holds a value from a report.
//
// # What a report is
//
// One line holds one JSON object (RFC 8259) in UTF-8. A line that is not JSON, or not UTF-8 (including
// escapes of lone surrogates) or nested deeper than 10,000 values, is rejected whole: nothing is repaired
// or guessed. Members that the
// schema does not name are checked for syntax and ignored; names match exactly, case included. A
// column that is given twice rejects the report, since which of the two was meant is unknown; a field
// given twice inside an entry makes the entry not fit. Missing and null mean the same: NULL, and for a
// repeated column no entries.
//
// At the top level every column must be of its type, else the report is rejected. Inside a repeated
// column an entry that does not fit — a null, a value of another type, an object one of whose fields is
// of another type — is skipped and counted, and the report's other entries are kept. Whether an entry
// fits depends on all fields of the schema, not only on those that a query reads. Entries of columns
// that no query reads are not looked at.
//
// Rows of Parquet files are reports, too; parquetSource says in what they differ. Reports of systems with a
// form of their own are rewritten by their decoder first (reshaper), and all of this is about the result.
//
// Accepted as the types of the schema, after BigQuery's rules for loading JSON:
//
//	STRING     a JSON string
//	BYTES      a JSON string, kept as it is: opaque, never decoded
//	INTEGER    a number that is integral and fits 64 bits (5, 5.0, 1e3), or decimal digits in a string
//	FLOAT      a number, or one in a string, or "NaN", "Infinity", "-Infinity" (any case, also "inf")
//	BOOLEAN    true or false, also in a string (any case)
//	DATE       "2026-09-01"
//	TIMESTAMP  "2026-09-01 18:04:08 UTC" and the other forms of BigQuery, ISO 8601 and RFC 3339: T or
//	           space, a fraction, Z, +02:00, +0200, +02; without a zone it is UTC
//	RECORD     an object
package report

import (
	"context"
	"fmt"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

// DefaultMaxLine is the longest line, in bytes without its end, that is read as a report: 16 MiB.
const DefaultMaxLine = 16 << 20

// maxMaxLine keeps offsets within one report below 2^31.
const maxMaxLine = 1 << 30

// Config says how the reports of one dataset are read. Both passes use the same one, but for Columns.
type Config struct {
	Schema  *schema.Schema
	Decoder string // the reports' system: one of Decoders()

	// Unit, Timestamp and MessageID name top-level columns: the site id (STRING or BYTES), the time by
	// which reports are windowed and the latest is chosen (TIMESTAMP), and what breaks ties of time
	// (STRING or BYTES). MessageID is optional: "" for none.
	Unit, Timestamp, MessageID string

	Window week.Window // the reports to keep

	// MaxLine is the longest line to read, in bytes without its end; longer ones are rejected and
	// skipped in bounded memory. Optional: 0 is DefaultMaxLine. Parquet has no lines.
	MaxLine int

	// Limits bound what one report can bring in. Optional: none.
	Limits Limits

	// Roll says which sites count. Optional; the first pass alone looks at it.
	Roll *Roll

	// Columns, by schema index, says which columns Decode materialises; their parents are included by
	// themselves. nil in the first pass, which materialises none.
	Columns []bool
}

// Reason says why a report was rejected, in words for people and as a key to count by. It never
// depends on more than the report and the configuration.
type Reason string

// The reasons, in order of precedence: a report is counted under the first that applies. Decoders may have
// further ones, which come after these. The zero Reason means that nothing is wrong.
const (
	LineTooLong    Reason = "line too long"
	NotUTF8        Reason = "not UTF-8"
	NotJSON        Reason = "not JSON"
	ColumnTwice    Reason = "column given twice"
	WrongType      Reason = "wrong type" // of a top-level column, or of the report itself
	NoSite         Reason = "no site id"
	NoTime         Reason = "no time"
	UnreadableTime Reason = "unreadable time"
)

// Header is what the first pass needs of a report.
type Header struct {
	Site SiteID
	Time int64 // microseconds since 1970-01-01T00:00:00Z
	// MessageID breaks ties of Time; at most MaxMessageID bytes of it. It is valid until the Source's
	// next call.
	MessageID []byte
	// Content breaks ties of MessageID: it depends on the report alone, and equal contents are equal
	// reports. Zero for a report outside the window, which takes part in no tie.
	Content Digest
	// Check recognises the report in the second pass, should the file have changed. Zero for a report
	// outside the window.
	Check uint32

	// Column is the top-level column, the first in the schema, for which a report is rejected as of a WrongType; "" if
	// that is the report itself. It is all that a Header says of a report that is rejected.
	Column string
	// Unknown are the names of columns that the schema lacks, some of them more than once: of a report its members, of a
	// row of Parquet the file's columns. They are valid until the Source's next call.
	Unknown [][]byte
	// Lacking are the columns that the Parquet file lacks; see parquetread.Reader.Missing.
	Lacking []string
}

// SiteID stands for a site in the first pass: the first half of the SHA-256 of its id's bytes.
type SiteID [16]byte

// Digest is the first half of a SHA-256.
type Digest [16]byte

// MaxMessageID is how many bytes of a message id take part in comparisons; what follows is ignored, so
// that no report can make the index large.
const MaxMessageID = 128

// Source reads the reports of one shard in order. It belongs to one goroutine.
type Source interface {
	// Next moves to the next report and says whether there is one. After false, Err says why.
	Next() bool
	// Ordinal is the current report's place in the shard: Line() - 1.
	Ordinal() uint32
	// Line is the current report's line, from 1, in the shard: of a Parquet file, its row.
	Line() int64
	// Header checks the whole report and fills h, or says why the report is rejected. It needs a source
	// opened without Columns.
	Header(h *Header) Reason
	// Check is the current report's Header.Check, without checking the report.
	Check() uint32
	// Decode reads the planned columns of a report that Header accepted, in this or in an earlier pass,
	// into rec, and says how many entries of repeated columns it skipped because they did not fit, and what
	// Config.Limits kept out. Of other reports rec may come out as one whose columns are all missing; it is always consistent. Err
	// says if the file could not be read.
	Decode(rec *record.Record) (skipped int, limited Limited)
	// Raw is the current report as it stands in the file, at most the first RawLimit bytes of a line
	// that is too long; nil for Parquet. It is valid until the next call of Next.
	Raw() []byte
	// Err is what ended the reading early: an error that names the file, or nil.
	Err() error
	// Close gives back what the source holds.
	Close() error
	// Lines is how many lines (rows, of Parquet) the shard has, blank and rejected ones included. It is
	// complete after Next has returned false.
	Lines() int64
}

// Open opens a shard for reading. progress, which may be nil, is told of bytes read from the file, as
// they are read: by some goroutine, by one at a time, and not after Close. A file that is not as Find saw it is an error.
func Open(ctx context.Context, shard Shard, cfg *Config, progress func(bytes int64)) (Source, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(int64) {}
	}
	if shard.Format == Parquet {
		return openParquet(ctx, shard, cfg, progress)
	}
	return openLines(ctx, shard, cfg, progress)
}

// Check says what is wrong with the configuration, or nil.
func (c *Config) Check() error {
	if c.Schema == nil {
		return fmt.Errorf("reports: no schema")
	}
	d, err := decoderOf(c.Decoder)
	if err != nil {
		return err
	}
	if c.MaxLine < 0 || c.MaxLine > maxMaxLine {
		return fmt.Errorf("reports: the line limit is %d bytes; it must be between 1 and %d, or 0 for the default", c.MaxLine, maxMaxLine)
	}
	if c.Limits.Entries < 0 || c.Limits.TextBytes < 0 {
		return fmt.Errorf("reports: the limits are %d entries and %d bytes of a text; they must be 0, for none, or more", c.Limits.Entries, c.Limits.TextBytes)
	}
	if c.Columns != nil && len(c.Columns) != len(c.Schema.All) {
		return fmt.Errorf("reports: %d columns are planned, the schema has %d", len(c.Columns), len(c.Schema.All))
	}
	text := []value.Kind{value.String, value.Bytes}
	if _, err := c.column("the privacy unit", c.Unit, text...); err != nil {
		return err
	}
	if _, err := c.column("the timestamp", c.Timestamp, value.Timestamp); err != nil {
		return err
	}
	if c.MessageID != "" {
		if _, err := c.column("the message id", c.MessageID, text...); err != nil {
			return err
		}
	}
	return d.check(c.Schema)
}

// column finds a top-level column that can serve as what.
func (c *Config) column(what, name string, kinds ...value.Kind) (*schema.Column, error) {
	col, ok := c.Schema.Lookup(name)
	switch {
	case name == "":
		return nil, fmt.Errorf("reports: %s has no column", what)
	case !ok:
		return nil, fmt.Errorf("reports: %s: the schema has no column %s", what, name)
	case col.Parent != nil || col.Repeated:
		return nil, fmt.Errorf("reports: %s: column %s must be at the top level and not repeated", what, name)
	}
	for _, k := range kinds {
		if col.Kind == k {
			return col, nil
		}
	}
	return nil, fmt.Errorf("reports: %s: column %s is %s, it must be %s", what, name, col.Kind, kindList(kinds))
}

func kindList(kinds []value.Kind) string {
	text := kinds[0].String()
	for _, k := range kinds[1:] {
		text += " or " + k.String()
	}
	return text
}

func (c *Config) maxLine() int {
	if c.MaxLine == 0 {
		return DefaultMaxLine
	}
	return c.MaxLine
}
