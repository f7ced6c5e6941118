package sqlfmt

// operandAt says whether an operand ends with the node at an index, so that an operator after it has
// two operands.
func operandAt(nodes []node, i int) bool { return i >= 0 && nodes[i].last().operand() }

// unaryAt says whether the node at an index is a sign.
func unaryAt(nodes []node, i int) bool {
	return nodes[i].is("+", "-", "~") && !operandAt(nodes, i-1)
}

// pathDot says whether the node at an index is a dot that leads to a part of what is before it.
func pathDot(nodes []node, i int) bool {
	if i <= 0 || !nodes[i].is(".") || remarked(nodes[i-1], nodes[i]) {
		return false
	}
	before := nodes[i-1].last()
	return before.kind == word || before.kind == quoted || before.kind == param || before.is(")", "]")
}

// remarked says whether a comment stands between two nodes.
func remarked(a, b node) bool { return len(a.last().after) > 0 || len(b.open.before) > 0 }

// spaceAt says whether a space stands before the node at an index, which is not the first. Where in
// doubt there is one: two tokens without space may read as another one.
func spaceAt(nodes []node, i int) bool {
	before, after := nodes[i-1], nodes[i]
	p, t := before.last(), after.open
	switch {
	case t.glued, t.is(",", ";"):
		return false
	case remarked(before, after):
		return true
	case t.is("."):
		return !pathDot(nodes, i)
	case p.is(".") && before.leaf():
		return !pathDot(nodes, i-1) || t.kind != word && t.kind != quoted && !t.is("*", "(")
	case t.is("<>"):
		return !p.has("STRUCT")
	case p.is("<>") && i > 1 && nodes[i-2].has("STRUCT"):
		return !t.is("(") // STRUCT<>()
	case t.opens():
		return spaceBeforeBracket(before, p, t) && !unaryAt(nodes, i-1)
	case t.is(":"):
		return !operandAt(nodes, i-1)
	}
	return t.kind == op || !unaryAt(nodes, i-1)
}

// spaceBeforeBracket tells calls, subscripts and parameters of types from other brackets.
func spaceBeforeBracket(before node, p, t *token) bool {
	switch t.text {
	case "(":
		switch p.kind {
		case word:
			return p.spaced || p.key != "" && !callable[p.key]
		case quoted:
			return false
		}
		return !p.angle
	case "[":
		switch p.kind {
		case word:
			return p.key != "" && p.key != "ARRAY"
		case quoted, param, str:
			return false
		}
		return !p.closes()
	case "<":
		return p.kind != word
	}
	return !(p.is("@") && before.leaf())
}
