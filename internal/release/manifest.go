package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// FormatVersion is the version of the manifest's form. It changes when a reader of the old form would
// misunderstand the new one; new fields alone do not change it.
const FormatVersion = 1

// Manifest describes the release of one dataset for one week: everything a consumer needs to check and
// understand the files. It holds nothing that changes from run to run of the same version on the same
// reports, and no number that fewer than k sites determine.
type Manifest struct {
	Format      int    `json:"format"` // FormatVersion
	Dataset     string `json:"dataset"`
	Description string `json:"description"`
	Week        string `json:"week"` // label: the date on which the window begins
	From        string `json:"from"` // RFC 3339, UTC: reports from here on
	To          string `json:"to"`   // RFC 3339, UTC: reports before this
	K           int    `json:"k"`    // aggregation threshold of the dataset, in sites
	Mode        string `json:"mode"` // how counts are protected beyond the threshold; see Protection
	Unit        string `json:"unit"` // the column whose distinct values are the sites
	Protection
	Isobar string `json:"isobar"`
	// Sites is the number of distinct sites with a report in the week, and Reports that of their reports
	// before one per site is kept. Both are null if there were fewer than k sites.
	Sites   *int64  `json:"sites"`
	Reports *int64  `json:"reports"`
	Gate    Gate    `json:"gate"`
	Tables  []Entry `json:"tables"` // by name
	// Stale are tables that the week should have and has not, because the reports lacked what they need; by name.
	Stale []Stale `json:"stale,omitempty"`
}

// Stale is a table that is missing in a release.
type Stale struct {
	Name string `json:"name"`
	Week string `json:"week,omitempty"` // label of the last week that has it; "" if there was none
}

// Protection is the parameters of what a release does to its numbers beyond the threshold.
type Protection struct {
	// Step is r of mode rounded: counts are multiples of it, sums of it times a site's bound, and Sites and
	// Reports are multiples as well. 0 where numbers are exact.
	Step int64 `json:"step,omitempty"`
	// Secret is the fingerprint of the key that decides how numbers are rounded. Releases of one dataset
	// with different fingerprints must not be compared number by number. "" where numbers are exact.
	Secret string `json:"secret,omitempty"`
	// Dominance is p of the p %-rule for sums; 0 where it is not applied.
	Dominance int `json:"dominance,omitempty"`
	// MinAge is for how many weeks a site must have been known to count; 0 if that is not asked.
	MinAge int `json:"min_age,omitempty"`
	// Bounds is what one site may add, in absolute value, to a sum of a column or, as "rows", to a count of rows.
	Bounds map[string]int64 `json:"bounds,omitempty"`
	// Allow is, for each column with a list of publishable values, the SHA-256 of the list in hexadecimal.
	Allow map[string]string `json:"allow,omitempty"`
	// Loss is the account of the differentially private tables; nil if there are none.
	Loss *Loss `json:"dp,omitempty"`
}

// Loss is what differentially private tables give away, by basic composition: epsilons and deltas add up.
type Loss struct {
	// Epsilon and Delta are of the week: of the tables of this release, and of what it replaces.
	Epsilon float64 `json:"epsilon"`
	Delta   float64 `json:"delta"`
	// ReplacedEpsilon and ReplacedDelta are of earlier releases of the week whose numbers had other noise, because
	// the reports or parameters were others.
	ReplacedEpsilon float64 `json:"replaced_epsilon,omitempty"`
	ReplacedDelta   float64 `json:"replaced_delta,omitempty"`
	// TotalEpsilon and TotalDelta are of this week and all weeks before it.
	TotalEpsilon float64 `json:"total_epsilon"`
	TotalDelta   float64 `json:"total_delta"`
	// BudgetEpsilon and BudgetDelta are what a week may lose.
	BudgetEpsilon float64 `json:"budget_epsilon"`
	BudgetDelta   float64 `json:"budget_delta"`
	// Noise tells noise apart: a release of the same week with the same Noise has the same numbers.
	Noise string `json:"noise"`
}

// DP is what a differentially private table asked for: for adding or removing a site, its rows and numbers are
// (Epsilon, Delta)-differentially private.
type DP struct {
	Epsilon          float64 `json:"epsilon"`
	Delta            float64 `json:"delta"`
	MaxGroupsPerSite int64   `json:"max_groups_per_site"` // rows that one site contributes to
	Mechanism        string  `json:"mechanism"`           // of the noise: "discrete Laplace"
}

// Gate is the dataset's settings for refusing to publish a suspicious week.
type Gate struct {
	MaxRejected        float64 `json:"max_rejected"`           // greatest share of rejected reports
	MaxDamaged         float64 `json:"max_damaged"`            // greatest share of the input's bytes in damaged files
	MinSitesOfLastWeek float64 `json:"min_sites_of_last_week"` // least share of last week's sites
}

