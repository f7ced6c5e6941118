package sqlfmt

// clauseKind is how a clause is laid out.
type clauseKind int

const (
	plain   clauseKind = iota // words and a list
	with                      // WITH and its queries
	selects                   // SELECT and its items
	join                      // JOIN, a table, a condition
	setOp                     // UNION ALL and the like: words only
)

// clause is a part of a query that begins a line.
type clause struct {
	kind  clauseKind
	words int // how many of the nodes are the words it begins with
	nodes []node
}

// clauses cuts a query into its clauses. What stands before the first is plain, without words.
func clauses(nodes []node) []clause {
	var all []clause
	for i := 0; i < len(nodes); {
		c := clauseAt(nodes, i)
		end := i + max(c.words, 1)
		switch c.kind {
		case with:
			end = withEnd(nodes, end)
		case setOp:
		default:
			for end < len(nodes) && clauseAt(nodes, end).words == 0 {
				end++
			}
		}
		c.nodes = nodes[i:end]
		all = append(all, c)
		i = end
	}
	return all
}

// clauseAt finds the clause that begins at an index: its kind and the number of its words, 0 if none
// begins there.
func clauseAt(nodes []node, i int) clause {
	n := nodes[i]
	if !n.leaf() || n.open.key == "" {
		return clause{}
	}
	next := func(k int) node {
		if i+k < 0 || i+k >= len(nodes) {
			return node{open: &token{}}
		}
		return nodes[i+k]
	}
	switch n.open.key {
	case "SELECT":
		return clause{kind: selects, words: selectWords(nodes[i:])}
	case "WITH":
		if (i == 0 || next(-1).has("AS")) && !next(1).open.says("OFFSET") {
			words := 1
			if next(1).has("RECURSIVE") {
				words = 2
			}
			return clause{kind: with, words: words}
		}
	case "FROM":
		if !(next(-1).has("DISTINCT") && next(-2).has("IS", "NOT")) {
			return clause{words: 1}
		}
	case "WHERE", "HAVING", "QUALIFY", "LIMIT":
		return clause{words: 1}
	case "WINDOW":
		if next(1).leaf() && next(2).has("AS") {
			return clause{words: 1}
		}
	case "ORDER":
		if next(1).has("BY") {
			return clause{words: 2}
		}
	case "GROUP":
		switch {
		case next(-1).has("WITHIN"):
		case next(1).has("BY"):
			return clause{words: 2}
		case next(1).has("AND") && next(2).has("ORDER") && next(3).has("BY"):
			return clause{words: 4}
		}
	}
	if words := joinWords(nodes[i:]); words > 0 {
		return clause{kind: join, words: words}
	}
	return clause{kind: setOp, words: setWords(nodes, i)}.orNone()
}

func (c clause) orNone() clause {
	if c.words == 0 {
		return clause{}
	}
	return c
}

// selectWords counts SELECT and the words before its items: a hint, WITH … OPTIONS (…), DISTINCT, AS
// STRUCT.
func selectWords(nodes []node) int {
	n := 1 + hintNodes(nodes[1:])
	at := func(k int) node {
		if n+k >= len(nodes) {
			return node{open: &token{}}
		}
		return nodes[n+k]
	}
	if at(0).has("WITH") {
		n += 2
		if at(0).open.says("OPTIONS") && at(1).bracket() {
			n += 2
		}
	}
	if at(0).has("ALL", "DISTINCT") {
		n++
	}
	if at(0).has("AS") && (at(1).has("STRUCT") || at(1).open.says("VALUE")) {
		n += 2
	}
	return min(n, len(nodes))
}

// joinWords counts the words of LEFT OUTER JOIN and the like; 0 if it is something else, such as the
// function LEFT.
func joinWords(nodes []node) int {
	for i, n := range nodes[:min(len(nodes), 6)] {
		switch {
		case n.has("JOIN"):
			return i + 1 + hintNodes(nodes[i+1:])
		case !n.has("NATURAL", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "OUTER", "HASH", "LOOKUP"):
			return 0
		}
	}
	return 0
}

// setWords counts the words of UNION ALL and the like, with BY NAME; 0 if it is something else, such
// as the EXCEPT of SELECT * EXCEPT (a).
func setWords(nodes []node, i int) int {
	start := i
	for i < len(nodes) && i < start+2 && nodes[i].has("FULL", "LEFT", "INNER", "OUTER") {
		i++
	}
	if i == len(nodes) || !nodes[i].has("UNION", "INTERSECT", "EXCEPT") {
		return 0
	}
	i++
	i += hintNodes(nodes[i:])
	if i == len(nodes) || !nodes[i].has("ALL", "DISTINCT") {
		return 0
	}
	for i++; i < len(nodes) && !nodes[i].has("SELECT", "FROM", "WITH"); i++ {
		if !nodes[i].leaf() && !nodes[i-1].has("BY", "ON") {
			break
		}
	}
	return i - start
}

// hintNodes counts the nodes of a hint @{…} or @5.
func hintNodes(nodes []node) int {
	if len(nodes) > 1 && nodes[0].is("@") && (nodes[1].bracket() || nodes[1].open.kind == number) {
		return 2
	}
	return 0
}

// withEnd is where the queries of a WITH end: behind a bracket after AS that no comma follows.
func withEnd(nodes []node, i int) int {
	for ; i < len(nodes); i++ {
		switch {
		case nodes[i].bracket() && nodes[i-1].has("AS") && !(i+1 < len(nodes) && nodes[i+1].is(",")):
			return i + 1
		case nodes[i].has("SELECT", "FROM"):
			return i
		}
	}
	return i
}
