package report

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"isobar/internal/storage/gcs"
)

// Format is how a file holds reports.
type Format string

// The formats.
const (
	JSONLines     Format = "jsonl"     // .jsonl, .ndjson, .json
	JSONLinesGzip Format = "jsonl.gz"  // the same and .gz
	JSONLinesZstd Format = "jsonl.zst" // the same and .zst
	Parquet       Format = "parquet"   // .parquet
)

var suffixes = []struct {
	suffix string
	format Format
}{
	{".parquet", Parquet},
	{".jsonl", JSONLines}, {".jsonl.gz", JSONLinesGzip}, {".jsonl.zst", JSONLinesZstd},
	{".ndjson", JSONLines}, {".ndjson.gz", JSONLinesGzip}, {".ndjson.zst", JSONLinesZstd},
	{".json", JSONLines}, {".json.gz", JSONLinesGzip}, {".json.zst", JSONLinesZstd},
}

const suffixHelp = "*.jsonl, *.ndjson or *.json, also with .gz or .zst, or *.parquet"

// Shard is a part of the input that one worker reads at a time.
type Shard struct {
	ID     int    `json:"id"` // position in the list of all shards
	File   string `json:"file"`
	Format Format `json:"format"`
	// Start and End bound the part, half-open: bytes of a plain file, of which the shard has the lines
	// whose first byte is there; row groups of a Parquet file; 0 and 1 of a compressed file, which is one
	// part.
	Start int64 `json:"start"`
	End   int64 `json:"end"`
	// Part and Parts say which of how many shards of the file this is. Their IDs follow one another.
	Part  int `json:"part"`
	Parts int `json:"parts"`
	// Size (bytes) and Modified are the file's, by which a change is noticed. Modified is nanoseconds since
	// 1970, and of an object in a bucket its generation.
	Size     int64 `json:"size"`
	Modified int64 `json:"modified"`
}

// TotalBytes is how much Open's progress will add up to over one pass over the shards.
func TotalBytes(shards []Shard) int64 {
	var total int64
	for i, s := range shards {
		if i == 0 || s.File != shards[i-1].File {
			total += s.Size
		}
	}
	return total
}

// DefaultSplit is a good size for the parts of a plain file: all cores have work until the end, and the
// parts are still long enough to read in one go.
const DefaultSplit = 32 << 20

// Find lists the input as shards: each input is a file, a directory, which is read with all below it, or
// a glob of files and directories; or objects in a bucket, as package gcs finds them. What begins with "." or "_" is left out, unless it is named. Files of directories are told by
// their suffix; a file named by itself may have any name, and is told by its first bytes. Plain files
// and Parquet files larger than split bytes are cut into parts of about that size; 0 is no cutting. The
// list is sorted by path, and a path that two inputs name is in it once. An input that matches nothing
// is an error; a damaged file is none, and found by Scan.
func Find(ctx context.Context, inputs []string, split int64) ([]Shard, error) {
	if len(inputs) == 0 {
		return nil, errors.New("no input: name files, directories or globs of reports")
	}
	formats, objects := map[string]Format{}, map[string]Shard{}
	for _, input := range inputs {
		find := findInput
		if strings.HasPrefix(input, gcs.Scheme) {
			find = func(input string, formats map[string]Format) error { return findObjects(ctx, input, formats, objects) }
		}
		if err := find(input, formats); err != nil {
			return nil, err
		}
	}
	files := make([]string, 0, len(formats))
	for file := range formats {
		files = append(files, file)
	}
	slices.Sort(files)
	var shards []Shard
	for _, file := range files {
		whole, remote := objects[file]
		if !remote {
			info, err := os.Stat(file)
			if err != nil {
				return nil, fmt.Errorf("input %s: %w", file, cause(err))
			}
			whole = Shard{File: file, Format: formats[file], End: 1, Size: info.Size(), Modified: info.ModTime().UnixNano()}
		}
		parts, err := cut(ctx, whole, split)
		if err != nil {
			return nil, err
		}
		for _, part := range parts {
			part.ID = len(shards)
			shards = append(shards, part)
		}
	}
	return shards, nil
}

