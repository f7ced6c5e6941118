package eval

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// buildLike makes text LIKE pattern: % stands for any text, _ for one character, \ takes the next
// character as it is. A pattern that ends in \ is an error.
func buildLike(call *plan.Call, args []scalar) (scalar, error) {
	if text, ok := constant(call.Args[1]); ok {
		pattern, err := parseLike(text)
		if err != nil && !call.Safe {
			return nil, err
		}
		return strict1(args[0], func(f *frame, a value.Value) value.Value {
			if err != nil {
				return failure(badArgument)
			}
			return boolOf(pattern.match(f.read(a), a.Kind))
		}), nil
	}
	return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
		pattern, err := parseLike(f.read(b))
		if err != nil {
			return failure(badArgument)
		}
		return boolOf(pattern.match(f.read(a), a.Kind))
	}), nil
}

// likePattern is what stands between the % of a pattern; each piece is literals and places for one
// character.
type likePattern [][]likeRun

// likeRun is some characters that may be anything, and then a literal.
type likeRun struct {
	any     int
	literal []byte
}

var errLike = errors.New(`a LIKE pattern ends in a backslash: write \\ to match one`)

func parseLike(text []byte) (likePattern, error) {
	pattern := likePattern{nil}
	var piece []likeRun
	var run likeRun
	end := func() {
		if run.any > 0 || len(run.literal) > 0 {
			piece = append(piece, run)
		}
		run = likeRun{}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch c {
		case '%':
			end()
			pattern[len(pattern)-1] = piece
			pattern, piece = append(pattern, nil), nil
			continue
		case '_':
			if len(run.literal) > 0 {
				end()
			}
			run.any++
			continue
		case '\\':
			if i++; i == len(text) {
				return nil, errLike
			}
			c = text[i]
		}
		run.literal = append(run.literal, c)
	}
	end()
	pattern[len(pattern)-1] = piece
	return pattern, nil
}

// match anchors the first piece at the beginning and the last at the end; those between are found one
// after the other, each as early as possible, which leaves the most for the rest.
func (p likePattern) match(text []byte, kind value.Kind) bool {
	rest, ok := matchRuns(p[0], text, kind)
	if !ok {
		return false
	}
	if len(p) == 1 {
		return len(rest) == 0
	}
	for _, piece := range p[1 : len(p)-1] {
		if rest, ok = search(piece, rest, kind); !ok {
			return false
		}
	}
	return endsLike(p[len(p)-1], rest, kind)
}

// matchRuns matches a piece at the beginning of text and returns what follows.
func matchRuns(runs []likeRun, text []byte, kind value.Kind) (rest []byte, ok bool) {
	for _, run := range runs {
		for range run.any {
			if len(text) == 0 {
				return nil, false
			}
			text = text[charSize(text, kind):]
		}
		if !bytes.HasPrefix(text, run.literal) {
			return nil, false
		}
		text = text[len(run.literal):]
	}
	return text, true
}

func search(runs []likeRun, text []byte, kind value.Kind) (rest []byte, ok bool) {
	for {
		if len(runs) > 0 && runs[0].any == 0 { // skip to where it can begin
			at := bytes.Index(text, runs[0].literal)
			if at < 0 {
				return nil, false
			}
			text = text[at:]
		}
		if rest, ok = matchRuns(runs, text, kind); ok || len(text) == 0 {
			return rest, ok
		}
		text = text[charSize(text, kind):]
	}
}

// endsLike says whether text ends in the piece: the piece has a fixed number of characters, which are
// counted off from the end.
func endsLike(runs []likeRun, text []byte, kind value.Kind) bool {
	for i := len(runs) - 1; i >= 0; i-- {
		run := runs[i]
		if !bytes.HasSuffix(text, run.literal) {
			return false
		}
		text = text[:len(text)-len(run.literal)]
		for range run.any {
			if len(text) == 0 {
				return false
			}
			size := 1
			if kind == value.String {
				_, size = utf8.DecodeLastRune(text)
			}
			text = text[:len(text)-size]
		}
	}
	return true
}

func charSize(text []byte, kind value.Kind) int {
	if kind == value.Bytes {
		return 1
	}
	_, size := utf8.DecodeRune(text)
	return size
}
