package report

import (
	"github.com/go-json-experiment/json/jsontext"

	"isobar/internal/record"
	"isobar/internal/value"
)

// shredder turns the JSON of one report into the vectors of a record. It relies on the JSON having
// been proved valid; of anything else it makes a consistent record all the same (see cursor).
type shredder struct {
	*layout
	cursor
	rec     *record.Record
	skipped int    // entries that did not fit
	serial  uint64 // of the last object begun
	scratch []byte
	latest  latest
	unknown nameList // top-level columns that the schema lacks
}

// decode fills rec with the wanted columns of one report and returns the number of entries skipped, and what the
// limits kept out.
func (s *shredder) decode(line []byte, rec *record.Record) (skipped int, limited Limited) {
	s.begin(line, rec)
	if s.peek() == '{' {
		s.i++
		for s.more('}') {
			name := s.memberName()
			if s.decoder.submission != "" && string(name) == s.decoder.submission {
				s.submission(s.column)
				continue
			}
			s.column(s.root.find(name))
		}
	} else {
		s.fail()
	}
	if s.bad {
		s.begin(nil, rec)
	}
	s.close(&s.root)
	if t := s.time; t.want && s.latest.read {
		if v := &rec.Vectors[t.column].Vals[0]; v.IsNull() {
			*v = value.OfTimestamp(s.latest.micros)
		}
	}
	return s.skipped, s.finish(rec)
}

// begin prepares rec and opens its only instance of the root.
func (s *shredder) begin(line []byte, rec *record.Record) {
	s.cursor = cursor{b: line}
	s.rec, s.skipped, s.latest = rec, 0, latest{}
	s.unknown.reset()
	s.entries.begin()
	rec.Reset()
	for _, n := range s.repeated {
		v := &rec.Vectors[n.column]
		v.Off = append(v.Off, 0)
	}
	s.start(&s.root)
}

// column reads the value here as a top-level column. Of valid reports it fits: the first pass saw to it.
func (s *shredder) column(n *node) {
	if n == nil {
		s.skip()
	} else if !s.field(n, 0) {
		s.fail()
	}
}

// memberName reads a name. It is valid until the next text is read.
func (s *shredder) memberName() []byte {
	return s.unescape(s.name())
}

// unescape returns the content of a string. It is valid until the next call.
func (s *shredder) unescape(quoted []byte, escaped bool) []byte {
	if !escaped {
		return quoted[1 : len(quoted)-1]
	}
	text, err := jsontext.AppendUnquote(s.scratch[:0], quoted)
	if err != nil {
		s.fail()
	}
	s.scratch = text
	return text
}

// start opens an instance of an object: a value, NULL until it is read, in each of its columns.
func (s *shredder) start(f *fields) {
	for _, n := range f.single {
		v := &s.rec.Vectors[n.column]
		v.Vals = append(v.Vals, value.Value{})
	}
}

// close ends the instance that start opened last: what its lists hold by now is theirs.
func (s *shredder) close(f *fields) {
	for _, n := range f.lists {
		v := &s.rec.Vectors[n.column]
		v.Off = append(v.Off, int32(len(v.Vals)))
	}
}

// undo removes the instances of a repeated column from number first on, the last of them unfinished.
func (s *shredder) undo(n *node, first int) {
	v := &s.rec.Vectors[n.column]
	v.Vals = v.Vals[:first]
	for _, f := range n.fields.single {
		v := &s.rec.Vectors[f.column]
		v.Vals = v.Vals[:first]
	}
	for _, f := range n.fields.lists {
		v := &s.rec.Vectors[f.column]
		v.Off = v.Off[:first+1]
		s.undo(f, int(v.Off[first]))
	}
}

// field reads the value here as column n of instance i of its parent, and says whether it fits.
// If not, the cursor is anywhere.
func (s *shredder) field(n *node, i int) bool {
	if n.repeated {
		return s.list(n)
	}
	if n.kind == value.Record {
		if s.peek() == 'n' {
			return string(s.word()) == "null"
		}
		if n.want {
			s.rec.Vectors[n.column].Vals[i] = value.OfRecord(i)
		}
		return s.object(n, i)
	}
	v, ok := s.scalar(n)
	if ok && n.want {
		s.rec.Vectors[n.column].Vals[i] = v
	}
	return ok
}