func findInput(input string, formats map[string]Format) error {
	if scheme, _, ok := strings.Cut(input, "://"); ok {
		return fmt.Errorf("input %s: reading from %s:// is not supported by this version: name files on this machine or in gs://", input, scheme)
	}
	info, err := os.Stat(input)
	switch {
	case err == nil && info.IsDir():
		return findDirectory(input, formats)
	case err == nil:
		return findFile(input, info, formats)
	case !errors.Is(err, fs.ErrNotExist) || !strings.ContainsAny(input, `*?[`):
		return fmt.Errorf("input %s: %w", input, cause(err))
	}
	matches, err := filepath.Glob(input)
	if err != nil {
		return fmt.Errorf("input %s: the glob is not well-formed: see Go's path/filepath.Match", input)
	}
	matches = slices.DeleteFunc(matches, func(match string) bool {
		first := filepath.Base(match)[0]
		return hidden(first) && filepath.Base(input)[0] != first
	})
	if len(matches) == 0 {
		return fmt.Errorf("input %s: no file matches", input)
	}
	for _, match := range matches {
		info, err := os.Stat(match)
		if err != nil {
			return fmt.Errorf("input %s: %s: %w", input, match, cause(err))
		}
		if info.IsDir() {
			err = findDirectory(match, formats)
		} else {
			err = findFile(match, info, formats)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func findDirectory(dir string, formats map[string]Format) error {
	found := false
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); path != dir && hidden(name[0]) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		format, ok := formatOf(path)
		if !ok || entry.IsDir() {
			return nil
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return err
		}
		found = true
		formats[filepath.Clean(path)] = format
		return nil
	})
	if err != nil {
		return fmt.Errorf("input %s: %w", dir, err)
	}
	if !found {
		return fmt.Errorf("input %s: the directory holds no files of reports (%s)", dir, suffixHelp)
	}
	return nil
}

// hidden says by the first byte of its name whether a file is nobody's report: a file of the system's, or
// what a job that writes reports leaves beside them.
func hidden(first byte) bool { return first == '.' || first == '_' }

func findFile(file string, info fs.FileInfo, formats map[string]Format) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("input %s: not a file or a directory; reports are read twice, so a pipe or a device will not do", file)
	}
	format, ok := formatOf(file)
	if !ok {
		var err error
		if format, err = sniff(file); err != nil {
			return fmt.Errorf("input %s: %w", file, cause(err))
		}
	}
	formats[filepath.Clean(file)] = format
	return nil
}

func formatOf(file string) (Format, bool) {
	for _, s := range suffixes {
		if strings.HasSuffix(file, s.suffix) {
			return s.format, true
		}
	}
	return "", false
}

// cut divides a file into shards without IDs.
func cut(ctx context.Context, whole Shard, split int64) (_ []Shard, err error) {
	parts := int64(1)
	if split > 0 {
		parts = max(1, (whole.Size+split-1)/split)
	}
	switch whole.Format {
	case JSONLines:
		whole.End = whole.Size
	case Parquet:
		if whole.End, err = rowGroups(ctx, whole); err != nil {
			return nil, err
		}
	default:
		parts = 1
	}
	parts = max(1, min(parts, whole.End))
	shards := make([]Shard, parts)
	for i := range shards {
		shards[i] = whole
		shards[i].Start = share(whole.End, int64(i), parts)
		shards[i].End = share(whole.End, int64(i+1), parts)
		shards[i].Part, shards[i].Parts = i, int(parts)
	}
	return shards, nil
}

// share is ⌊n·i/parts⌋ without overflow.
func share(n, i, parts int64) int64 { return n/parts*i + n%parts*i/parts }

// cause drops the path that an error of package os begins with.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
