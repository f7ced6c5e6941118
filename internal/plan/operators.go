package plan

import "strings"

// infix are the resolver's names of operators that stand between their operands.
var infix = map[string]string{
	"$and": "AND", "$or": "OR", "$equal": "=", "$not_equal": "!=", "$less": "<", "$less_or_equal": "<=",
	"$greater": ">", "$greater_or_equal": ">=", "$is_distinct_from": "IS DISTINCT FROM", "$is_not_distinct_from": "IS NOT DISTINCT FROM",
	"$add": "+", "$subtract": "-", "$multiply": "*", "$divide": "/", "$concat_op": "||", "$like": "LIKE",
	"$bitwise_and": "&", "$bitwise_or": "|", "$bitwise_xor": "^", "$bitwise_left_shift": "<<", "$bitwise_right_shift": ">>",
}

// operatorText writes a call of an operator as SQL does; ok is false for any other function.
func operatorText(fn string, args []Expr) (s string, ok bool) {
	parts := make([]string, len(args))
	for i, arg := range args {
		parts[i] = operandText(arg)
	}
	if sign, isInfix := infix[fn]; isInfix && len(parts) > 1 {
		return strings.Join(parts, " "+sign+" "), true
	}
	switch {
	case fn == "$not" && len(parts) == 1:
		return "NOT " + parts[0], true
	case fn == "$is_null" && len(parts) == 1:
		return parts[0] + " IS NULL", true
	case fn == "$unary_minus" && len(parts) == 1:
		return "-" + parts[0], true
	case fn == "$between" && len(parts) == 3:
		return parts[0] + " BETWEEN " + parts[1] + " AND " + parts[2], true
	case fn == "$in" && len(parts) > 1:
		return parts[0] + " IN (" + strings.Join(parts[1:], ", ") + ")", true
	case fn == "$in_array" && len(parts) == 2:
		return parts[0] + " IN UNNEST(" + parts[1] + ")", true
	}
	return "", false
}

// operandText puts an operator's result into parentheses.
func operandText(e Expr) string {
	if call, isCall := e.(*Call); isCall {
		if s, ok := operatorText(call.Fn, call.Args); ok && !call.Safe {
			return "(" + s + ")"
		}
	}
	return text(e)
}
