package plan

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"isobar/internal/value"
)

// text writes an expression as nested calls.
func text(e Expr) string {
	switch e := e.(type) {
	case *Const:
		return e.text()
	case *Ref:
		return fmt.Sprintf("$%d", e.Slot)
	case *Field:
		return instanceText(e.Column, e.Of)
	case *List:
		return instanceText(e.Column, e.Of)
	case *Call:
		if s, ok := operatorText(e.Fn, e.Args); ok && !e.Safe {
			return s
		}
		args := make([]string, len(e.Args))
		for i, arg := range e.Args {
			args[i] = text(arg)
		}
		s := fmt.Sprintf("%s(%s)", e.Fn, strings.Join(args, ", "))
		if e.Safe {
			s = "safe." + s
		}
		return s
	case *Cast:
		s := fmt.Sprintf("cast(%s as %s)", text(e.Arg), e.Type)
		if e.Safe {
			s = "safe_" + s
		}
		return s
	case *Subquery:
		return e.text()
	}
	return "?"
}

// text writes a subquery on one line: its operators in braces.
func (e *Subquery) text() string {
	p := &printer{}
	p.op(0, e.Input)
	lines := strings.Split(strings.TrimSpace(p.b.String()), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	s := string(e.Ask) + " {" + strings.Join(lines, " <- ") + "}"
	if e.Value != nil {
		s = string(e.Ask) + " " + text(e.Value) + " of {" + strings.Join(lines, " <- ") + "}"
	}
	if e.Arg != nil {
		s = text(e.Arg) + " " + s
	}
	return s
}

// instanceText writes modules.slug of the instance in slot 3 as $3:modules.slug.
func instanceText(column string, of Slot) string {
	if of == Root {
		return column
	}
	return fmt.Sprintf("$%d:%s", of, column)
}

func (e *Const) text() string {
	if e.Null {
		return "NULL"
	}
	switch e.Type {
	case value.Bool:
		return strings.ToUpper(strconv.FormatBool(e.Word == 1))
	case value.Float64:
		return strconv.FormatFloat(math.Float64frombits(e.Word), 'g', -1, 64)
	case value.String:
		return strconv.Quote(string(e.Text))
	case value.Bytes:
		return "x'" + hex.EncodeToString(e.Text) + "'"
	case value.Date:
		return value.DateString(int64(e.Word))
	case value.Timestamp:
		return value.TimestampString(int64(e.Word))
	case value.Datetime:
		return value.DatetimeString(int64(e.Word))
	case value.Numeric:
		return value.NumericString(e.Text)
	}
	return strconv.FormatInt(int64(e.Word), 10)
}
