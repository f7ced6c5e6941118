package sqlfmt

// bracketDoc is a bracket with its contents: a query, or lists. What does not fit in a line stands
// between the lines of the brackets, indented by two.
func bracketDoc(n node) doc {
	var edge doc = soft{}
	if n.open.angle && !wordsAtEdges(n.kids) {
		edge = line{} // so that no other operator arises
	}
	body := doc(seq{})
	switch {
	case len(n.kids) == 0:
	case isQuery(n.kids):
		body = queryDoc(n.kids)
	default:
		body = listsDoc(n.kids)
	}
	return group{seq{leafDoc(n.open), indent{2, seq{edge, body}}, closing(n.close, edge)}}
}

// wordsAtEdges says whether nodes begin and end with something that is no operator.
func wordsAtEdges(nodes []node) bool {
	if len(nodes) == 0 {
		return false
	}
	last := nodes[len(nodes)-1].last()
	return nodes[0].open.kind != op && (last.kind != op || last.closes())
}

// isQuery says whether the contents of a bracket are a query.
func isQuery(nodes []node) bool {
	if nodes[0].has("SELECT", "FROM") || nodes[0].has("WITH") && !nodes[min(1, len(nodes)-1)].open.says("OFFSET") {
		return true
	}
	for i, n := range nodes {
		if n.is("|>") || setWords(nodes, i) > 0 {
			return true
		}
	}
	return nodes[0].bracket() && len(nodes[0].kids) > 0 && isQuery(nodes[0].kids) && len(nodes) > 1 && nodes[1].has("ORDER", "LIMIT")
}

// listsDoc is the arguments of a function, the keys of a window, the elements of an array: lists, with
// words such as ORDER BY between them.
func listsDoc(nodes []node) doc {
	starts := []int{0}
	for i := 1; i < len(nodes); i++ {
		if listWords(nodes[i:]) > 0 {
			starts = append(starts, i)
		}
	}
	if len(starts) == 1 && listWords(nodes) == 0 {
		return list(nodes)
	}
	d := seq{}
	for i, start := range starts {
		end := len(nodes)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if i > 0 {
			d = append(d, line{})
		}
		d = append(d, headed(nodes[start:end], listWords(nodes[start:])))
	}
	return d
}

// listWords counts the words that begin a list within brackets.
func listWords(nodes []node) int {
	next := node{open: &token{}}
	if len(nodes) > 1 {
		next = nodes[1]
	}
	switch n := nodes[0]; {
	case n.has("ORDER", "PARTITION", "GROUP") && next.has("BY"):
		return 2
	case n.has("LIMIT", "HAVING"), n.has("ROWS", "RANGE", "GROUPS") && next.leaf():
		return 1
	}
	return 0
}

// headed is a list behind some words. If it does not fit it stands below them, unless it is one item.
func headed(nodes []node, words int) doc {
	head, items := row(nodes[:words]), split(nodes[words:], ",")
	switch {
	case words == 0:
		return group{list(nodes)}
	case len(items) == 1 && alone(items[0]):
		return seq{head, indent{2, seq{hard{}, expr(nodes[words:], 0)}}}
	case len(items) == 1:
		return seq{head, space{}, expr(nodes[words:], 2)}
	}
	return group{seq{head, indent{2, seq{line{}, list(nodes[words:])}}}}
}

// alone says whether a comment on a line of its own stands before nodes.
func alone(nodes []node) bool {
	return len(nodes) > 0 && len(nodes[0].open.before) > 0 && nodes[0].open.before[0].place == own
}

// list is items with commas between them. Each has its line, or several share one if they are plain
// literals.
func list(nodes []node) doc {
	items := split(nodes, ",")
	fill, hang := len(items) > 1, 2
	if len(items) == 1 {
		hang = 0 // it is alone on its lines
	}
	for _, item := range items {
		fill = fill && len(item) <= 2 && item[0].leaf() && (item[0].open.kind == str || item[0].open.kind == number)
	}
	d := seq{}
	for i, item := range items {
		if n := len(item); n > 0 && item[n-1].is(",") {
			d = append(d, expr(item[:n-1], 2), leafDoc(item[n-1].open))
		} else {
			d = append(d, expr(item, hang))
		}
		switch {
		case i == len(items)-1:
		case fill:
			d = append(d, group{line{}})
		default:
			d = append(d, line{})
		}
	}
	return d
}

// split cuts nodes behind each separator. A separator at the very end begins no further part.
func split(nodes []node, separator string) [][]node {
	var parts [][]node
	start := 0
	for i, n := range nodes {
		if n.is(separator) {
			parts = append(parts, nodes[start:i+1])
			start = i + 1
		}
	}
	if start < len(nodes) || len(parts) == 0 {
		parts = append(parts, nodes[start:])
	}
	return parts
}
