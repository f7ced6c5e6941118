# The tasks of a developer. `make help` lists them.
#
# The first build compiles the GoogleSQL analyzer, which takes about two minutes on two cores and more
# than 4 GB of memory; Go's build cache keeps the result. That is also why no target adds compiler flags
# to the others': every set of flags has a cache of its own.

# The linter is pinned here and stays out of go.mod, whose versions are the program's.
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

# Beam's programs, of the version in go.mod.
BEAM := github.com/apache/beam/sdks/v2/go

# Flags of `make build` only, such as -trimpath for a binary that does not name this folder.
BUILDFLAGS ?=

# Flags of `make bench` and `make bench-scale`, such as "--runs 5 --json /tmp/figures.json".
BENCHFLAGS ?=

# How long `make fuzz` runs each target.
FUZZTIME ?= 30s

DATASET ?= queries/dropsonde
INPUT   ?= sampledata/dropsonde/reports
WEEK    ?= 2026-11-09
OUTPUT  ?= out

# Packages whose code runs in many goroutines. None depends on the SQL analyzer, which would have to be
# compiled once more for the race detector.
RACE := ./internal/agg/... ./internal/eval/... ./internal/itemset/... ./internal/progress/... \
	./internal/release/... ./internal/report/... ./internal/sample/... ./pipelines/...

.PHONY: help build run run-all sample test test-portable test-race fuzz witness referee faults bench bench-scale lint fmt clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/isobar
	go build $(BUILDFLAGS) -o bin/isobar ./cmd/isobar

run: build ## build, and make a public dataset of the committed sample, in out/
	bin/isobar run --dataset $(DATASET) --input $(INPUT) --week $(WEEK) --output $(OUTPUT)

run-all: build ## make reports of every system, in sample/, and a public dataset of each, in out/
	@for dataset in queries/*; do \
		name=$$(basename $$dataset); rm -rf sample/$$name; \
		bin/isobar sample --dataset $$dataset --sites 3000 --weeks 2 --week $(WEEK) --seed 1 --dirty 0.01 --output sample/$$name || exit 1; \
	done
	bin/isobar run --dataset queries/* --input 'sample/{dataset}' --week $(WEEK) --output $(OUTPUT)

sample: build ## write four weeks of synthetic reports of 10,000 sites to sample/
	bin/isobar sample --dataset $(DATASET) --sites 10000 --weeks 4 --seed 1 --output sample

test: ## run all tests
	go test ./...
	cd referee && go test ./...

test-portable: ## run the job on Beam's job server and worker pool, in processes of their own, for a minute
	go build -ldflags='-s -w' -o bin/portable/isobar ./cmd/isobar
	go build -o bin/portable/prism $(BEAM)/cmd/prism
	go build -o bin/portable/boot $(BEAM)/container
	go test -count=1 -run TestPortable -timeout=5m ./internal/cli -portable=$(CURDIR)/bin/portable

test-race: ## run the tests of concurrent packages under the race detector
	go test -race $(RACE)

fuzz: ## run every fuzz target for FUZZTIME (30s); what is found stays in testdata/fuzz of its package
	@grep -r --include='*_test.go' '^func Fuzz' internal | sed 's/^\(.*\)\/[^:]*:func \(Fuzz[A-Za-z]*\).*/\1 \2/' | sort | \
	while read -r folder target; do \
		echo "$$folder $$target"; \
		go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "./$$folder" || exit 1; \
	done

witness: ## compute the published tables once more, with DuckDB (needs a C++ compiler)
	cd witness && go test -count=1 ./...

referee: ## run thousands of random queries in the BigQuery emulator too; the first build takes minutes
	cd referee && REFEREE_N=4000 go test -count=1 -timeout=60m ./...

faults: ## put every fault at every call of publishing to Google Cloud, for minutes, and print what became of it
	go test -v -count=1 -run TestFaults -timeout=30m ./internal/publish/bucket ./internal/publish/warehouse -faults

bench: build ## measure isobar and DuckDB over the same reports, for minutes (needs a C++ compiler)
	cd bench && go run . $(BENCHFLAGS)

bench-scale: build ## measure isobar for 10,000 to a million sites (needs a C++ compiler, 8 GB of disk)
	cd bench && go run . scale $(BENCHFLAGS)

lint: ## gofmt, go vet and staticcheck
	@unformatted=$$(gofmt -l .) && test -z "$$unformatted" || { echo "run gofmt -w on:" $$unformatted; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...

fmt: ## format all Go files
	gofmt -w .

clean: ## remove what the other targets write here; Go's build cache stays
	rm -rf bin out sample
