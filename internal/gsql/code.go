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

	Unsupported  Code = "ISO201"
	Join         Code = "ISO202"
	SetOperation Code = "ISO203"
	Window       Code = "ISO204"
	Subquery     Code = "ISO205"
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
	ThresholdClause: {"isobar applies the threshold to every table by itself, with a k that no query can lower.",
		"Raise k for the table with `k:` in its .yaml."},
	Unsupported: {"What is not understood completely cannot be proved harmless.", ""},
	Join: {"A join of reports with reports compares sites with each other.",
		"Join an array of the report with UNNEST."},
	SetOperation: {"Set operations are not supported.",
		"Make two tables, or group by an expression that tells the branches apart."},
	Window: {"Window functions are not supported.",
		"Consumers can compute ranks and shares from the published rows."},
	Subquery: {"Subqueries inside expressions are not supported.",
		"Join the array with UNNEST and put the condition into WHERE."},
	BadFunction: {"The function, or the function of these types, is not one that isobar has.",
		"docs/writing-queries.md lists the functions there are."},
	BadAggregate: {"The aggregate, or this form of it, is not one that adds up over sites.",
		"Use COUNT(DISTINCT unit), COUNT(*), COUNT(x), COUNTIF, SUM, AVG or COUNT(DISTINCT x)."},
	BadUnnest: {"UNNEST is understood for the arrays of a report.",
		"Write FROM reports, UNNEST(column) AS element."},
	NotScalar: {"A whole record or array as a value is close to the whole report.",
		"Name one field of the record, or take the array apart with UNNEST."},
}
