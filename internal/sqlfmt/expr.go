package sqlfmt

import "slices"

// leafDoc is a token with the comments on it.
func leafDoc(t *token) doc {
	if len(t.before) == 0 && len(t.after) == 0 {
		return text(t.written())
	}
	d := beforeDoc(t)
	d = append(d, text(t.written()))
	for _, r := range t.after {
		d = append(d, r)
	}
	return d
}

// beforeDoc is the comments before a token, and the empty line between them and it.
func beforeDoc(t *token) seq {
	d := seq{}
	for _, r := range t.before {
		d = append(d, r)
	}
	if n := len(t.before); n > 0 && t.before[n-1].place == own && t.newlines > 1 {
		d = append(d, empty{})
	}
	return d
}

// nodeDoc is a node in an expression.
func nodeDoc(n node) doc {
	switch {
	case n.leaf():
		return leafDoc(n.open)
	case n.bracket():
		return bracketDoc(n)
	}
	return caseDoc(n)
}

// row is nodes in a line, which only their brackets can break.
func row(nodes []node) doc {
	d := seq{}
	for i, n := range nodes {
		if i > 0 && spaceAt(nodes, i) {
			d = append(d, space{})
		}
		d = append(d, nodeDoc(n))
	}
	return d
}

// precedence are the operators at which a long expression is broken, from the weakest to the strongest.
var precedence = [][]string{
	{"OR"}, {"AND"},
	{"=", "!=", "<>", "<", "<=", ">", ">="}, {"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "||", "%"},
}

// comparisons is where the comparisons are in precedence.
const comparisons = 2

// expr is an expression, with what may stand around it: DISTINCT, an alias, ASC. Lines that begin with
// one of its operators are indented by hang.
func expr(nodes []node, hang int) doc { return exprFrom(nodes, 0, hang) }

// exprFrom is an expression without operators weaker than precedence[weakest].
func exprFrom(nodes []node, weakest, hang int) doc {
	if weakest == 0 {
		for i, n := range nodes {
			if n.is("=>", "->") { // f(name => value, parameter -> result)
				return seq{row(nodes[:i+1]), space{}, exprFrom(nodes[i+1:], 0, hang)}
			}
		}
	}
	for strength := weakest; strength < len(precedence); strength++ {
		if strength == comparisons {
			if d := betweenDoc(nodes, hang); d != nil {
				return d
			}
		}
		if cuts := cutsAt(nodes, precedence[strength]); len(cuts) > 0 {
			return chain(nodes, cuts, strength, hang)
		}
	}
	return row(nodes)
}

// cutsAt finds the operators among nodes. The AND of a BETWEEN is none.
func cutsAt(nodes []node, operators []string) []int {
	var cuts []int
	between := 0
	for i, n := range nodes {
		switch {
		case n.has("BETWEEN"):
			between++
		case n.has("AND") && between > 0:
			between--
		case i == 0 || i == len(nodes)-1 || n.open.glued:
		case n.has(operators...), n.is(operators...) && operandAt(nodes, i-1):
			cuts = append(cuts, i)
		}
	}
	return cuts
}

// chain is operands with operators of one strength between them, each of which begins a line if not
// all of them fit in one.
func chain(nodes []node, cuts []int, strength, hang int) doc {
	rest := seq{}
	for i, cut := range cuts {
		end := len(nodes)
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		rest = append(rest, line{}, leafDoc(nodes[cut].open), space{}, exprFrom(nodes[cut+1:end], strength+1, 2))
	}
	first := nodes[:cuts[0]]
	switch {
	case strength < comparisons:
		return group{seq{indent{hang, exprFrom(first, strength+1, 2)}, indent{hang, rest}}}
	case len(cuts) == 1 && hugs(first, nodes[cuts[0]+1:], strength):
		rest[0] = space{}
		return append(seq{exprFrom(first, strength+1, hang+2)}, rest...)
	}
	return group{seq{exprFrom(first, strength+1, hang+2), indent{hang, rest}}}
}

// hugs says whether an operator stays between its operands because one of them has brackets beside it
// that can be broken instead: a subquery or a list after it; before a comparison also a function's.
func hugs(first, second []node, strength int) bool {
	last := first[len(first)-1]
	return second[0].bracket() && len(second[0].kids) > 0 || strength == comparisons && last.bracket() && len(last.kids) > 0
}

// betweenDoc is x BETWEEN low AND high; nil for what is none.
func betweenDoc(nodes []node, hang int) doc {
	i := slices.IndexFunc(nodes, func(n node) bool { return n.has("BETWEEN") })
	if i < 0 {
		return nil
	}
	j := slices.IndexFunc(nodes[i:], func(n node) bool { return n.has("AND") })
	if j < 0 {
		return nil
	}
	x, low, high := nodes[:i], nodes[i+1:i+j], nodes[i+j+1:]
	return group{seq{
		exprFrom(x, comparisons, hang+2), space{}, leafDoc(nodes[i].open), space{}, exprFrom(low, comparisons, hang+2),
		indent{hang, seq{line{}, leafDoc(nodes[i+j].open), space{}, exprFrom(high, comparisons, 2)}}}}
}

// caseDoc is CASE … END, with each WHEN on a line of its own if it does not fit in one.
func caseDoc(n node) doc {
	starts := []int{}
	for i, k := range n.kids {
		if k.has("WHEN", "ELSE") {
			starts = append(starts, i)
		}
	}
	starts = append(starts, len(n.kids))
	d := seq{leafDoc(n.open)}
	if starts[0] > 0 {
		d = append(d, space{}, expr(n.kids[:starts[0]], 4))
	}
	for i, start := range starts[:len(starts)-1] {
		d = append(d, indent{2, seq{line{}, whenDoc(n.kids[start:starts[i+1]])}})
	}
	return group{append(d, closing(n.close, line{}))}
}

// whenDoc is WHEN condition THEN result, or ELSE result.
func whenDoc(nodes []node) doc {
	for i, n := range nodes {
		if n.has("THEN") {
			return group{seq{leafDoc(nodes[0].open), space{}, expr(nodes[1:i], 4),
				indent{2, seq{line{}, leafDoc(n.open), space{}, expr(nodes[i+1:], 2)}}}}
		}
	}
	return seq{leafDoc(nodes[0].open), space{}, expr(nodes[1:], 2)}
}

// closing is a place to end the line and a closing token. Comments on lines of their own before it are
// indented as what they follow.
func closing(t *token, end doc) doc {
	if len(t.before) == 0 {
		return seq{end, leafDoc(t)}
	}
	bare := *t
	bare.before = nil
	return seq{indent{2, seq{hard{}, beforeDoc(t)}}, end, leafDoc(&bare)}
}
