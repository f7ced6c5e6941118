package pipelines

import (
	"context"
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/graphx"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/vet"
)

// A worker elsewhere finds every function of the job by its name: none is found by reflection, none is a
// closure. The stages are those of the job on one screen.
func TestGraph(t *testing.T) {
	initBeam()
	job := &Job{Schema: []byte(testSchema), Lanes: 2, Scratch: "scratch"}
	spec, err := job.spec()
	if err != nil {
		t.Fatal(err)
	}
	lanes, err := job.lanes()
	if err != nil {
		t.Fatal(err)
	}
	pipeline, root := beam.NewPipelineWithRoot()
	Weekly(root, spec, lanes)
	e, err := vet.Evaluate(t.Context(), pipeline)
	if err != nil {
		t.Fatal(err)
	}
	if !e.Performant() {
		t.Errorf("not all is registered: %s", e.Bytes())
	}
	other, s := beam.NewPipelineWithRoot()
	beam.ParDo0(s, func([]byte) {}, beam.Impulse(s))
	if e, err := vet.Evaluate(t.Context(), other); err != nil || !e.RequiresRegistrations() {
		t.Errorf("a closure is not noticed (%v)", err)
	}

	edges, _, err := pipeline.Build()
	if err != nil {
		t.Fatal(err)
	}
	env, err := graphx.CreateEnvironment(t.Context(), "beam:env:external:v1", func(context.Context) string { return "localhost:1" })
	if err != nil {
		t.Fatal(err)
	}
	model, err := graphx.Marshal(edges, &graphx.Options{Environment: env})
	if err != nil {
		t.Fatal(err)
	}
	var stages []string
	for _, id := range model.GetRootTransformIds() {
		stages = append(stages, model.GetComponents().GetTransforms()[id].GetUniqueName())
	}
	slices.Sort(stages)
	want := []string{"Flatten", "combine and threshold", "deal", "one report per site", "results", "scan", "site part"}
	if !slices.Equal(stages, want) {
		t.Errorf("stages %q, want %q", stages, want)
	}
}

func TestConfigure(t *testing.T) {
	value := func(name string) string { return flag.Lookup(name).Value.String() }
	before := value("project")
	restore, err := Configure(map[string]string{"project": "p", "max_num_workers": "3"})
	if err != nil || value("project") != "p" || value("max_num_workers") != "3" || value("worker_binary") == "" {
		t.Fatal(err)
	}
	restore()
	if value("project") != before || value("worker_binary") != "" {
		t.Error("what was there is not restored")
	}
	for name, text := range map[string]string{"abacus": "x", "max_num_workers": "many"} {
		if _, err := Configure(map[string]string{name: text}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, text, err)
		}
	}
	if value("worker_binary") != "" {
		t.Error("a failed configuration is not undone")
	}
}
