package sqlfmt

// maxDepth bounds how deeply brackets nest, so that no input exhausts the stack.
const maxDepth = 300

// node is a token, or what stands between two that belong together: brackets, or CASE and END.
type node struct {
	open  *token // the token itself, if it is one
	kids  []node
	close *token // nil for a token
}

// last is the token with which a node ends.
func (n node) last() *token {
	if n.close != nil {
		return n.close
	}
	return n.open
}

// leaf says whether a node is a token, bracket whether it is enclosed in brackets.
func (n node) leaf() bool    { return n.close == nil }
func (n node) bracket() bool { return n.close != nil && n.open.opens() }

// is and has look at the token that a node is.
func (n node) is(texts ...string) bool { return n.leaf() && n.open.is(texts...) }
func (n node) has(keys ...string) bool { return n.leaf() && n.open.has(keys...) }

var closers = map[string]string{"(": ")", "[": "]", "{": "}", "<": ">"}

// grower builds the tree of a list of tokens.
type grower struct{ rest []*token }

// grow gives the nodes of a file. The last one is eof.
func grow(tokens []*token) ([]node, error) {
	return (&grower{tokens}).until(nil, 0)
}

// until reads nodes up to what closes open, which stays in g.rest; all of them if open is nil.
func (g *grower) until(open *token, depth int) ([]node, error) {
	var nodes []node
	for len(g.rest) > 0 {
		t := g.rest[0]
		switch {
		case open != nil && (t.closes() && closers[open.text] == t.text || open.has("CASE") && t.has("END")):
			return nodes, nil
		case t.closes():
			if open != nil {
				return nil, t.errorf("%s closes nothing here: at %d:%d, %s is not closed yet", t.text, open.line, open.column, open.written())
			}
			return nil, t.errorf("%s closes nothing", t.text)
		case open != nil && t.kind == eof:
			closer := closers[open.text]
			if open.has("CASE") {
				closer = "END"
			}
			return nil, open.errorf("%s is not closed: %s is missing", open.written(), closer)
		}
		g.rest = g.rest[1:]
		n := node{open: t}
		if t.opens() || t.has("CASE") {
			if depth == maxDepth {
				return nil, t.errorf("brackets nest deeper than %d", maxDepth)
			}
			var err error
			if n.kids, err = g.until(t, depth+1); err != nil {
				return nil, err
			}
			n.close, g.rest = g.rest[0], g.rest[1:]
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}
