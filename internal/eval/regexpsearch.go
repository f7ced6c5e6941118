package eval

import (
	"unicode/utf8"

	"isobar/internal/value"
)

// next finds the first match from a byte of the text on; it gives the match's indices as regexp does, and
// nil if there is none.
func (p *pattern) next(text []byte, from int) []int {
	if from == 0 {
		return p.re.FindSubmatchIndex(text)
	}
	_, size := utf8.DecodeLastRune(text[:from])
	from -= size
	match := p.after.FindSubmatchIndex(text[from:])
	if match == nil {
		return nil
	}
	match = match[2:]
	for i := range match {
		if match[i] >= 0 {
			match[i] += from
		}
	}
	return match
}

// each gives the matches from a byte of the text on, one after the other, until yield says false. After an
// empty match it goes on one character later. No match is sought at the end of the text, except in an empty
// one.
func (p *pattern) each(text []byte, from int, yield func(match []int) bool) {
	for {
		match := p.next(text, from)
		if match == nil || !yield(match) {
			return
		}
		if from = match[1]; match[0] == match[1] && from < len(text) {
			_, size := utf8.DecodeRune(text[from:])
			from += size
		}
		if from >= len(text) {
			return
		}
	}
}

// occurrence finds the so-manieth match from a position on, which counts characters from 1. It gives where
// the match begins and ends, or its capturing group if the pattern has one; ok is false if there is none.
func (p *pattern) occurrence(text []byte, position, n int64) (lo, hi int, ok bool) {
	from := split(value.String, text, position-1)
	if from == len(text) && position > 1 {
		return 0, 0, false
	}
	p.each(text, from, func(match []int) bool {
		if n--; n > 0 {
			return true
		}
		lo, hi = match[len(match)-2], match[len(match)-1]
		ok = lo >= 0
		return false
	})
	return lo, hi, ok
}

// regexpExtract makes REGEXP_EXTRACT(text, pattern [, position [, occurrence]]): the match, or its capturing
// group if the pattern has one; NULL if there is none.
func regexpExtract(f *frame, p *pattern, a value.Value, rest []value.Value) value.Value {
	text := p.read(f, a)
	if len(rest) == 0 {
		match := p.re.FindSubmatchIndex(text)
		if match == nil || match[len(match)-2] < 0 {
			return null
		}
		return f.textOf(a.Kind, p.written(text[match[len(match)-2]:match[len(match)-1]]))
	}
	position, n, ok := searchFrom(rest)
	if !ok {
		return failure(badArgument)
	}
	lo, hi, ok := p.occurrence(text, position, n)
	if !ok {
		return null
	}
	return f.textOf(a.Kind, p.written(text[lo:hi]))
}

// searchFrom reads the arguments position and occurrence, which are 1 if they are missing; ok is false if one
// is less than that.
func searchFrom(rest []value.Value) (position, occurrence int64, ok bool) {
	position, occurrence = 1, 1
	if len(rest) > 0 {
		position = rest[0].Int64()
	}
	if len(rest) > 1 {
		occurrence = rest[1].Int64()
	}
	return position, occurrence, position >= 1 && occurrence >= 1
}

// regexpExtractAll makes REGEXP_EXTRACT_ALL; a capturing group that takes no part in a match gives "".
func regexpExtractAll(f *frame, p *pattern, a value.Value, _ []value.Value) value.Value {
	text := p.read(f, a)
	f.buf = f.buf[:0]
	p.each(text, 0, func(match []int) bool {
		var part []byte
		if lo := match[len(match)-2]; lo >= 0 {
			part = text[lo:match[len(match)-1]]
		}
		f.buf = value.AppendText(f.buf, a.Kind, p.written(part))
		return true
	})
	return f.textOf(value.Array, f.buf)
}

// regexpInstr makes REGEXP_INSTR(text, pattern [, position [, occurrence [, end]]]): where the match, or its
// group, begins, from 1, or with end 1 what comes after it; 0 if there is none, or the pattern is empty.
func regexpInstr(f *frame, p *pattern, a value.Value, rest []value.Value) value.Value {
	position, n, ok := searchFrom(rest)
	if !ok || len(rest) > 2 && rest[2].Bits > 1 {
		return failure(badArgument)
	}
	text := p.read(f, a)
	if len(text) == 0 || p.re.String() == "" {
		return intOf(0)
	}
	at, end, ok := p.occurrence(text, position, n)
	if !ok {
		return intOf(0)
	}
	if len(rest) > 2 && rest[2].Int64() == 1 {
		at = end
	}
	return intOf(lengthOf(value.String, text[:at]) + 1)
}
