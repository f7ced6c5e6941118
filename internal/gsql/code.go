package gsql

// Code names a kind of refusal. It is the name of the page that explains it, docs/refusals/<code>.md,
// and does not change from version to version.
type Code string

// The codes. ISO0xx: this is no table. ISO1xx: it could leak. ISO2xx: it is not understood, and what is
// not understood cannot be proved harmless.
const (
	BadSQL        Code = "ISO001"
	NotSelect     Code = "ISO002"
	NoReports     Code = "ISO003"
	BadColumnName Code = "ISO004"

	SiteRows        Code = "ISO101"
	UnitAsValue     Code = "ISO102"
	ClosedColumn    Code = "ISO103"
	ValueAggregate  Code = "ISO104"
	SumOfExpression Code = "ISO105"
	SumWithoutBound Code = "ISO106"
	CountOfUnit     Code = "ISO107"
	SiteLimit       Code = "ISO108"
	Chance          Code = "ISO109"
	ThresholdClause Code = "ISO110"
	DataError       Code = "ISO111"
	MadeRows        Code = "ISO112"

	Unsupported  Code = "ISO201"
	Join         Code = "ISO202" // of rows of sites, other than with rows of the same site
	SetOperation Code = "ISO203" // that would let rows of different sites meet
	Window       Code = "ISO204" // over rows of sites
	Subquery     Code = "ISO205" // that reads reports, or published groups, from where it must not
	BadFunction  Code = "ISO206"
	BadAggregate Code = "ISO207"
	BadUnnest    Code = "ISO208"
	NotScalar    Code = "ISO209"
)

// Advice explains a code to the author of a query.
type Advice struct {
	Why     string // in one sentence: why it would leak, or why it is refused
	Instead string // what to write instead, where there is a usual way; may be empty
}

// Advices has one for each code. The pages of docs/refusals repeat them with examples, and a test
// compares.
var Advices = map[Code]Advice{
	BadSQL: {"GoogleSQL does not accept the query.",
		"Mend what the message names; `isobar schema --dataset DIR --raw` prints the columns there are."},
	NotSelect: {"A file makes one table, and only a query can be proved to publish nothing but groups.",
		"Write one SELECT, with WITH for intermediate steps."},
	NoReports: {"A table without reports has nothing to publish.",
		"Read the dataset's table in FROM."},
	BadColumnName: {"Public columns need names, and BigQuery takes names that differ in case alone for the same.",
		"Name the column with AS."},
	SiteRows: {"Every row would be the statement of one site.",
		"Group the rows, and count them with COUNT(DISTINCT unit)."},
	UnitAsValue: {"Whatever is computed from the identity of a site singles it out.",
		"Count it with COUNT(DISTINCT unit), or group by it in a subquery whose result is grouped again without it."},
	ClosedColumn: {"The dataset's policy says that no query may depend on this column, because it identifies sites or people.",
		"Do without the column."},
	ValueAggregate: {"The result is a value that some single site sent.",
		"Make the value a key of GROUP BY, so that it is published only where k sites share it."},
	SumOfExpression: {"An expression can weigh one site so that its share is read off the sum, as in SUM(IF(name = 'x', 1000000, 0)).",
		"Add up a column that dataset.yaml bounds, and put the condition into WHERE or into COUNTIF."},
	SumWithoutBound: {"A single site can send any number, and then the sum is that number.",
		"Ask the dataset's maintainers for a bound on the column (privacy.bounds in dataset.yaml), or count sites by ranges of the value."},
	CountOfUnit: {"It counts rows, of which one site may own many, and looks like a count of sites.",
		"Write COUNT(DISTINCT unit)."},
	SiteLimit: {"Which rows are kept would be a choice among single sites.",
		"Aggregate first; ORDER BY and LIMIT apply to the groups."},
	Chance: {"Every run would publish something else about the same reports, and the runs together more than each of them.",
		"Leave it out: the input is read whole, and a release can be repeated."},
	ThresholdClause: {"isobar applies the threshold to every table by itself, for the dataset's own privacy unit, and no query can lower it.",
		"Name a threshold that is not below the table's k, or leave the clause out."},
	DataError: {"An error that depends on the data tells everybody that such a report exists, and stops the job for all.",
		"Give NULL instead, for example with IF, NULLIF or the SAFE. prefix."},
	MadeRows: {"A query that makes more rows of one site than of others reads that site off the count of rows, as in UNNEST(GENERATE_ARRAY(1, IF(name = 'x', 1000, 1))).",
		"Count sites, with COUNT(DISTINCT unit), or count rows of the report's own arrays."},
	Unsupported: {"What is not understood completely cannot be proved harmless.", ""},
	Join: {"A join of rows of different sites compares sites with each other.",
		"Join on the same site, with unit = unit of both sides as one of the conditions, or join an array of the report with UNNEST."},
	SetOperation: {"A set operation over rows of different sites compares sites with each other.",
		"Select the unit in every branch, use UNION ALL, or aggregate each branch first."},
	Window: {"A window function over rows of sites would let each site's row depend on other sites' rows.",
		"Aggregate first and apply the window function to the groups, or use a subquery over the site's own array."},
	Subquery: {"Such a subquery would let one site's row depend on the reports of others.",
		"Aggregate in a query of WITH and join it to other groups, or read the row's own arrays with UNNEST."},
	BadFunction: {"The function, or the function of these types, is not one that isobar has.",
		"docs/sql.md lists the functions there are."},
	BadAggregate: {"The aggregate, or this form of it, is not one that adds up over sites.",
		"Use COUNT(DISTINCT unit), COUNT(*), COUNT(x), COUNTIF, SUM, AVG or COUNT(DISTINCT x); docs/sql.md lists what else there is within one site and over groups."},
	BadUnnest: {"UNNEST is understood for one array at a time.",
		"Write FROM reports, UNNEST(column) AS element; for two arrays side by side, join WITH OFFSET."},
	NotScalar: {"Columns and keys of a public table are plain values; a whole record or array is close to the whole report.",
		"Name one field of the record, or take the array apart with UNNEST."},
}
