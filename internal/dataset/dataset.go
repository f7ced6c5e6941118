// Package dataset reads a dataset's folder: what its reports look like, what its privacy policy is and
// which tables are made of it.
//
// What enters: a folder with dataset.yaml, a schema in BigQuery's JSON form, and for each table
// <table>.sql with, if it likes, <table>.yaml. What leaves: a Dataset. Promised: a Dataset that is
// returned names only columns that its schema has, its k is at least MinK and no table's is lower; every
// problem of all files is reported at once, each as "file:line:column: sentence"; and a setting that
// this version cannot honour is refused, never accepted and ignored.
//
// Queries are read but not understood here: that is package gsql's.
package dataset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"isobar/internal/dataset/yamldoc"
	"isobar/internal/schema"
)

// MinK is the least aggregation threshold that a dataset may declare, in sites.
const MinK = 5

// File is the name of the file that makes a folder a dataset.
const File = "dataset.yaml"

// Dataset is one telemetry system's reports and the tables made of them.
type Dataset struct {
	Name        string // the folder's name; also a folder of the published release
	Dir         string // the folder, as it was given to Load
	Description string // one or more sentences, published with every table
	Schema      *schema.Schema
	SchemaJSON  []byte // the schema's file, for workers that read it again
	Reports     Reports
	Privacy     Privacy
	Limits      Limits
	Gate        Gate
	Tables      []Table // by name

	budgetAt yamldoc.Place // of privacy.dp_budget
}

// Reports says how reports are found in queries and read from files.
type Reports struct {
	Table     string   // what queries write after FROM
	Aliases   []string // further names for it, often whole paths; Optional
	Schema    string   // schema file, relative to the dataset's folder
	Decoder   string   // name of the decoder, see package report
	Timestamp string   // column of a report's time; top level, TIMESTAMP
	// MessageID is the column that tells apart reports of one site and time. Default: message_id if the
	// schema has it, else "".
	MessageID string
	Keep      string // which of a site's reports of the week count: KeepLatest or KeepAll
}

// KeepLatest keeps the latest report of each site and week. It is the default. KeepAll makes one report of
// all of them: of a column that is not repeated the latest value that is not NULL, of a repeated one the
// entries of all, the earliest first.
const (
	KeepLatest = "latest"
	KeepAll    = "all"
)

// Privacy is the dataset's policy, which no query can weaken.
type Privacy struct {
	Unit   string   // the column whose distinct values are the sites; top level
	Never  []string // columns that queries cannot see; a RECORD hides all that is in it. Optional
	K      int      // least number of sites of a published group; at least MinK
	Counts string   // CountsRounded (the default) or CountsExact
	// Rounding is r of rounded counts: they are multiples of it, and one site changes a count with
	// probability 1/r. Default: K.
	Rounding int
	// Dominance is p of the p %-rule, which exact sums must obey: the site with the second greatest
	// contribution must not be able to estimate the greatest to within p percent. Default: 10.
	Dominance int
	// MinAge is how many weeks ago a site must have been first seen to count, so that sites made up for one
	// week do not help a group over the threshold. 0 for no such rule.
	MinAge int
	// Rows is how many rows one site may add to a COUNT(*), COUNT(x) or COUNTIF(x) of one cell where counts
	// are rounded (bounds.rows). Default: 1.
	Rows int64
	// DPBudget is what the differentially private tables of one week may lose together; nil if there may be
	// none.
	DPBudget *Loss
	// Allow has, for columns of which only known values may be published, the list of those values.
	Allow map[string]*AllowList
	// Ladders has, for columns whose rare values may become coarser, the steps up: see package ladder.
	Ladders map[string][]string
	// Bounds has, for numeric columns, what one site may add to a SUM or AVG at most, in absolute value.
	// Optional; never nil. What privacy.bounds.rows says is Rows.
	Bounds map[string]int64
}

// The ways of publishing counts.
const (
	CountsRounded = "rounded"
	CountsExact   = "exact"
)

// Gate is when a release is refused as a whole.
type Gate struct {
	MaxRejected float64 // share of rejected reports above which nothing is published; default 0.05
	// MaxDamaged is the share of the input's bytes in damaged files above which nothing is published; default 0.05.
	// At 0 any such file is too much.
	MaxDamaged         float64
	MinSitesOfLastWeek float64 // least share of the last release's sites; default 0.5
}

// Table is one public table: a query with its description.
type Table struct {
	Name        string            // the file's name less .sql
	SQLFile     string            // path of the query
	SQL         string            // the query
	MetaFile    string            // path of <table>.yaml; "" if there is none
	Description string            // the .yaml's, or else the query's leading comment; "" if neither
	K           int               // the dataset's, or more
	Owner       string            // who answers for the query; "" if not said
	Columns     map[string]string // descriptions by output column; never nil, checked against the query elsewhere
	Labels      map[string]string // never nil
	DP          *DP               // what it asks for to be differentially private; nil if it is not
	Generalise  *Climb            // the column whose rare values become coarser; nil for none
	MaxRows     *RowLimit         // less than the dataset's; nil if it says nothing
}

// Table returns the table of that name.
func (d *Dataset) Table(name string) (*Table, bool) {
	for i := range d.Tables {
		if d.Tables[i].Name == name {
			return &d.Tables[i], true
		}
	}
	return nil, false
}

var datasetName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// Load reads the dataset in folder dir. The error joins every problem of all its files.
func Load(dir string) (*Dataset, error) {
	file := filepath.Join(dir, File)
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: not a dataset: there is no %s in it", dir, File)
	} else if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", file, reason(err))
	}
	d := &Dataset{Dir: dir, Name: folderName(dir), Limits: defaultLimits()}
	if !datasetName.MatchString(d.Name) {
		return nil, fmt.Errorf("%s: the folder's name names the dataset in public paths: use letters, digits, - and _ only", dir)
	}
	policy := d.readPolicy(file, data)
	tables := d.readTables()
	if err := errors.Join(policy, tables); err != nil {
		return nil, err
	}
	if err := d.OverBudget(d.Tables, Loss{}); err != nil {
		return nil, &yamldoc.Problem{File: file, Line: d.budgetAt.Line, Column: d.budgetAt.Column, Text: err.Error()}
	}
	return d, nil
}

// folderName is the last element of dir, also of "." and of paths with a trailing slash.
func folderName(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return filepath.Base(dir)
}

// reason strips the path from a file system error: messages here begin with it already.
func reason(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
