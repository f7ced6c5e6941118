package eval

import (
	"fmt"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"isobar/internal/plan"
	"isobar/internal/value"
)

var normalForms = map[string]norm.Form{"NFC": norm.NFC, "NFD": norm.NFD, "NFKC": norm.NFKC, "NFKD": norm.NFKD}

// buildNormalize makes NORMALIZE(text [, form]) and, with fold, NORMALIZE_AND_CASEFOLD, which folds the case
// of what was normalized. The form is NFC if there is none.
func buildNormalize(fold bool) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		if len(args) > 1 {
			if name, ok := constant(call.Args[1]); ok {
				if _, known := normalForms[string(name)]; !known && !call.Safe {
					return nil, fmt.Errorf("%s: the normal form %q is not one of NFC, NFD, NFKC, NFKD", call.Fn, name)
				}
			}
		}
		return strictN(args, func(f *frame, v []value.Value) value.Value {
			form, known := norm.NFC, true
			if len(v) > 1 {
				form, known = normalForms[string(f.read(v[1]))]
			}
			if !known {
				return failure(badArgument)
			}
			f.buf = form.Append(f.buf[:0], f.read(v[0])...)
			if fold {
				return f.textOf(value.String, cases.Fold().Bytes(f.buf))
			}
			return f.textOf(value.String, f.buf)
		}), nil
	}
}
