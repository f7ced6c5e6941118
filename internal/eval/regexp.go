package eval

import (
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// Regular expressions are RE2, whose syntax Go's are as well. Patterns that are literals are compiled
// with the plan, and a bad one is an error of the query; others are compiled for each value.

// pattern is a compiled regular expression.
type pattern struct {
	re *regexp.Regexp
	// after finds, as its first group, the first match that does not begin with the text's first character.
	// That character is there for \b and ^ to look at. Only functions that search on have it.
	after *regexp.Regexp
	// latin says that it is of BYTES, which are matched as the text that they are in Latin-1.
	latin bool
}

// regexpFn is a function of a text and a pattern, and of what stands behind them.
type regexpFn func(f *frame, p *pattern, text value.Value, rest []value.Value) value.Value

// buildRegexp makes a function whose second argument is a pattern.
func buildRegexp(fn regexpFn) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		if text, ok := constant(call.Args[1]); ok {
			p, err := compileRegexp(text, call)
			if err != nil && !call.Safe {
				return nil, err
			}
			if len(args) == 2 {
				return strict1(args[0], func(f *frame, a value.Value) value.Value {
					if err != nil {
						return failure(badArgument)
					}
					return fn(f, p, a, nil)
				}), nil
			}
			return strictN(args, func(f *frame, v []value.Value) value.Value {
				if err != nil {
					return failure(badArgument)
				}
				return fn(f, p, v[0], v[2:])
			}), nil
		}
		return strictN(args, func(f *frame, v []value.Value) value.Value {
			p, err := compileRegexp(f.read(v[1]), call)
			if err != nil {
				return failure(badArgument)
			}
			return fn(f, p, v[0], v[2:])
		}), nil
	}
}

func compileRegexp(text []byte, call *plan.Call) (*pattern, error) {
	p := &pattern{latin: call.Args[0].Kind() == value.Bytes || call.Args[1].Kind() == value.Bytes}
	if p.latin {
		text = toLatin(text)
	}
	var err error
	if p.re, err = regexp.Compile(string(text)); err != nil {
		return nil, fmt.Errorf("%s: %w", call.Fn, err)
	}
	switch call.Fn {
	case "regexp_extract", "regexp_extract_all", "regexp_instr":
		if p.re.NumSubexp() > 1 {
			return nil, fmt.Errorf("%s: the pattern has more than one capturing group: write (?:…) for the others", call.Fn)
		}
		if p.after, err = regexp.Compile(`\A(?s:.)(?s:.*?)(` + string(text) + `)`); err != nil {
			return nil, fmt.Errorf("%s: %w", call.Fn, err)
		}
	}
	return p, nil
}

// read is the text to match.
func (p *pattern) read(f *frame, v value.Value) []byte {
	if p.latin {
		return toLatin(f.read(v))
	}
	return f.read(v)
}

// written is a text that was matched, as the query has it.
func (p *pattern) written(text []byte) []byte {
	if p.latin {
		return fromLatin(text)
	}
	return text
}

// toLatin gives the UTF-8 of a text in Latin-1, in which each byte is the character of its number.
func toLatin(text []byte) []byte {
	if isASCII(text) {
		return text
	}
	utf := make([]byte, 0, 2*len(text))
	for _, c := range text {
		utf = utf8.AppendRune(utf, rune(c))
	}
	return utf
}

// fromLatin is the inverse of toLatin.
func fromLatin(utf []byte) []byte {
	if isASCII(utf) {
		return utf
	}
	text := make([]byte, 0, len(utf))
	for _, r := range string(utf) {
		text = append(text, byte(r))
	}
	return text
}

func regexpContains(f *frame, p *pattern, a value.Value, _ []value.Value) value.Value {
	return boolOf(p.re.Match(p.read(f, a)))
}

// buildRegexpReplace makes REGEXP_REPLACE(text, pattern, rewrite), where \1 … \9 in the rewrite stand
// for capturing groups, \0 for the match, and \\ for a backslash.
func buildRegexpReplace(call *plan.Call, args []scalar) (scalar, error) {
	if text, ok := constant(call.Args[1]); ok && !call.Safe {
		p, err := compileRegexp(text, call)
		if err != nil {
			return nil, err
		}
		if rewrite, ok := constant(call.Args[2]); ok {
			if err := checkRewrite(rewrite, p.re); err != nil {
				return nil, err
			}
		}
	}
	return buildRegexp(regexpReplace)(call, args)
}

func checkRewrite(rewrite []byte, re *regexp.Regexp) error {
	for i := 0; i < len(rewrite); i++ {
		if rewrite[i] != '\\' {
			continue
		}
		if i++; i == len(rewrite) || rewrite[i] != '\\' && (rewrite[i] < '0' || rewrite[i] > '9') {
			return errors.New(`regexp_replace: in the replacement, \ is followed by a digit or another \`)
		}
		if rewrite[i] != '\\' && int(rewrite[i]-'0') > re.NumSubexp() {
			return fmt.Errorf(`regexp_replace: the replacement uses \%c, and the pattern has %d capturing groups`, rewrite[i], re.NumSubexp())
		}
	}
	return nil
}

func regexpReplace(f *frame, p *pattern, a value.Value, rest []value.Value) value.Value {
	text, rewrite := p.read(f, a), p.read(f, rest[0])
	if checkRewrite(rewrite, p.re) != nil {
		return failure(badArgument)
	}
	f.buf = f.buf[:0]
	done := 0
	for _, match := range p.re.FindAllSubmatchIndex(text, -1) {
		f.buf = append(f.buf, text[done:match[0]]...)
		for i := 0; i < len(rewrite); i++ {
			c := rewrite[i]
			if c != '\\' {
				f.buf = append(f.buf, c)
				continue
			}
			i++
			if c = rewrite[i]; c == '\\' {
				f.buf = append(f.buf, c)
			} else if n := 2 * int(c-'0'); match[n] >= 0 {
				f.buf = append(f.buf, text[match[n]:match[n+1]]...)
			}
		}
		if done = match[1]; len(f.buf) > 2*maxText { // BYTES are twice as long here at most
			return failure(badArgument)
		}
	}
	f.buf = append(f.buf, text[done:]...)
	replaced := p.written(f.buf)
	if len(replaced) > maxText {
		return failure(badArgument)
	}
	return f.textOf(a.Kind, replaced)
}
