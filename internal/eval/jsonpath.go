package eval

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// jsonPath says where in a JSON text to look: names of members, and numbers of elements, from the outermost.
type jsonPath []string

// jsonDialect is how paths write names that are not plain.
type jsonDialect struct {
	quoted  *regexp.Regexp
	quote   string
	element *regexp.Regexp
	example string
}

var (
	plainName = regexp.MustCompile(`^\.([\p{L}\p{N}_\-:\s]+)`)
	// standardPaths are those of JSON_VALUE and JSON_QUERY: $."a.b"
	standardPaths = &jsonDialect{
		quoted: regexp.MustCompile(`^\."((?:[^\\"]|\\.)*)"`), quote: `"`,
		element: regexp.MustCompile(`^\[\s*([\p{N}_\-]+)\s*\]`), example: `$.name[0]."other name"`,
	}
	// legacyPaths are those of JSON_EXTRACT: $['a.b']
	legacyPaths = &jsonDialect{
		quoted: regexp.MustCompile(`^\[\s*'((?:[^\\']|\\.)*)'\s*\]`), quote: `'`,
		element: regexp.MustCompile(`^\[\s*([\p{L}\p{N}_\-]+)\s*\]`), example: `$.name[0]['other name']`,
	}
)

var errPathStart = errors.New("a JSON path begins with $")

func parsePath(text string, d *jsonDialect) (jsonPath, error) {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return nil, errPathStart
	}
	var path jsonPath
	for rest != "" {
		var m []string
		if m = d.element.FindStringSubmatch(rest); m == nil {
			m = plainName.FindStringSubmatch(rest)
		}
		if m == nil {
			if m = d.quoted.FindStringSubmatch(rest); m != nil {
				m[1] = strings.ReplaceAll(m[1], `\`+d.quote, d.quote)
			}
		}
		switch {
		case m != nil:
			path, rest = append(path, m[1]), rest[len(m[0]):]
		case rest == "." && d == legacyPaths:
			return path, nil
		default:
			return nil, fmt.Errorf("the JSON path %q is not understood from %q on; one looks like %s", text, rest, d.example)
		}
	}
	return path, nil
}
