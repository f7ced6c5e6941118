// Package deploy has only tests: they hold the files that start isobar elsewhere to the program that they start.
// Flags that are passed exist, exit statuses and roles are those of the code and the documents, and where tools
// are installed that know these files, they are asked. Sources are read as text, so that no test needs the SQL
// analyzer.
package deploy

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(file))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// groups are the first groups of all matches, of which there have to be some.
func groups(t *testing.T, file, text, pattern string) (found []string) {
	t.Helper()
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	if len(found) == 0 {
		t.Fatalf("%s: nothing matches %s: the file, or this test, has changed its form", file, pattern)
	}
	return found
}

// runFlags are the flags of `isobar run`, as internal/cli declares them, and those of every command.
func runFlags(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, file := range []string{"../internal/cli/run.go", "../internal/cli/root.go", "../internal/cli/engine.go"} {
		all = append(all, groups(t, file, read(t, file), `Var\(&?[a-zA-Z.]+, "([a-z-]+)"`)...)
	}
	if len(all) < 10 {
		t.Fatalf("internal/cli declares its flags in another way than this test reads: %q", all)
	}
	return all
}

// TestFlags checks what each file passes to `isobar run`: that the flags exist, and that those are there
// without which a scheduled run away from its data cannot succeed.
func TestFlags(t *testing.T) {
	known := runFlags(t)
	for _, file := range []struct{ name, pattern string }{
		{"terraform/main.tf", `"--([a-z-]+)[="]`},
		{"kubernetes/cronjob.yaml", `(?m)^\s+- --([a-z-]+)`},
		{"github/publish.yml", `(?:\s|\+)--([a-z-]+)`},
		{"dataflow/metadata.json", `"name": "([a-z-]+)",\s+"label"`},
	} {
		text := read(t, file.name)
		if file.name == "terraform/main.tf" {
			text += read(t, "terraform/dataflow.tf") // whose flags it passes
		}
		passed := groups(t, file.name, text, file.pattern)
		for _, flag := range passed {
			if !slices.Contains(known, flag) {
				t.Errorf("%s: isobar run has no flag --%s", file.name, flag)
			}
		}
		needed := []string{"dataset", "input", "output", "secret", "journal"}
		if strings.HasPrefix(file.name, "dataflow/") {
			needed = needed[:4] // whose parameters leave it out
		}
		for _, flag := range needed {
			if !slices.Contains(passed, flag) {
				t.Errorf("%s: --%s is missing", file.name, flag)
			}
		}
	}
}

// TestStatuses checks the exit statuses on which schedulers act.
func TestStatuses(t *testing.T) {
	statuses := map[string]string{}
	for _, m := range regexp.MustCompile(`(Exit[A-Z][a-z]+) += (\d)`).FindAllStringSubmatch(read(t, "../internal/cli/exit.go"), -1) {
		statuses[m[1]] = m[2]
	}
	if len(statuses) != 4 {
		t.Fatalf("internal/cli/exit.go has other statuses than this test knows: %v", statuses)
	}
	alerts := read(t, "terraform/alerts.tf")
	if got := groups(t, "terraform/alerts.tf", alerts, `jsonPayload\.exit_status=(\d)`); !slices.Equal(got, []string{statuses["ExitFailed"], statuses["ExitRefused"]}) {
		t.Errorf("terraform/alerts.tf: alerts on the statuses %v, in this order", got)
	}
	if got := groups(t, "kubernetes/cronjob.yaml", read(t, "kubernetes/cronjob.yaml"), `values: \[(.+)\]`); !slices.Equal(got, []string{statuses["ExitUsage"] + ", " + statuses["ExitRefused"]}) {
		t.Errorf("kubernetes/cronjob.yaml: %v fail at once", got)
	}
	if got, want := groups(t, "github/publish.yml", read(t, "github/publish.yml"), `(?m)^ +(\d)\)`), []string{statuses["ExitPublished"], statuses["ExitFailed"], statuses["ExitUsage"], statuses["ExitRefused"]}; !slices.Equal(got, want) {
		t.Errorf("github/publish.yml: tells the statuses %v apart", got)
	}
	log := read(t, "../internal/cli/log.go") + read(t, "../internal/cli/main.go") + read(t, "../internal/cli/summary.go")
	for _, word := range []string{`"exit_status"`, `"severity"`, `"ERROR"`, `json:"published"`, `json:"dataset"`} {
		if !strings.Contains(log, word) {
			t.Errorf("terraform/alerts.tf looks for %s, which isobar does not write", word)
		}
	}
}

