package importtest

// layers are the packages of this module, from the bottom to the top, with the packages of this module
// that each may import. A package may import only packages that stand above it in this list, so that
// imports go one way and what a package can reach is seen at a glance. Its tests may besides import
// anything that stands above it here, and what its tests list names.
//
// To add a package, put it where its imports allow. To add an import, ask first whether the code is in
// the right package.
var layers = []layer{
	// Vocabulary: values, and what is said with them.
	{pkg: "internal/value"},
	{pkg: "internal/schema", uses: []string{"internal/value"}},
	{pkg: "internal/record", uses: []string{"internal/value"}},
	{pkg: "internal/cells", uses: []string{"internal/value"}},
	{pkg: "internal/plan", uses: []string{"internal/value"}},
	{pkg: "internal/privacy/ladder", uses: []string{"internal/cells", "internal/plan", "internal/value"}},
	{pkg: "internal/sqlfmt"},
	{pkg: "internal/week"},
	{pkg: "internal/progress"},
	{pkg: "internal/parallel"},
	{pkg: "internal/storage"},
	{pkg: "internal/storage/gcs/iamtest"},
	{pkg: "internal/storage/gcs", uses: []string{"internal/parallel", "internal/storage"}},
	{pkg: "internal/secret", uses: []string{"internal/storage"}},
	{pkg: "internal/secret/manager", uses: []string{"internal/secret"}},

	// A dataset's policy and tables, and its reports. No SQL, no Beam.
	{pkg: "internal/dataset/yamldoc"},
	{pkg: "internal/dataset", uses: []string{"internal/dataset/yamldoc", "internal/privacy/ladder", "internal/schema", "internal/value"}},
	{pkg: "internal/parquetread", uses: []string{"internal/record", "internal/schema", "internal/value"}},
	{pkg: "internal/report", uses: []string{"internal/parquetread", "internal/record", "internal/schema", "internal/storage", "internal/storage/gcs", "internal/value", "internal/week"}},
	{pkg: "internal/bigquery/bigquerytest"},
	{pkg: "internal/bigquery", uses: []string{"internal/schema", "internal/storage/gcs", "internal/value", "internal/week"}, tests: []string{"internal/bigquery/bigquerytest"}},

	// Made-up reports, which know nothing of how reports are read.
	{pkg: "sampledata"},
	{pkg: "internal/sample", uses: []string{"internal/dataset/yamldoc", "sampledata"}},

	// Queries: from SQL to a plan; its aggregate part and threshold; its site part and public part.
	{pkg: "internal/gsql", uses: []string{"internal/plan", "internal/schema", "internal/value"}},
	{pkg: "internal/agg", uses: []string{"internal/plan", "internal/value"}},
	{pkg: "internal/itemset", uses: []string{"internal/cells", "internal/parallel", "internal/value"}},
	{pkg: "internal/privacy/complement", uses: []string{"internal/parallel"}},
	{pkg: "internal/privacy", uses: []string{"internal/agg", "internal/cells", "internal/plan", "internal/secret", "internal/value"}},
	{pkg: "internal/privacy/dp", uses: []string{"internal/cells", "internal/plan", "internal/secret", "internal/value"}},
	{pkg: "internal/eval", uses: []string{"internal/agg", "internal/cells", "internal/itemset", "internal/plan", "internal/record", "internal/schema", "internal/value"}},

	// The tests beside queries, which run all of the above in memory.
	{pkg: "internal/querytest", uses: []string{"internal/agg", "internal/cells", "internal/dataset", "internal/dataset/yamldoc", "internal/eval", "internal/itemset", "internal/plan", "internal/privacy", "internal/privacy/ladder", "internal/record", "internal/schema", "internal/storage", "internal/value", "internal/week"}},

	// Releases: only what has passed the threshold, and nothing of reports.
	{pkg: "internal/release", uses: []string{"internal/cells", "internal/parallel", "internal/plan", "internal/storage", "internal/value", "internal/week"}},
	{pkg: "internal/publish", uses: []string{"internal/release", "internal/storage", "internal/week"}, tests: []string{"internal/publish/sinktest"}},
	{pkg: "internal/publish/sinktest", uses: []string{"internal/cells", "internal/plan", "internal/publish", "internal/release", "internal/storage", "internal/value", "internal/week"}},
	{pkg: "internal/publish/faulttest", uses: []string{"internal/publish", "internal/publish/sinktest", "internal/release", "internal/storage"}},
	{pkg: "internal/publish/bucket", uses: []string{"internal/parallel", "internal/publish", "internal/release", "internal/storage", "internal/storage/gcs"}},
	{pkg: "internal/publish/warehouse", uses: []string{"internal/bigquery", "internal/publish", "internal/publish/bucket", "internal/release", "internal/storage", "internal/storage/gcs"}},
	{pkg: "internal/publish/outputs", uses: []string{"internal/bigquery", "internal/publish", "internal/publish/bucket", "internal/publish/warehouse", "internal/release", "internal/schema", "internal/storage", "internal/storage/gcs", "internal/week"}},
	{pkg: "internal/operate", uses: []string{"internal/bigquery", "internal/dataset", "internal/parallel", "internal/publish/outputs", "internal/release", "internal/report", "internal/schema", "internal/secret", "internal/secret/manager", "internal/storage", "internal/storage/gcs", "internal/week"}},

	// The attacker: of a release, its public files and nothing else.
	{pkg: "internal/audit", uses: []string{"internal/release", "internal/storage", "internal/value", "internal/week"}},
	{pkg: "internal/attack"},

	// The job: on Beam, from the launcher's side, on the command line.
	{pkg: "pipelines", uses: []string{"internal/agg", "internal/cells", "internal/eval", "internal/itemset", "internal/parallel", "internal/plan", "internal/privacy", "internal/progress", "internal/report", "internal/schema", "internal/storage", "internal/storage/gcs", "internal/week"}},
	{pkg: "pipelines/dataflowtest", uses: []string{"internal/storage/gcs"}},
	{pkg: "internal/job", uses: []string{"internal/audit", "internal/cells", "internal/dataset", "internal/eval", "internal/gsql", "internal/parallel", "internal/plan", "internal/privacy", "internal/privacy/complement", "internal/privacy/dp", "internal/privacy/ladder", "internal/progress", "internal/publish", "internal/publish/outputs", "internal/record", "internal/release", "internal/report", "internal/schema", "internal/secret", "internal/secret/manager", "internal/storage", "internal/storage/gcs", "internal/value", "internal/week", "pipelines"}},
	{pkg: "internal/cli", uses: []string{"internal/audit", "internal/cells", "internal/dataset", "internal/gsql", "internal/job", "internal/operate", "internal/plan", "internal/progress", "internal/publish/outputs", "internal/querytest", "internal/release", "internal/report", "internal/sample", "internal/schema", "internal/secret", "internal/sqlfmt", "internal/storage", "internal/value", "internal/week", "pipelines"}},
	{pkg: "cmd/isobar", uses: []string{"internal/cli"}},

	{pkg: "internal/importtest"},
	{pkg: "docs"},
	{pkg: "deploy"},
}

