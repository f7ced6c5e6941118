package eval

import (
	"slices"
	"strings"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// function is one scalar function, by the name that GoogleSQL's resolver gives it.
type function struct {
	name string
	// sql is how queries write it, if that is not NAME(arguments): "a + b".
	sql string
	// about is what it gives, in a few words for people who write queries.
	about string
	// forms are its signatures; see signature.
	forms string
	// fails says that it may return a failure, or a computed text, which can exceed the limit.
	fails bool
	// dear says that remembering results by the text of an argument pays.
	dear  bool
	build builder
}

// builder makes the scalar of a call whose arguments fit one of the function's signatures.
type builder func(call *plan.Call, args []scalar) (scalar, error)

// functions is the one list of what queries may call. CAST stands in casts.
var functions = func() (all []function) {
	for _, g := range groups {
		all = append(all, g.functions...)
	}
	return all
}()

// groups are the functions by what they are about, in documentation order.
var groups = []struct {
	heading   string
	functions []function
}{
	{"Logic", logicFunctions},
	{"Comparison", comparisonFunctions},
	{"Mathematics", withForms(mathFunctions, numericFunctions)},
	{"Text", textFunctions},
	{"Patterns", patternFunctions},
	{"JSON", jsonFunctions},
	{"Hashes", hashFunctions},
	{"Dates and times", timeFunctions},
	{"Arrays", arrayFunctions},
}

// signatures are the parsed forms of functions, by name.
var signatures = func() map[string][]signature {
	m := make(map[string][]signature, len(functions))
	for _, fn := range functions {
		m[fn.name] = parseSignatures(fn.forms)
	}
	return m
}()

// Supported says whether a plan may call fn, named as GoogleSQL's resolver names it, with arguments of
// these kinds; value.Null stands for a NULL literal of no type, value.List for a repeated column. For
// fn "cast", args are the kinds cast from and to.
func Supported(fn string, args []value.Kind) bool {
	if fn == "cast" {
		return len(args) == 2 && castable(args[0], args[1])
	}
	_, ok := resultOf(fn, args)
	return ok
}

func resultOf(fn string, args []value.Kind) (value.Kind, bool) {
	for _, s := range signatures[fn] {
		if result, ok := s.match(args); ok {
			return result, true
		}
	}
	return value.Null, false
}

// Function describes one supported function for documentation.
type Function struct {
	Name       string   // as GoogleSQL's resolver names it: operators begin with $
	SQL        string   // how queries write it: "a + b", or its name
	Group      string   // the heading under which it stands
	About      string   // what it gives, in a few words
	Signatures []string // "(STRING, INT64 [, INT64]) → STRING"
}

// Functions lists every supported function in documentation order. CAST is not among them: see Casts.
func Functions() []Function {
	var list []Function
	for _, g := range groups {
		for _, fn := range g.functions {
			doc := Function{Name: fn.name, SQL: fn.sql, Group: g.heading, About: fn.about}
			if doc.SQL == "" {
				doc.SQL = strings.ToUpper(fn.name)
			}
			for _, s := range signatures[fn.name] {
				if form := s.write(); !slices.Contains(doc.Signatures, form) {
					doc.Signatures = append(doc.Signatures, form)
				}
			}
			list = append(list, doc)
		}
	}
	return list
}