// list reads the value here as repeated column n. Entries that do not fit are left out.
func (s *shredder) list(n *node) bool {
	switch s.peek() {
	case 'n':
		return string(s.word()) == "null"
	case '[':
	default:
		return false
	}
	if !n.want {
		s.skip()
		return true
	}
	s.i++
	vector := &s.rec.Vectors[n.column]
	for room := s.entries.room(); s.more(']'); {
		if n.top && len(vector.Vals) >= room {
			s.cut(n)
		}
		s.peek()
		if n.quick {
			if end := s.quick(n, s.b, s.i); end > s.i {
				s.i = end
				continue
			}
		}
		start, instance, skipped := s.i, len(vector.Vals), s.skipped
		if s.entry(n, instance) {
			continue
		}
		s.undo(n, instance)
		s.skipped = skipped + 1
		if s.bad {
			break
		}
		s.i = start
		s.skip()
	}
	return true
}

// cut leaves of a list at the top level that is still growing what the limit on entries will, as far as is known.
func (s *shredder) cut(n *node) {
	for _, list := range s.entries.lists {
		if list.node != n {
			continue
		}
		s.tidy.dashAll(s.rec)
		if list.distinct != nil {
			list.distinct.apply(s.rec)
		}
		if len(s.rec.Vectors[n.column].Vals) > s.entries.most {
			s.entries.cut(s.rec, list)
		}
	}
}

// entry reads the value here as an entry of repeated column n.
func (s *shredder) entry(n *node, instance int) bool {
	v := &s.rec.Vectors[n.column]
	if n.kind != value.Record {
		scalar, ok := s.scalar(n)
		if !ok || scalar.IsNull() {
			return false
		}
		v.Vals = append(v.Vals, scalar)
		return true
	}
	v.Vals = append(v.Vals, value.OfRecord(instance))
	s.start(&n.fields)
	if !s.object(n, instance) {
		return false
	}
	s.close(&n.fields)
	return true
}

// object reads the value here as the fields of instance i of record n, whose columns are open.
func (s *shredder) object(n *node, i int) bool {
	switch s.peek() {
	case '{':
	case '"':
		return n.text != nil && s.field(n.text, i)
	default:
		return false
	}
	s.i++
	s.serial++
	serial := s.serial
	for s.more('}') {
		f := n.fields.find(s.memberName())
		if f == nil {
			s.skip()
			continue
		}
		if f.mark == serial {
			return false
		}
		f.mark = serial
		if !s.field(f, i) {
			return false
		}
	}
	return !s.bad
}

// scalar reads the value here as column n's type. The code of a text that is not wanted is 0.
func (s *shredder) scalar(n *node) (value.Value, bool) {
	switch s.peek() {
	case '"':
		return s.ofText(n, s.unescape(s.text()))
	case 'n':
		return value.Value{}, string(s.word()) == "null"
	}
	return s.ofWord(n, s.word())
}

// ofWord makes a value of column n's type from a number, true or false.
func (s *shredder) ofWord(n *node, word []byte) (value.Value, bool) {
	switch n.kind {
	case value.Int64:
		i, ok := parseInteger(word)
		return value.OfInt64(i), ok
	case value.Float64:
		f, ok := parseFloat(word)
		return value.OfFloat64(f), ok
	case value.Numeric:
		return s.numeric(n, word)
	case value.Bool:
		yes := string(word) == "true"
		return value.OfBool(yes), yes || string(word) == "false"
	}
	return value.Value{}, false
}

// ofText makes a value of column n's type from the content of a string.
func (s *shredder) ofText(n *node, text []byte) (value.Value, bool) {
	switch n.kind {
	case value.String:
		return value.OfString(s.code(n, text)), !s.bad
	case value.Bytes:
		return value.OfBytes(s.code(n, text)), !s.bad
	case value.Int64:
		i, ok := parseDecimal(text)
		return value.OfInt64(i), ok
	case value.Float64:
		f, ok := parseFloatText(text)
		return value.OfFloat64(f), ok
	case value.Bool:
		b, ok := parseBool(text)
		return value.OfBool(b), ok
	case value.Date:
		d, ok := parseDate(text)
		return value.OfDate(d), ok
	case value.Timestamp:
		t, ok := parseTimestamp(text)
		return value.OfTimestamp(t), ok
	case value.Datetime:
		t, ok := parseDatetime(text)
		return value.OfDatetime(t), ok
	case value.Numeric:
		return s.numeric(n, text)
	}
	return value.Value{}, false
}

// numeric reads a NUMERIC from a JSON number, or the same in a string. It never goes through a float; digits
// beyond the ninth after the point are rounded, as BigQuery does when it loads.
func (s *shredder) numeric(n *node, decimal []byte) (value.Value, bool) {
	text, ok := value.ParseNumeric(string(decimal))
	if !ok {
		return value.Value{}, false
	}
	return value.Value{Kind: value.Numeric, Bits: uint64(s.code(n, text[:]))}, true
}

func (s *shredder) code(n *node, text []byte) value.Code {
	if !n.want {
		return 0
	}
	return s.rec.Dict.Code(text)
}