// owners are the modules of others, with the packages that may import them, and those of which only
// the tests may. A module that is missing here may not be imported at all: a dependency is a decision.
var owners = []owner{
	// Takes minutes to compile.
	{module: "github.com/goccy/go-googlesql", by: []string{"internal/gsql"}},
	// Everything else can be tested and used without a pipeline.
	{module: "github.com/apache/beam/sdks/v2", by: []string{"pipelines", "pipelines/dataflowtest"}},
	// The writer of Parquet; what it wrote is read back with the other library.
	{module: "github.com/xitongsys/parquet-go", by: []string{"internal/release"}},
	{module: "github.com/xitongsys/parquet-go-source", by: []string{"internal/release"}},
	{module: "github.com/parquet-go/parquet-go", by: []string{"internal/parquetread", "internal/release"}, tests: []string{"internal/job", "internal/report", "pipelines"}},
	{module: "github.com/klauspost/compress", by: []string{"internal/parquetread", "internal/publish/warehouse", "internal/report", "internal/sample"}, tests: []string{"internal/job"}},
	{module: "github.com/andybalholm/brotli", by: []string{"internal/parquetread"}},
	{module: "github.com/pierrec/lz4/v4", by: []string{"internal/parquetread"}},
	{module: "github.com/go-json-experiment/json", by: []string{"internal/eval", "internal/plan", "internal/report"}},
	// The witness of the noise: it draws from the system's randomness, so that no run could be repeated.
	{module: "github.com/google/differential-privacy/go/v3", tests: []string{"internal/privacy/dp"}},
	{module: "github.com/goccy/go-yaml", by: []string{"internal/dataset/yamldoc"}},
	// Unicode's normal forms and folding of case.
	{module: "golang.org/x/text", by: []string{"internal/eval"}},
	// Locks, and the exchange of two folders in one step.
	{module: "golang.org/x/sys", by: []string{"internal/publish", "internal/storage"}},
	// What is for a person at a terminal.
	{module: "github.com/schollz/progressbar/v3", by: []string{"internal/progress"}},
	// Google Cloud: one package for each service, and the sink that loads tables.
	{module: "google.golang.org/api", by: []string{"internal/bigquery", "internal/bigquery/bigquerytest", "internal/publish/warehouse", "internal/secret/manager", "internal/storage/gcs", "pipelines", "pipelines/dataflowtest"}, tests: []string{"internal/cli", "internal/operate", "internal/publish/bucket", "internal/publish/outputs"}},
	{module: "github.com/googleapis/gax-go/v2", by: []string{"internal/storage/gcs"}},
	{module: "cloud.google.com/go/storage", by: []string{"internal/storage/gcs"}, tests: []string{"internal/bigquery", "internal/publish/bucket", "internal/publish/warehouse"}},
	{module: "cloud.google.com/go/bigquery", by: []string{"internal/bigquery", "internal/bigquery/bigquerytest", "internal/publish/warehouse"}, tests: []string{"internal/operate", "internal/publish/outputs"}},
	{module: "cloud.google.com/go", by: []string{"internal/publish/warehouse"}},
	{module: "github.com/fsouza/fake-gcs-server", tests: []string{"internal/bigquery", "internal/cli", "internal/job", "internal/operate", "internal/publish/bucket", "internal/publish/outputs", "internal/publish/warehouse", "internal/report", "internal/storage/gcs", "pipelines"}},
	{module: "github.com/spf13/cobra", by: []string{"internal/cli"}},
	{module: "github.com/spf13/pflag", by: []string{"internal/cli"}},
	{module: "golang.org/x/term", by: []string{"internal/cli"}},
}

// maxLines is how long a Go file may be, tests aside: one that is longer does more than one thing.
const maxLines = 400
