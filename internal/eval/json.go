package eval

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// The JSON functions read a STRING up to what they look for. A text that is no JSON up to there gives NULL,
// and so does one that has nothing there; neither is an error. Of several members of one name the first
// counts.

// jsonFn makes a function's result of what stands where the decoder is. It says false for NULL.
type jsonFn func(f *frame, dec *jsontext.Decoder) (value.Value, bool)

// buildJSON makes a function of a text and a path; the path is $, for everything, if it is missing.
func buildJSON(d *jsonDialect, fn jsonFn) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		fixed := true
		var path jsonPath
		var bad error
		if len(args) > 1 {
			var text []byte
			if text, fixed = constant(call.Args[1]); fixed {
				if path, bad = parsePath(string(text), d); bad != nil && !call.Safe {
					return nil, fmt.Errorf("%s: %w", call.Fn, bad)
				}
			}
		}
		return strictN(args, func(f *frame, v []value.Value) value.Value {
			path, err := path, bad
			if !fixed {
				path, err = parsePath(string(f.read(v[1])), d)
			}
			if err != nil {
				return failure(badArgument)
			}
			dec := jsontext.NewDecoder(bytes.NewBuffer(f.read(v[0])), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
			if found, err := seek(dec, path); err != nil || !found {
				return null
			}
			result, ok := fn(f, dec)
			if !ok {
				return null
			}
			return result
		}), nil
	}
}

// seek brings the decoder before the value at the path, or behind the value before which it stands.
func seek(dec *jsontext.Decoder, path jsonPath) (found bool, err error) {
	if len(path) == 0 {
		return true, nil
	}
	kind := dec.PeekKind()
	if kind != '{' && kind != '[' {
		return false, dec.SkipValue()
	}
	if _, err := dec.ReadToken(); err != nil {
		return false, err
	}
	end := jsontext.Kind('}')
	index, isIndex := uint64(0), false
	if kind == '[' {
		end = ']'
		n, err := strconv.ParseUint(path[0], 10, 32)
		index, isIndex = n, err == nil
	}
	for at := uint64(0); dec.PeekKind() != end; at++ {
		wanted := isIndex && at == index
		if kind == '{' {
			name, err := dec.ReadToken()
			if err != nil {
				return false, err
			}
			wanted = name.String() == path[0]
		}
		if wanted {
			found, err = seek(dec, path[1:])
		} else {
			err = dec.SkipValue()
		}
		if found || err != nil {
			return found, err
		}
	}
	_, err = dec.ReadToken()
	return false, err
}

var errNotScalar = errors.New("not a scalar")

// jsonScalar reads a string without its quotes, a number or a truth value; ok is false for null.
func jsonScalar(dec *jsontext.Decoder) (text []byte, ok bool, err error) {
	switch dec.PeekKind() {
	case '{', '[':
		return nil, false, errNotScalar
	case '"':
		token, err := dec.ReadToken()
		if err != nil {
			return nil, false, err
		}
		return []byte(token.String()), true, nil
	}
	raw, err := dec.ReadValue()
	return raw, raw.Kind() != 'n', err
}

// appendJSONValue writes the value before which the decoder stands without white space.
func appendJSONValue(dst []byte, dec *jsontext.Decoder) ([]byte, error) {
	kind := dec.PeekKind()
	switch kind {
	case '{', '[':
	case '"':
		token, err := dec.ReadToken()
		if err != nil {
			return dst, err
		}
		return appendJSONText(dst, token.String()), nil
	default:
		raw, err := dec.ReadValue()
		return append(dst, raw...), err
	}
	if _, err := dec.ReadToken(); err != nil {
		return dst, err
	}
	end := byte('}')
	if kind == '[' {
		end = ']'
	}
	dst = append(dst, byte(kind))
	for first := true; dec.PeekKind() != jsontext.Kind(end); first = false {
		if !first {
			dst = append(dst, ',')
		}
		var err error
		if kind == '{' {
			if dst, err = appendJSONValue(dst, dec); err != nil {
				return dst, err
			}
			dst = append(dst, ':')
		}
		if dst, err = appendJSONValue(dst, dec); err != nil {
			return dst, err
		}
	}
	_, err := dec.ReadToken()
	return append(dst, end), err
}

// jsonValue is JSON_VALUE: a scalar as text, NULL for null, an array or an object.
func jsonValue(f *frame, dec *jsontext.Decoder) (value.Value, bool) {
	text, ok, err := jsonScalar(dec)
	if !ok || err != nil {
		return null, false
	}
	return f.textOf(value.String, text), true
}

// jsonQuery is JSON_QUERY: whatever stands there, as JSON; NULL for null.
func jsonQuery(f *frame, dec *jsontext.Decoder) (value.Value, bool) {
	if dec.PeekKind() == 'n' {
		return null, false
	}
	var err error
	if f.buf, err = appendJSONValue(f.buf[:0], dec); err != nil {
		return null, false
	}
	return f.textOf(value.String, f.buf), true
}

// jsonArray makes the functions of an array, NULL for anything else, of what appendElement makes of each of
// its elements.
func jsonArray(appendElement func(dst []byte, dec *jsontext.Decoder) ([]byte, error)) jsonFn {
	return func(f *frame, dec *jsontext.Decoder) (value.Value, bool) {
		if dec.PeekKind() != '[' {
			return null, false
		}
		if _, err := dec.ReadToken(); err != nil {
			return null, false
		}
		f.buf = f.buf[:0]
		for dec.PeekKind() != ']' {
			var err error
			if f.buf, err = appendElement(f.buf, dec); err != nil {
				return null, false
			}
		}
		return f.textOf(value.Array, f.buf), true
	}
}

// jsonElement is an element as JSON_QUERY_ARRAY has it.
func jsonElement(dst []byte, dec *jsontext.Decoder) ([]byte, error) {
	text, err := appendJSONValue(nil, dec)
	return value.AppendText(dst, value.String, text), err
}

// jsonScalarElement is an element as JSON_VALUE_ARRAY has it, which fails for one that is no scalar.
func jsonScalarElement(dst []byte, dec *jsontext.Decoder) ([]byte, error) {
	text, ok, err := jsonScalar(dec)
	switch {
	case err != nil:
		return dst, err
	case !ok:
		return value.AppendTo(dst, nil, null), nil
	}
	return value.AppendText(dst, value.String, text), nil
}
