package cli

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for _, test := range []struct {
		info debug.BuildInfo
		want string
	}{
		{debug.BuildInfo{}, "devel"},
		{debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, "devel"},
		{debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, "v1.2.3"},
		{debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: []debug.BuildSetting{setting("vcs.revision", "abc123"), setting("vcs.modified", "false")}}, "abc123"},
		{debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-x"}, Settings: []debug.BuildSetting{setting("vcs.revision", "abc123"), setting("vcs.modified", "true")}}, "abc123+dirty"},
	} {
		if got := versionOf(&test.info); got != test.want {
			t.Errorf("versionOf(%+v) = %s, want %s", test.info, got, test.want)
		}
	}
	code, stdout, stderr := isobar(t, "version")
	if code != 0 || stderr != "" || !strings.HasPrefix(stdout, "isobar "+Version()+"\ngo1") {
		t.Errorf("status %d, standard output %q, standard error %q", code, stdout, stderr)
	}
}
