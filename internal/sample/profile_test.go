package sample

import (
	"strings"
	"testing"
	"testing/fstest"

	"isobar/sampledata"
)

func TestProfileOf(t *testing.T) {
	p := profile(t)
	if len(p.Names) != 6351 || p.Modules.Popular[0] != "puppetlabs-stdlib" || p.Sites.WithoutPuppetDB != 0.25 {
		t.Errorf("%d names, %+v", len(p.Names), p.Sites)
	}
	for _, name := range []string{"puppet", "", "../dropsonde", "."} {
		if _, err := ProfileOf(name); err == nil || !strings.Contains(err.Error(), "there is one for coreos, dropsonde") {
			t.Errorf("dataset %q: %v", name, err)
		}
	}
}

// TestReadProfile: all that is wrong is told, with its place.
func TestReadProfile(t *testing.T) {
	good, err := sampledata.Profiles.ReadFile("dropsonde/profile.yaml")
	if err != nil {
		t.Fatal(err)
	}
	names, err := sampledata.Profiles.ReadFile("dropsonde/forge_modules.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, from, to, want string }{
		{"nothing", "", "", ""},
		{"unknown key", "sites:\n", "sites:\n  chrun: 1\n", "sites.chrun is not a key that can stand here"},
		{"missing", "  churn: 0.01 ", "  ", "sites.churn is missing: give a number"},
		{"no share", "  churn: 0.01 ", "  churn: 1.5 ", "sites.churn: 1.5 is no share"},
		{"not positive", "  mean: 42 ", "  mean: 0 ", "modules.mean: 0 is not above 0"},
		{"kind", "kind: dropsonde", "kind: other", "kind: only dropsonde and template are known"},
		{"unknown module", "- puppetlabs-concat\n", "- puppetlabs-conct\n", "modules.popular: puppetlabs-conct is not on the list of names"},
		{"unknown module of a stack", "elastic-kibana,", "elastic-kibna,", "stacks.modules: elastic-kibna is not on the list"},
		{"no list", "forge_modules.txt", "none.txt", "names: open none.txt: file does not exist"},
		{"no section", "flaws:", "flawz:", "flaws is missing: give its mapping"},
	}
	for _, c := range cases {
		text := strings.Replace(string(good), c.from, c.to, 1)
		if c.from != "" && text == string(good) {
			t.Fatalf("%s: %q is not in the profile", c.name, c.from)
		}
		_, err := ReadProfile(fstest.MapFS{
			ProfileFile:         {Data: []byte(text)},
			"forge_modules.txt": {Data: names},
		})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "profile.yaml:")) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	text := strings.Replace(string(good), "platform: windows", "platform: Windows", 1)
	p, err := ReadProfile(fstest.MapFS{ProfileFile: {Data: []byte(text)}, "forge_modules.txt": {Data: names}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newCatalogue(p, weekOf(monday)); err == nil || !strings.Contains(err.Error(), "stack windows: Windows is not one of the platforms") {
		t.Errorf("a stack for an unknown platform: %v", err)
	}
}