// TestRoles holds the table of rights, which an operator decides by, to what is granted.
func TestRoles(t *testing.T) {
	page := read(t, "terraform/README.md")
	granted := groups(t, "terraform/*.tf", read(t, "terraform/identity.tf")+read(t, "terraform/dataflow.tf"), `"(roles/[A-Za-z.]+)"`)
	granted = append(granted, groups(t, "terraform/bigquery.tf", read(t, "terraform/bigquery.tf"), `role +?= "(READER|WRITER)"`)...)
	said := groups(t, "terraform/README.md", page, "(roles/[A-Za-z.]+|READER|WRITER)")
	for _, role := range granted {
		if !slices.Contains(said, role) {
			t.Errorf("terraform/README.md does not say who has %s", role)
		}
	}
	for _, role := range said {
		if !slices.Contains(granted, role) {
			t.Errorf("terraform/README.md names %s, which nobody is given", role)
		}
	}
	for _, file := range []string{"identity.tf", "dataflow.tf", "main.tf", "bigquery.tf", "storage.tf"} {
		if found := regexp.MustCompile(`roles/(owner|editor|viewer)"|_iam_(binding|policy)"`).FindString(read(t, "terraform/"+file)); found != "" {
			t.Errorf("terraform/%s: %s is too much", file, found)
		}
	}
	for _, name := range groups(t, "terraform/variables.tf", read(t, "terraform/variables.tf"), `(?m)^variable "([a-z_]+)"`) {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("terraform/README.md does not say what the variable %s is", name)
		}
	}
}

// TestTemplate checks the metadata of the Flex Template against the keys and types that Dataflow knows
// (https://cloud.google.com/dataflow/docs/guides/templates/configuring-flex-templates).
func TestTemplate(t *testing.T) {
	const file = "dataflow/metadata.json"
	var template struct {
		Name, Description string
		Parameters        []struct {
			Name, Label, HelpText, ParamType string
			IsOptional                       bool
			Regexes                          []string
		}
	}
	decoder := json.NewDecoder(strings.NewReader(read(t, file)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&template); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	// What isobar takes, and what it does not.
	values := map[string][2]string{
		"dataset": {"/queries/dropsonde", "queries"},
		"input":   {"bq://project.data.reports", "/srv/reports"},
		"output":  {"gs://bucket", "public"},
		"staging": {"gs://bucket/prefix", "bucket"},
		"secret":  {"gcpsm://projects/project/secrets/name/versions/3", "dropsonde.key"},
		"week":    {"2026-W46", "last"},
	}
	if template.Name == "" || template.Description == "" || len(template.Parameters) != len(values) {
		t.Errorf("%s: a name, a description and %d parameters are wanted", file, len(values))
	}
	for _, p := range template.Parameters {
		if p.Label == "" || p.HelpText == "" || !slices.Contains([]string{"TEXT", "GCS_WRITE_FOLDER"}, p.ParamType) || len(p.Regexes) != 1 {
			t.Errorf("%s: %s lacks a label, a help text, a type or its pattern", file, p.Name)
			continue
		}
		pattern, err := regexp.Compile(p.Regexes[0])
		if err != nil {
			t.Errorf("%s: %s: %v", file, p.Name, err)
		} else if v := values[p.Name]; v[0] == "" || !pattern.MatchString(v[0]) || pattern.MatchString(v[1]) {
			t.Errorf("%s: %s takes what isobar does not, or refuses what it does", file, p.Name)
		}
	}
}

// TestImage checks the recipe against the tree that it is built from.
func TestImage(t *testing.T) {
	recipe := read(t, "Dockerfile")
	image := groups(t, "Dockerfile", recipe, `golang:([0-9.]+)-`)[0]
	if module := groups(t, "go.mod", read(t, "../go.mod"), `(?m)^go ([0-9]+\.[0-9]+)`)[0]; image != module {
		t.Errorf("Dockerfile: builds with Go %s, and go.mod wants %s", image, module)
	}
	for _, want := range []string{"CGO_ENABLED=0", "-buildvcs=true", "USER 65532:65532", "COPY queries /queries"} {
		if !strings.Contains(recipe, want) {
			t.Errorf("Dockerfile: no %s", want)
		}
	}
	// A tracked file that the context lacks makes every manifest say that files were changed.
	ignored := read(t, "../.gitignore")
	for pattern := range strings.Lines(read(t, "Dockerfile.dockerignore")) {
		pattern = strings.TrimSpace(pattern)
		if pattern != "" && pattern[0] != '#' && !strings.Contains("\n"+ignored, "\n"+strings.TrimPrefix(pattern, "**/")+"\n") {
			t.Errorf("Dockerfile.dockerignore: %s is not in .gitignore", pattern)
		}
	}
}

// TestTools asks the tools that know these files, where they are installed. Neither asks a service.
func TestTools(t *testing.T) {
	for _, tool := range []struct {
		name string
		args []string
	}{
		{"terraform", []string{"fmt", "-check", "-diff", "-recursive", "terraform"}},
		{"gcloud", []string{"dataflow", "flex-template", "build", "gs://bucket/template.json", "--image=example/isobar", "--sdk-language=GO", "--metadata-file=dataflow/metadata.json", "--print-only", "--project=example"}},
	} {
		t.Run(tool.name, func(t *testing.T) {
			path, err := exec.LookPath(tool.name)
			if err != nil {
				t.Skipf("%s is not installed", tool.name)
			}
			command := exec.Command(path, tool.args...)
			command.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+os.DevNull, "CLOUDSDK_CONFIG="+t.TempDir(), "CLOUDSDK_CORE_DISABLE_PROMPTS=1", "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING=1", "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK=1")
			var out bytes.Buffer
			command.Stdout, command.Stderr = &out, &out
			if err := command.Run(); err != nil {
				t.Errorf("%s: %v\n%s", tool.name, err, out.String())
			}
		})
	}
}
