package report

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"isobar/internal/record"
)

// lineSource is the Source of a shard of JSON lines.
type lineSource struct {
	shard   Shard
	text    *text
	lines   *lineReader
	check   checker
	decoder shredder
	reshape *reshaper // nil if reports need none
	flat    []byte    // what Header has judged: the report as an object of the schema's columns
	err     error
}

func openLines(ctx context.Context, shard Shard, cfg *Config, progress func(int64)) (*lineSource, error) {
	// A plain shard starts with the first line that begins at Start or after it. Reading starts a byte
	// earlier: if that byte ends a line, the line at Start is the shard's own.
	from, end := int64(0), int64(-1)
	if shard.Format == JSONLines {
		from, end = max(0, shard.Start-1), shard.End
	}
	text, err := openText(ctx, shard, from, progress)
	if err != nil {
		return nil, err
	}
	s := &lineSource{
		shard:   shard,
		text:    text,
		lines:   newLineReader(text, cfg.maxLine(), from, end),
		check:   checker{shredder: shredder{layout: newLayout(cfg, nil)}, window: cfg.Window},
		decoder: shredder{layout: newLayout(cfg, cfg.Columns)},
	}
	if d := s.decoder.layout.decoder; d.reshape != nil {
		s.reshape = &reshaper{decoder: d}
	}
	if shard.Start > 0 {
		s.lines.drop()
	}
	return s, nil
}

func (s *lineSource) Next() bool {
	for s.err == nil && s.lines.next() {
		if s.lines.n > math.MaxUint32 {
			s.err = tooMany(s.shard, "lines")
			return false
		}
		if !s.lines.blank() {
			return true
		}
	}
	return false
}

func (s *lineSource) Ordinal() uint32 { return uint32(s.lines.n - 1) }
func (s *lineSource) Line() int64     { return s.lines.n }
func (s *lineSource) Lines() int64    { return s.lines.n }
func (s *lineSource) Raw() []byte     { return s.lines.line }
func (s *lineSource) Check() uint32   { return checkOf(s.lines.line) }

func (s *lineSource) Header(h *Header) Reason {
	if s.lines.long {
		return LineTooLong
	}
	s.flat = s.lines.line
	if s.reshape == nil {
		return s.check.header(s.flat, h)
	}
	var why Reason
	s.flat, why = s.reshape.line(s.lines.line, false)
	if reason := s.check.header(s.flat, h); reason != "" || why != "" {
		return cmp.Or(reason, why)
	}
	if s.check.window.Contains(h.Time) { // the report is what was sent
		h.Content, h.Check = digestOf(s.lines.line), s.Check()
	}
	return ""
}

func (s *lineSource) Decode(rec *record.Record) (skipped int, limited Limited) {
	line := s.lines.line
	if s.reshape != nil {
		line, _ = s.reshape.line(line, true)
	}
	return s.decoder.decode(line, rec)
}

func (s *lineSource) Err() error {
	if s.err == nil && s.lines.err != nil {
		s.err = s.text.file.blame(s.lines.err)
	}
	return s.err
}

func (s *lineSource) Close() error { return s.text.close() }

// tooMany is the error of a shard whose reports cannot be numbered. A compressed file that has so many lines may be
// small; a part of a plain one is that only if somebody has set its size.
func tooMany(shard Shard, what string) error {
	reason := fmt.Sprintf("more than %d %s in one part: cut the input into smaller files", uint32(math.MaxUint32), what)
	if shard.Frail() {
		return &Damaged{shard.File, reason}
	}
	return fmt.Errorf("%s: %s", shard.File, reason)
}

var _ Source = (*lineSource)(nil)
