package sqlfmt

import "strings"

// level is an open bracket while tokens are classified.
type level struct {
	owner string // the word before it, in upper case
	query bool   // it encloses a query, so that FROM names tables
	from  bool   // inside the FROM clause, where a comma precedes a table
}

// classifier decides what each word is in its place.
type classifier struct {
	tokens []*token
	levels []level
}

// classify finds reserved words, keywords that are not reserved, builtin functions, and the paths of
// tables, in which a dash is no operator.
func classify(tokens []*token) {
	c := &classifier{tokens: tokens, levels: []level{{query: true}}}
	for _, t := range tokens {
		if up := strings.ToUpper(t.text); t.kind == word && !t.part && reserved[up] {
			t.key, t.upper = up, true
		}
	}
	for i, t := range tokens {
		top := &c.levels[len(c.levels)-1]
		switch {
		case t.opens():
			inside := level{owner: strings.ToUpper(c.at(i - 1).text), query: c.at(i+1).has("SELECT", "WITH", "FROM") || c.at(i+1).is("(")}
			inside.from = c.tableAfter(i-1) && !c.at(i+1).has("SELECT", "WITH")
			c.levels = append(c.levels, inside)
		case t.closes() && len(c.levels) > 1:
			c.levels = c.levels[:len(c.levels)-1]
		case t.is("*"):
			t.star = !c.at(i - 1).operand()
		case t.has("FROM"):
			top.from = top.query && !c.at(i-1).has("DISTINCT")
		case t.has("SELECT", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "QUALIFY", "WINDOW", "UNION", "INTERSECT", "EXCEPT"), t.is("|>"):
			top.from = false
		case t.kind == word && t.key == "" && !t.part:
			c.word(i, t, top)
		}
		if c.tableAfter(i) {
			c.path(i + 1)
		}
	}
}

// at is the token at an index; an empty one outside.
func (c *classifier) at(i int) *token {
	if i < 0 || i >= len(c.tokens) {
		return &token{kind: eof}
	}
	return c.tokens[i]
}

// tableAfter says whether the path of a table may follow the token at an index.
func (c *classifier) tableAfter(i int) bool {
	t, top := c.at(i), c.levels[len(c.levels)-1]
	switch {
	case t.has("FROM"):
		return top.from
	case t.is(",", "("):
		return top.from
	}
	return t.has("JOIN", "INTO") || t.says("TABLE") || t.says("UPDATE") || t.says("VIEW")
}

// path glues the tokens of a path, such as my-project.dataset.table, that stand without blanks from
// index i on. Its words are no keywords.
func (c *classifier) path(i int) {
	if t := c.at(i); t.kind != word && t.kind != quoted || t.key != "" {
		return
	}
	for i++; i < len(c.tokens); i++ {
		t := c.tokens[i]
		if t.pos != c.tokens[i-1].end || t.kind != word && t.kind != number && t.kind != quoted && !t.is("-", ".", ":", "/") {
			return
		}
		t.glued, t.part, t.key, t.upper = true, true, "", false
	}
}

// word classifies a word that is not reserved.
func (c *classifier) word(i int, t *token, in *level) {
	up := strings.ToUpper(t.text)
	before, second, third := c.at(i-1), c.at(i-2), c.at(i-3)
	after := c.at(i + 1)
	keyword := func(yes bool) bool {
		t.upper, t.spaced = yes, yes
		return yes
	}
	if after.is(".") {
		return
	}
	switch up {
	case "OFFSET":
		if keyword(before.has("WITH") || second.has("LIMIT")) {
			return
		}
	case "FIRST", "LAST":
		keyword(before.has("NULLS"))
	case "ROW":
		keyword(before.has("CURRENT"))
	case "SETS":
		keyword(before.has("GROUPING"))
	case "VALUE":
		keyword(before.has("AS") && (second.has("SELECT") || second.has("ALL", "DISTINCT") && third.has("SELECT")))
	case "REPLACE":
		if keyword(before.is(")") || before.star) {
			return
		}
	case "SYSTEM_TIME":
		keyword(before.has("FOR"))
	case "TIME":
		keyword(before.has("AT"))
	case "ZONE":
		keyword(before.says("TIME") && second.has("AT"))
	case "SYSTEM", "BERNOULLI", "RESERVOIR":
		keyword(before.has("TABLESAMPLE"))
	case "PERCENT":
		keyword(before.kind == number && second.is("(") && c.at(i-4).has("TABLESAMPLE"))
	case "NAME":
		keyword(before.has("BY") && second.has("ALL", "DISTINCT") && third.has("UNION", "INTERSECT", "EXCEPT"))
	case "PIVOT", "UNPIVOT":
		t.upper = after.is("(") && in.from && !before.is(",")
	}
	switch {
	case before.is("|>"):
		t.upper, t.spaced = true, up != "PIVOT" && up != "UNPIVOT"
	case literalTypes[up] && after.kind == str,
		types[up] && before.has("AS") && (in.owner == "CAST" || in.owner == "SAFE_CAST"),
		types[up] && c.inAngle(i),
		dateParts[up] && before.is("(") && in.owner == "EXTRACT",
		dateParts[up] && second.has("INTERVAL") && (before.kind == number || before.kind == param || before.kind == str),
		subscripts[up] && before.is("[") && after.is("("),
		functions[up] && after.is("(") && !c.tableAfter(i-1) && !t.spaced:
		t.upper = true
	}
}

// inAngle says whether the word at an index ends a parameter of a type: as INT64 does in
// STRUCT<a INT64, STRING>.
func (c *classifier) inAngle(i int) bool {
	owner, after := c.levels[len(c.levels)-1].owner, c.at(i+1)
	return typeWords[owner] && (after.is(",") || after.is(">") && after.angle)
}
