package eval

// patternFunctions are the functions of patterns.
var patternFunctions = []function{
	{name: "$like", sql: "a LIKE b", about: "whether the text is like the pattern: % stands for any text, _ for one character, \\ takes the next as it is", forms: "ss:b yy:b", fails: true, dear: true, build: buildLike},
	{name: "regexp_contains", about: "whether the regular expression matches somewhere in the text", forms: "ss:b yy:b", fails: true, dear: true, build: buildRegexp(regexpContains)},
	{name: "regexp_extract", about: "what the regular expression, or its group, matches; from a position on, the so-manieth time", forms: "ssi?i?:s yyi?i?:y", fails: true, dear: true, build: buildRegexp(regexpExtract)},
	{name: "regexp_extract_all", about: "all that the regular expression, or its group, matches", forms: "ss:r yy:r", fails: true, dear: true, build: buildRegexp(regexpExtractAll)},
	{name: "regexp_instr", about: "where the regular expression, or its group, matches: from a position on, the so-manieth time; with 1 behind, where the match ends; 0 for nowhere", forms: "ssi?i?i?:i yyi?i?i?:i", fails: true, dear: true, build: buildRegexp(regexpInstr)},
	{name: "regexp_replace", about: "the text with every match replaced; \\1 stands for the first group", forms: "sss:s yyy:y", fails: true, dear: true, build: buildRegexpReplace},
}