// Entry is one table in a manifest.
type Entry struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Owner       string `json:"owner"`
	K           int    `json:"k"`            // the table's threshold, at least the dataset's
	QuerySHA256 string `json:"query_sha256"` // of the SQL file, in hexadecimal
	// Where is what the table's numbers are restricted to, in a form that does not depend on how the query
	// is written: tables with the same Where and the same attributes count the same thing.
	Where []string `json:"where,omitempty"`
	// Sets says that the key columns of a row are an unordered set of one attribute's values.
	Sets bool `json:"sets,omitempty"`
	// DP is set where numbers have noise instead of being rounded, and rows are left out at random.
	DP *DP `json:"dp,omitempty"`
	// Columns are in the order of the files.
	Columns []Column `json:"columns"`
	Rows    int64    `json:"rows"`
	// Withheld is how many groups the threshold removed, rounded down to a multiple of K: 0 means fewer
	// than K groups. It is null if they were not counted, either because the threshold was used to avoid
	// making them in the first place (co-occurrence tables) or because fewer than k sites reported, whose
	// own inventory the number would be; and for differentially private tables.
	Withheld *int64 `json:"withheld"`
	Files    []File `json:"files"` // CSV, then Parquet
}

// Column is one column of a published table.
type Column struct {
	Name        string `json:"name"`
	Type        string `json:"type"` // GoogleSQL's name
	Description string `json:"description"`
	Key         bool   `json:"key"` // groups are made by this column
	Meaning
}

// Meaning says what a column shows, where that is a key or a measure as it is. A column that the query
// computes of several has none.
type Meaning struct {
	// Attribute is what a key column has values of: "modules.slug".
	Attribute string `json:"attribute,omitempty"`
	// Single says that a site has one value of the attribute, possibly NULL: rows with different values
	// have no site in common.
	Single bool `json:"single,omitempty"`
	// Missing says of which elements a site may have none and count in the row of NULL; "" if NULL is only that of
	// the attribute.
	Missing string `json:"missing,omitempty"`
	// Ladder is the steps, regular expressions with one group, to the coarser values that stand for those which too
	// few sites share. A coarser value ends in "(other)", and its row counts the sites with values that no finer row
	// shows.
	Ladder []string `json:"ladder,omitempty"`
	// Measure is what a number counts: "sites", "rows", "sum(classes.count)".
	Measure string `json:"measure,omitempty"`
	// Step is the distance of possible values of a rounded measure: the true number is less than it
	// away. 0 where the number is exact.
	Step int64 `json:"step,omitempty"`
	// Noise is the scale of the noise of a column of a differentially private table, which then has no
	// Measure: its numbers are no facts to be compared with others.
	Noise float64 `json:"noise,omitempty"`
}

// File is one published file.
type File struct {
	Path   string `json:"path"`   // relative to the dataset's folder, with slashes
	Bytes  int64  `json:"bytes"`  // size
	SHA256 string `json:"sha256"` // in hexadecimal
}

// Index is latest.json: where the newest release of a dataset is and which others there are.
type Index struct {
	Format   int      `json:"format"` // FormatVersion
	Dataset  string   `json:"dataset"`
	Week     string   `json:"week"`     // the latest week, by date, not by when it was published
	Manifest string   `json:"manifest"` // its manifest, relative to the dataset's folder
	Weeks    []string `json:"weeks"`    // all weeks, oldest first
}

// ErrNewer reports a manifest or index that this version of isobar cannot understand.
var ErrNewer = errors.New("written by a newer isobar")

// encode writes a manifest or index as JSON for people and programs alike.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// decodeManifest reads the manifest of a week and refuses one that cannot be trusted to name files.
func decodeManifest(data []byte, week string) (*Manifest, error) {
	var m Manifest
	if err := decode(data, &m, &m.Format); err != nil {
		return nil, err
	}
	if m.Week != week {
		return nil, fmt.Errorf("it is of week %q", m.Week)
	}
	for _, t := range m.Tables {
		if err := CheckName("table", t.Name); err != nil {
			return nil, err
		}
		for _, f := range t.Files {
			if !fs.ValidPath(f.Path) || !strings.HasPrefix(f.Path, t.Name+"/"+WeekDir(week)+"/") {
				return nil, fmt.Errorf("file %q of table %s does not lie in %s/%s", f.Path, t.Name, t.Name, WeekDir(week))
			}
		}
	}
	return &m, nil
}

func decode(data []byte, into any, format *int) error {
	if err := json.Unmarshal(data, into); err != nil {
		return err
	}
	switch {
	case *format > FormatVersion:
		return fmt.Errorf("it has format %d and this isobar reads up to %d: %w", *format, FormatVersion, ErrNewer)
	case *format < 1:
		return errors.New("it has no format number")
	}
	return nil
}
