package sqlfmt

import "slices"

// layoutFile is the statements of a file, each with its semicolon, and the comments at the end.
func layoutFile(nodes []node) doc {
	d := seq{}
	end := nodes[len(nodes)-1].open
	for i, statement := range split(nodes[:len(nodes)-1], ";") {
		if len(statement) == 0 {
			continue
		}
		if i > 0 {
			d = append(d, hard{}, gap(statement[0].open))
		}
		n := len(statement)
		if statement[n-1].is(";") {
			d = append(d, queryDoc(statement[:n-1]), leafDoc(statement[n-1].open))
		} else {
			d = append(d, queryDoc(statement))
		}
	}
	return append(d, hard{}, beforeDoc(end))
}

// gap keeps an empty line that stands before a token, and has no comment in it.
func gap(t *token) doc {
	if len(t.before) == 0 && t.newlines > 1 {
		return empty{}
	}
	return seq{}
}

// queryDoc is a query: clauses, then what follows each |>.
func queryDoc(nodes []node) doc {
	var steps []int
	for i, n := range nodes {
		if n.is("|>") {
			steps = append(steps, i)
		}
	}
	steps = append(steps, len(nodes))
	d := seq{clausesDoc(nodes[:steps[0]])}
	for i, start := range steps[:len(steps)-1] {
		step := nodes[start+1 : steps[i+1]]
		if start > 0 {
			d = append(d, hard{})
		}
		d = append(d, leafDoc(nodes[start].open), space{}, indent{3, group{stepDoc(step)}})
	}
	return d
}

// stepDoc is what follows |>. An operator that is no clause elsewhere is a word and a list.
func stepDoc(nodes []node) doc {
	parts := clauses(nodes)
	if len(parts) == 0 {
		return seq{}
	}
	first := clauseDoc(parts[0])
	if p := parts[0]; p.kind == plain && p.nodes[0].leaf() {
		first = headed(p.nodes, 1)
	}
	return joined(first, parts)
}

// clausesDoc is the clauses of a query without |>.
func clausesDoc(nodes []node) doc {
	parts := clauses(nodes)
	if len(parts) == 0 {
		return seq{}
	}
	return joined(clauseDoc(parts[0]), parts)
}

// joined puts the clauses after the first below it. UNION ALL and the like never share a line.
func joined(first doc, parts []clause) doc {
	d := seq{first}
	var end doc = line{}
	if slices.ContainsFunc(parts, func(p clause) bool { return p.kind == setOp }) && parts[0].kind != setOp {
		end = hard{}
	}
	for i, p := range parts[1:] {
		d = append(d, end)
		if before := parts[i].kind; before == with || before == setOp || p.kind == setOp {
			d = append(d, gap(p.nodes[0].open))
		}
		d = append(d, clauseDoc(p))
	}
	return d
}

func clauseDoc(c clause) doc {
	head, body := c.nodes[:c.words], c.nodes[c.words:]
	switch c.kind {
	case with:
		return withDoc(head, body)
	case selects:
		items := indent{2, seq{line{}, list(body)}}
		switch {
		case len(body) == 0:
			return row(head)
		case len(split(body, ",")) > 1 || alone(body):
			return seq{row(head), items}
		}
		return seq{row(head), group{items}}
	case join:
		return joinDoc(head, body)
	case setOp:
		return row(c.nodes)
	}
	return headed(c.nodes, c.words)
}

// withDoc is WITH and its queries. Each is broken, however short: it is a step of its own.
func withDoc(head, body []node) doc {
	d := seq{row(head)}
	for i, part := range split(body, ",") {
		switch {
		case i > 0:
			d = append(d, hard{}, gap(part[0].open))
		case alone(part):
			d = append(d, hard{})
		default:
			d = append(d, space{})
		}
		for j, n := range part {
			if j > 0 && spaceAt(part, j) {
				d = append(d, space{})
			}
			if n.bracket() && j > 0 && part[j-1].has("AS") && len(n.kids) > 0 && isQuery(n.kids) {
				d = append(d, leafDoc(n.open), indent{2, seq{hard{}, queryDoc(n.kids)}}, closing(n.close, hard{}))
			} else {
				d = append(d, nodeDoc(n))
			}
		}
	}
	return d
}

// joinDoc is a JOIN with its table; its condition begins a line if it does not fit.
func joinDoc(head, body []node) doc {
	d := seq{row(head), space{}}
	for i, part := range split(body, ",") {
		if i > 0 { // a further table without JOIN
			d = append(d, indent{2, seq{line{}, expr(part, 2)}})
			continue
		}
		start := 0
		for j, n := range part {
			if n.has("ON", "USING") && j > 0 {
				d = append(d, joinPart(part[start:j], start))
				start = j
			}
		}
		d = append(d, joinPart(part[start:], start))
	}
	return d
}

// joinPart is a table, or a condition.
func joinPart(nodes []node, start int) doc {
	if start == 0 {
		return expr(nodes, 2)
	}
	return group{indent{2, seq{line{}, leafDoc(nodes[0].open), space{}, expr(nodes[1:], 2)}}}
}
