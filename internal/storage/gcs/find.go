package gcs

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"isobar/internal/storage"
)

// Find lists the objects that a pattern names, by name: gs://bucket/dir/x.jsonl is one object;
// gs://bucket/dir/ and gs://bucket/dir, if that is none, everything below it; in gs://bucket/**/*.parquet a
// part ** stands for any number of folders, and the other parts are patterns of path.Match. What begins
// with "." or "_" below the part that is written out is left out, unless the pattern says so. Nothing found
// is an empty list. The objects' names are relative to the store of the bucket, which comes with them.
func (s *Service) Find(ctx context.Context, pattern string) (*Bucket, []Object, error) {
	bucket, rest, err := Split(pattern)
	if err != nil {
		return nil, nil, err
	}
	b := &Bucket{s.client.Bucket(bucket), bucket, "", s}
	parts := strings.Split(rest, "/")
	fixed := 0 // parts that are written out
	for fixed < len(parts) && !strings.ContainsAny(parts[fixed], `*?[\`) {
		fixed++
	}
	if rest == "" {
		parts, fixed = nil, 0
	}
	if fixed == len(parts) && rest != "" && !strings.HasSuffix(pattern, "/") {
		o, err := b.Stat(ctx, rest)
		if err == nil {
			return b, []Object{o}, nil
		}
		if !isMissing(err) {
			return nil, nil, err
		}
	}
	wanted := parts[fixed:]
	if _, err := path.Match(strings.Join(wanted, "/"), ""); err != nil {
		return nil, nil, &storage.Error{Op: "find", Path: pattern, Err: errors.New("the pattern is not well-formed: see Go's path.Match")}
	}
	if len(wanted) == 0 {
		wanted = []string{"**"}
	}
	folder := path.Join(parts[:fixed]...)
	if folder == "" {
		folder = "."
	}
	all, err := b.Objects(ctx, folder)
	if err != nil {
		return nil, nil, err
	}
	below := append(slices.Clip(wanted), "**") // what is in a folder that the pattern names
	var found []Object
	for _, o := range all {
		name := o.Name
		if folder != "." {
			name = strings.TrimPrefix(name, folder+"/")
		}
		parts := strings.Split(name, "/")
		if matches(wanted, parts) || matches(below, parts) {
			found = append(found, o)
		}
	}
	return b, found, nil
}

// matches says whether the parts of a name are what the parts of a pattern ask for.
func matches(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return len(name) == 0
	case pattern[0] == "**":
		if len(pattern) == 1 && len(name) == 0 {
			return false
		}
		for i := range len(name) + 1 {
			rest := pattern[1:]
			if len(rest) == 0 && i == len(name) || len(rest) > 0 && matches(rest, name[i:]) {
				return true
			}
			if i < len(name) && hidden(name[i]) {
				return false
			}
		}
		return false
	case len(name) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], name[0])
	if err != nil || !ok || hidden(name[0]) && !hidden(pattern[0]) {
		return false
	}
	return matches(pattern[1:], name[1:])
}

func hidden(part string) bool { return part != "" && (part[0] == '.' || part[0] == '_') }
