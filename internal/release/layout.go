package release

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"
)

// Names of files, relative to the folder of the dataset.
const (
	// Dir is the folder of manifests, by which a published dataset is known.
	Dir        = "_releases"
	weekPrefix = "week="
	// LatestFile is the file that says which weeks there are.
	LatestFile = Dir + "/latest.json"
)

// WeekDir is the folder, within a table's or _releases, of one week: "week=2026-11-09".
func WeekDir(week string) string { return weekPrefix + week }

// ManifestFile is the manifest of a week: "_releases/week=2026-11-09/manifest.json".
func ManifestFile(week string) string {
	return path.Join(Dir, WeekDir(week), "manifest.json")
}

// TableFile is a table of a week in one format, "parquet" or "csv":
// "module_usage/week=2026-11-09/module_usage.parquet".
func TableFile(table, week, format string) string {
	return path.Join(table, WeekDir(week), table+"."+format)
}

// WeekOf finds which week a file of a dataset belongs to: it lies in a folder, of a table or _releases,
// below which is the week's folder. ok is false for other files, latest.json among them.
func WeekOf(file string) (week string, ok bool) {
	parts := strings.SplitN(file, "/", 3)
	if len(parts) < 3 {
		return "", false
	}
	return strings.CutPrefix(parts[1], weekPrefix)
}

// namePattern is what may be the name of a dataset or table. It is a folder's and a file's name on every
// system and in a URL, so a leading dot or underscore, by which readers know hidden files, is out, and
// so is whatever has a meaning in a path.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$`)

// CheckName says why name cannot be the name of a dataset or table (what says which) in a release, or
// nothing.
func CheckName(what, name string) error {
	if !namePattern.MatchString(name) {
		return fmt.Errorf("%s name %q: use letters, digits, '_', '-' and '.', at most 128, beginning with a letter or digit", what, name)
	}
	return nil
}

// CheckWeek says why week cannot be a week's label in a release, or nothing. A label is a date, so that
// labels sort by time and a Hive reader takes week for a DATE.
func CheckWeek(week string) error {
	if _, err := time.Parse(time.DateOnly, week); err != nil {
		return fmt.Errorf("week %q is not a date like 2026-11-09", week)
	}
	return nil
}
