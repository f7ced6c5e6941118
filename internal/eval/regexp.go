package eval

import (
	"errors"
	"fmt"
	"regexp"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// Regular expressions are RE2, whose syntax Go's are as well. Patterns that are literals are compiled
// with the plan, and a bad one is an error of the query; others are compiled for each value.

type regexpFn func(f *frame, re *regexp.Regexp, a value.Value) value.Value

// buildRegexp makes a function of a text and a pattern.
func buildRegexp(fn regexpFn) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		if text, ok := constant(call.Args[1]); ok {
			re, err := compileRegexp(string(text), call)
			if err != nil && !call.Safe {
				return nil, err
			}
			return strict1(args[0], func(f *frame, a value.Value) value.Value {
				if err != nil {
					return failure(badArgument)
				}
				return fn(f, re, a)
			}), nil
		}
		return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
			re, err := compileRegexp(string(f.read(b)), call)
			if err != nil {
				return failure(badArgument)
			}
			return fn(f, re, a)
		}), nil
	}
}

func compileRegexp(pattern string, call *plan.Call) (*regexp.Regexp, error) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", call.Fn, err)
	}
	if call.Fn == "regexp_extract" && re.NumSubexp() > 1 {
		return nil, errors.New("regexp_extract: the pattern has more than one capturing group: write (?:…) for the others")
	}
	return re, nil
}

func regexpContains(f *frame, re *regexp.Regexp, a value.Value) value.Value {
	return boolOf(re.Match(f.read(a)))
}

// regexpExtract gives the first match, or its capturing group if the pattern has one; NULL if there is
// none.
func regexpExtract(f *frame, re *regexp.Regexp, a value.Value) value.Value {
	text := f.read(a)
	match := re.FindSubmatchIndex(text)
	if match == nil {
		return null
	}
	lo, hi := match[len(match)-2], match[len(match)-1]
	if lo < 0 {
		return null
	}
	return f.textOf(value.String, text[lo:hi])
}

// buildRegexpReplace makes REGEXP_REPLACE(text, pattern, rewrite), where \1 … \9 in the rewrite stand
// for capturing groups, \0 for the match, and \\ for a backslash.
func buildRegexpReplace(call *plan.Call, args []scalar) (scalar, error) {
	var fixed *regexp.Regexp
	if text, ok := constant(call.Args[1]); ok {
		re, err := compileRegexp(string(text), call)
		if err != nil && !call.Safe {
			return nil, err
		}
		if fixed = re; re != nil {
			if rewrite, ok := constant(call.Args[2]); ok && !call.Safe {
				if err := checkRewrite(rewrite, re); err != nil {
					return nil, err
				}
			}
		}
	}
	return strict3(args[0], args[1], args[2], func(f *frame, a, b, c value.Value) value.Value {
		re := fixed
		if re == nil {
			var err error
			if re, err = compileRegexp(string(f.read(b)), call); err != nil {
				return failure(badArgument)
			}
		}
		return regexpReplace(f, re, a, c)
	}), nil
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

func regexpReplace(f *frame, re *regexp.Regexp, a, b value.Value) value.Value {
	text, rewrite := f.read(a), f.read(b)
	if checkRewrite(rewrite, re) != nil {
		return failure(badArgument)
	}
	f.buf = f.buf[:0]
	done := 0
	for _, match := range re.FindAllSubmatchIndex(text, -1) {
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
		if done = match[1]; len(f.buf) > maxText {
			return failure(badArgument)
		}
	}
	if f.buf = append(f.buf, text[done:]...); len(f.buf) > maxText {
		return failure(badArgument)
	}
	return f.textOf(value.String, f.buf)
}
