package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Version names the code that this binary is made of, for manifests: the revision that it was built
// from, with "+dirty" if files had been changed, or else the module's version, or "devel". It is the
// same for all runs of one binary.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	switch {
	case revision == "" && (info.Main.Version == "" || info.Main.Version == "(devel)"):
		return "devel"
	case revision == "":
		return info.Main.Version
	case settings["vcs.modified"] == "true":
		return revision + "+dirty"
	}
	return revision
}

// engines are the dependencies that decide what a query means and where it runs.
var engines = []struct{ name, module string }{
	{"Beam", "github.com/apache/beam/sdks/v2"},
	{"go-googlesql", "github.com/goccy/go-googlesql"},
}

func newVersion(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of isobar and of its engines",
		Example: examples("isobar version"),
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			text := fmt.Sprintf("isobar %s\n%s %s/%s\n", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, engine := range engines {
					for _, dep := range info.Deps {
						if dep.Path == engine.module {
							text += fmt.Sprintf("%s %s\n", engine.name, dep.Version)
						}
					}
				}
			}
			_, err := fmt.Fprint(e.stdout, text)
			return err
		},
	}
}
