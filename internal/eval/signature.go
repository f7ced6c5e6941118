package eval

import (
	"fmt"
	"strings"

	"isobar/internal/value"
)

// signature is one form of a function's arguments and result, written in letters:
//
//	b BOOL  i INT64  f FLOAT64  n NUMERIC  s STRING  y BYTES  d DATE  t TIMESTAMP  e DATETIME
//	p a date part, which is a STRING constant  l a repeated column  r ARRAY  k STRUCT
//	T any of b i f n s y d t e, the same wherever it stands
//	V any of these and r k, the same wherever it stands; E likewise but for r, as elements of arrays are
//	W any of V, each for itself  A any type at all
//	x? optional  x+ once or more  (xy)+ a pair, once or more  :r the result
type signature struct {
	args   []argument
	result byte
}

type argument struct {
	letters  string // more than one for a group that repeats
	optional bool
	repeated bool
}

var letterKinds = map[byte]value.Kind{
	'b': value.Bool, 'i': value.Int64, 'f': value.Float64, 's': value.String, 'y': value.Bytes,
	'd': value.Date, 't': value.Timestamp, 'e': value.Datetime, 'n': value.Numeric, 'p': value.String,
	'l': value.List, 'r': value.Array, 'k': value.Struct,
}

// parseSignatures reads signatures separated by spaces.
func parseSignatures(text string) []signature {
	var all []signature
	for form := range strings.FieldsSeq(text) {
		args, result, _ := strings.Cut(form, ":")
		s := signature{result: result[0]}
		for len(args) > 0 {
			arg := argument{letters: args[:1]}
			if args[0] == '(' {
				end := strings.IndexByte(args, ')')
				arg.letters, args = args[1:end], args[end:]
			}
			args = args[1:]
			switch {
			case strings.HasPrefix(args, "?"):
				arg.optional, args = true, args[1:]
			case strings.HasPrefix(args, "+"):
				arg.repeated, args = true, args[1:]
			}
			s.args = append(s.args, arg)
		}
		all = append(all, s)
	}
	return all
}

// match says whether arguments of these kinds fit, and which kind the result then has: value.Null if it
// is that of arguments which are all NULL literals without a type, or any.
func (s signature) match(kinds []value.Kind) (result value.Kind, ok bool) {
	bound := map[byte]value.Kind{}
	for _, arg := range s.args {
		n := 0
		for len(kinds) >= len(arg.letters) && (n == 0 || arg.repeated) {
			for i := range len(arg.letters) {
				if !fits(arg.letters[i], kinds[i], bound) {
					return value.Null, false
				}
			}
			kinds = kinds[len(arg.letters):]
			n++
		}
		if n == 0 && !arg.optional {
			return value.Null, false
		}
	}
	if kind, fixed := letterKinds[s.result]; fixed {
		return kind, len(kinds) == 0
	}
	return bound[s.result], len(kinds) == 0
}

func fits(letter byte, kind value.Kind, bound map[byte]value.Kind) bool {
	if want, fixed := letterKinds[letter]; fixed {
		return kind == want || kind == value.Null && want != value.List && letter != 'p'
	}
	switch {
	case letter == 'A':
		return kind <= value.List
	case letter == 'W':
		return kind <= value.Struct
	case kind == value.Array && letter == 'V', kind == value.Struct && (letter == 'V' || letter == 'E'):
	case !kind.Scalar():
		return false
	}
	if known := bound[letter]; kind != value.Null && known != value.Null && known != kind {
		return false
	}
	if kind != value.Null {
		bound[letter] = kind
	}
	return true
}

// write spells the signature for people: "(STRING, INT64 [, INT64]) → STRING".
func (s signature) write() string {
	var b strings.Builder
	b.WriteByte('(')
	for i, arg := range s.args {
		names := make([]string, len(arg.letters))
		for j := range names {
			names[j] = spell(arg.letters[j])
		}
		text := strings.Join(names, ", ")
		if i > 0 && !arg.optional {
			b.WriteString(", ")
		}
		switch {
		case arg.optional:
			if i > 0 {
				b.WriteByte(' ')
				text = ", " + text
			}
			fmt.Fprintf(&b, "[%s]", text)
		case arg.repeated:
			b.WriteString(text + " …")
		default:
			b.WriteString(text)
		}
	}
	b.WriteString(") → " + spell(s.result))
	return b.String()
}

func spell(letter byte) string {
	switch letter {
	case 'p':
		return "part"
	case 'l':
		return "ARRAY"
	}
	if kind, fixed := letterKinds[letter]; fixed {
		return kind.String()
	}
	if letter == 'A' || letter == 'W' {
		return "any"
	}
	return string(letter)
}
