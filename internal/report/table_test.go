package report

import (
	"slices"
	"strings"
	"testing"
)

func TestReads(t *testing.T) {
	cfg := planned(config(t, dropsondeSchema(t), "dropsonde"), "class_platforms.count", "modules.name")
	want, err := cfg.Reads()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range cfg.Schema.All {
		if want[c.Index] {
			got = append(got, c.Path)
		}
	}
	slices.Sort(got)
	if text := strings.Join(got, " "); text != "class_platforms class_platforms.count class_platforms.name class_platforms.platform message_id modules modules.name site_id timestamp" {
		t.Errorf("needed are %s", text)
	}
}
