package report

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// rules say what becomes of some values of a report, by their path, such as nodes.capacity.value. Arrays
// on the way are gone through. Everything else is handed on as it is.
type rules map[string]func(*reshaper)

// drop is the rule of a value that nothing may see: its member goes, name and all.
var drop func(*reshaper)

// branch is the rules of one value and of what is in it.
type branch struct {
	ruled   bool
	value   func(*reshaper) // nil is drop, if ruled
	members map[string]*branch
}

// values makes a reshape function of rules.
func values(by rules) func(*reshaper) Reason {
	root := &branch{}
	for path, value := range by {
		b := root
		for name := range strings.SplitSeq(path, ".") {
			if b.members == nil {
				b.members = map[string]*branch{}
			}
			if b.members[name] == nil {
				b.members[name] = &branch{}
			}
			b = b.members[name]
		}
		b.ruled, b.value = true, value
	}
	return func(r *reshaper) Reason {
		root.walk(r)
		return ""
	}
}

// walk rewrites the value here.
func (b *branch) walk(r *reshaper) {
	switch first := r.peek(); {
	case b.ruled:
		b.value(r)
	case first == '[' && b.members != nil:
		r.open('[')
		r.elements(func() {
			r.item()
			b.walk(r)
		})
		r.close(']')
	case first == '{' && b.members != nil:
		r.open('{')
		r.members(func(name []byte) {
			to := b.members[string(name)]
			switch {
			case to == nil:
				r.copy(string(name))
			case to.ruled && to.value == nil:
				r.skip()
			default:
				r.key(string(name))
				to.walk(r)
			}
		})
		r.close('}')
	default:
		r.write(r.raw())
	}
}

// unixSeconds reads a time in seconds since 1970, as a number or in a string. What is no such number is
// handed on: it may be a time in words.
func unixSeconds(r *reshaper) {
	raw := r.raw()
	if t, ok := unixMicrosOf(raw, microsPerSecond); ok {
		r.writeTime(t)
		return
	}
	r.write(raw)
}

// writeTime writes a time, in microseconds since 1970, as a TIMESTAMP is read.
func (r *reshaper) writeTime(micros int64) {
	r.out = time.UnixMicro(micros).UTC().AppendFormat(r.out, `"2006-01-02T15:04:05.999999Z"`)
}

// unixMicrosOf is the time that raw, a number or one in a string, says in units of so many microseconds.
func unixMicrosOf(raw []byte, unit int64) (micros int64, ok bool) {
	n, ok := parseInteger([]byte(strings.Trim(string(raw), `"`)))
	if !ok || n < minTimestamp/unit || n > maxTimestamp/unit {
		return 0, false
	}
	return n * unit, true
}

// suffixes are what a Kubernetes quantity may end in, as powers of ten and of two.
// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/)
var (
	decimalSuffixes = map[string]string{"": "", "n": "e-9", "u": "e-6", "m": "e-3", "k": "e3", "M": "e6", "G": "e9", "T": "e12", "P": "e15", "E": "e18"}
	binarySuffixes  = map[string]int{"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
)

// quantity reads a Kubernetes quantity, such as "250m" or "15437428Ki", as a number of whole units: cores,
// bytes. A number stays what it is, and so does null; what is no quantity fits nothing.
func quantity(r *reshaper) {
	if r.peek() != '"' {
		r.write(r.raw())
		return
	}
	text, _ := r.string()
	n, ok := parseQuantity(string(text))
	if !ok {
		r.misfit()
		return
	}
	r.out = strconv.AppendFloat(r.out, n, 'g', -1, 64)
}

func parseQuantity(text string) (n float64, ok bool) {
	end := len(text) - len(strings.TrimLeft(text, "+-.0123456789"))
	number, suffix := text[:end], text[end:]
	if power, binary := binarySuffixes[suffix]; binary {
		n, err := strconv.ParseFloat(number, 64)
		n = math.Ldexp(n, power)
		return n, err == nil && !math.IsInf(n, 0)
	}
	exponent, decimal := decimalSuffixes[suffix]
	if !decimal {
		if suffix[0] != 'e' && suffix[0] != 'E' || strings.ContainsFunc(suffix[1:], func(c rune) bool { return !strings.ContainsRune("+-0123456789", c) }) {
			return 0, false
		}
		exponent = suffix
	}
	n, err := strconv.ParseFloat(number+exponent, 64)
	return n, err == nil
}
