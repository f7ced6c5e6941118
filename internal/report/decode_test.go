package report

import (
	"strings"
	"testing"
)

const fine = `"site_id":"abc","timestamp":"2026-11-09 18:04:08 UTC"`

// The quirks of Dropsonde's reports, one by one.
func TestDropsonde(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	tests := []struct{ name, in, want string }{
		{"strings for records", `"unused_modules":["apache","ntp"],"unused_classes":["A::B"]`,
			`unused_modules:[{ name:"apache"  }{ name:"ntp"  }] unused_classes:[{ name:"A::B"  }]`},
		{"strings and records", `"unused_modules":["apache",{"name":"ntp","slug":"puppet-ntp"}]`,
			`unused_modules:[{ name:"apache"  }{ name:"ntp"  slug:"puppet-ntp"  }]`},
		{"repeats", `"class_platforms":[{"name":"A","platform":"RedHat","count":2},{"count":2,"platform":"RedHat","name":"A"},{"name":"A","platform":"RedHat","count":3},{"name":"A","platform":"RedHat","count":2.0}]`,
			`class_platforms:[{ name:"A"  platform:"RedHat"  count:2  }{ name:"A"  platform:"RedHat"  count:3  }]`},
		{"repeats elsewhere stay", `"classes":[{"name":"A","count":2},{"name":"A","count":2}]`,
			`classes:[{ name:"A"  count:2  }{ name:"A"  count:2  }]`},
		{"slashes", `"dependencies":[{"name":"puppetlabs/stdlib","version_requirement":">= 4/5"},{"name":"puppetlabs-apt"}]`,
			`dependencies:[{ name:"puppetlabs-stdlib"  version_requirement:">= 4/5"  }{ name:"puppetlabs-apt"  }]`},
		{"escaped slash", `"dependencies":[{"name":"puppetlabs\/stdlib"}]`, `dependencies:[{ name:"puppetlabs-stdlib"  }]`},
		{"missing and null", `"modules":[{},{"name":null,"slug":"a-b"}],"classes":null,"environment_count":null`,
			`modules:[{ }{ slug:"a-b"  }]`},
		{"numbers", `"environment_count":"40","classes":[{"name":"A","count":5.0},{"name":"B","count":"7"},{"name":"C","count":1e3}]`,
			`environment_count:40  classes:[{ name:"A"  count:5  }{ name:"B"  count:7  }{ name:"C"  count:1000  }]`},
		{"escapes", `"modules":[{"n\u0061me":"a\"\\\u00e9\ud83d\ude00\n"}]`, `modules:[{ name:"a\"\\é😀\n"  }]`},
		{"unknown members", `"extra":{"modules":[1]},"modules":[{"name":"a","extra":[{"name":"b"}]}],"Modules":3`, `modules:[{ name:"a"  }]`},
		{"white space", "\"modules\" : [ { \"name\" :\t\"a\" } , \"b\" ] ", `modules:[{ name:"a"  }{ name:"b"  }]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h, reason, rec, skipped := one(t, cfg, "{"+fine+","+test.in+"}")
			if reason != "" || skipped != 0 || h.Time != 1794247448000000 {
				t.Fatalf("header %+v, reason %q, %d skipped", h, reason, skipped)
			}
			got := dump(cfg.Schema, rec)
			for _, part := range strings.Split(test.want, "] ") {
				if !strings.Contains(got, strings.TrimSuffix(part, "]")) {
					t.Errorf("got  %s\nlacks %s", got, part)
				}
			}
			if bare := `{ site_id:"abc"  timestamp:1794247448000000 `; len(got) != len(bare)+len(test.want)+len("  }") {
				t.Errorf("got  %s\nmore than %s", got, test.want)
			}
		})
	}
}

func TestEntriesThatDoNotFit(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	_, reason, rec, skipped := one(t, cfg, "{"+fine+`,"classes":[{"name":"A","count":1},null,5,[],true,{"name":7},{"name":"B","count":"many"},
		{"name":"C","count":1.5},{"name":{"x":[1]},"count":2},{"count":9,"name":["D"]},{"name":"E","name":"F"},{"name":"G","count":2},{"count":92233720368547758080}]}`)
	if want := `{ site_id:"abc"  timestamp:1794247448000000  classes:[{ name:"A"  count:1  }{ name:"G"  count:2  }] }`; reason != "" || dump(cfg.Schema, rec) != want || skipped != 11 {
		t.Errorf("%q, %d skipped: %s", reason, skipped, dump(cfg.Schema, rec))
	}
	// Whether an entry fits does not depend on what is planned.
	_, _, rec, skipped = one(t, cfg, "{"+fine+`,"classes":[{"name":"A","count":"many"},{"name":"B"},{"count":1,"count":1}]}`, "classes.name")
	if want := `{ classes:[{ name:"B"  }] }`; dump(cfg.Schema, rec) != want || skipped != 2 {
		t.Errorf("%d skipped: %s", skipped, dump(cfg.Schema, rec))
	}
	// Nor does it which entries are repeats.
	_, _, rec, _ = one(t, cfg, "{"+fine+`,"class_platforms":[{"name":"A","count":1},{"name":"A","count":2},{"name":"A","count":1}]}`, "class_platforms.name")
	if want := `{ class_platforms:[{ name:"A"  count:1  }{ name:"A"  count:2  }] }`; dump(cfg.Schema, rec) != want {
		t.Error(dump(cfg.Schema, rec))
	}
	// Entries of columns that are not planned are not looked at.
	if _, _, rec, skipped = one(t, cfg, "{"+fine+`,"classes":[5],"modules":["m"]}`, "modules"); skipped != 0 || dump(cfg.Schema, rec) != "{ modules:[{ }] }" {
		t.Errorf("%d skipped: %s", skipped, dump(cfg.Schema, rec))
	}
}

func TestReasons(t *testing.T) {
	drop, plain := config(t, dropsondeSchema(t), "dropsonde"), config(t, dropsondeSchema(t), "json")
	wide := config(t, parseSchema(t, wideSchema), "json")
	const site, time = `"site_id":"abc"`, `"timestamp":"2026-11-09 18:04:08 UTC"`
	tests := []struct {
		cfg    *Config
		in     string
		reason Reason
	}{
		{drop, `{` + fine + `}`, ""},
		{drop, `{` + fine, NotJSON},
		{drop, `{` + fine + `}}`, NotJSON},
		{drop, `{` + fine + `} {}`, NotJSON},
		{drop, `{` + fine + `,}`, NotJSON},
		{drop, `{` + fine + `,"x":01}`, NotJSON},
		{drop, `{` + fine + `,"x":+1}`, NotJSON},
		{drop, `{` + fine + `,"x":NaN}`, NotJSON},
		{drop, `{` + fine + `,'x':1}`, NotJSON},
		{drop, `{` + fine + `,5:1}`, NotJSON},
		{drop, `{` + fine + `,"x":[1 2]}`, NotJSON},
		{drop, `{` + fine + `,"modules":[{"name":"a" "slug":"b"}]}`, NotJSON},
		{drop, "{" + fine + ",\"x\":\"\t\"}", NotJSON},
		{drop, `{` + fine + `,"x":"\x41"}`, NotJSON},
		{drop, `{` + fine + `,"x":"\ud800"}`, NotJSON},
		{drop, `{` + fine + `,"x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, NotJSON},
		{drop, `{` + fine + `,"x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`, ""},
		{drop, "{" + fine + ",\"x\":\"\xff\"}", NotUTF8},
		{drop, "\xff\xfe{\x00", NotUTF8},
		{drop, `nothing`, NotJSON},
		{drop, `[{` + fine + `}]`, WrongType},
		{drop, `null`, WrongType},
		{drop, `5`, WrongType},
		{drop, `"a" "b"`, NotJSON},
		{drop, `{}`, NoSite},
		{drop, `{` + time + `}`, NoSite},
		{drop, `{` + time + `,"site_id":null}`, NoSite},
		{drop, `{` + time + `,"site_id":""}`, NoSite},
		{drop, `{` + time + `,"SITE_ID":"abc"}`, NoSite},
		{drop, `{` + time + `,"site_id":5}`, WrongType},
		{drop, `{` + time + `,"site_id":["abc"]}`, WrongType},
		{drop, `{` + site + `}`, NoTime},
		{drop, `{` + site + `,"timestamp":null}`, NoTime},
		{drop, `{` + site + `,"timestamp":""}`, UnreadableTime},
		{drop, `{` + site + `,"timestamp":"yesterday"}`, UnreadableTime},
		{drop, `{` + site + `,"timestamp":1794247448}`, UnreadableTime},
		{drop, `{` + site + `,"timestamp":{}}`, UnreadableTime},
		{drop, `{` + fine + `,"site_id":"abc"}`, ColumnTwice},
		{drop, `{` + fine + `,"modules":[],"modul\u0065s":[]}`, ColumnTwice},
		{drop, `{` + fine + `,"unknown":1,"unknown":2}`, ""},
		{drop, `{` + fine + `,"environment_count":"few"}`, WrongType},
		{drop, `{` + fine + `,"environment_count":4.5}`, WrongType},
		{drop, `{` + fine + `,"environment_count":true}`, WrongType},
		{drop, `{` + fine + `,"product":7}`, WrongType},
		{drop, `{` + fine + `,"product":{}}`, WrongType},
		{drop, `{` + fine + `,"message_id":7}`, WrongType},
		{drop, `{` + fine + `,"modules":{}}`, WrongType},
		{drop, `{` + fine + `,"modules":"apache"}`, WrongType},
		{drop, `{` + fine + `,"modules":7}`, WrongType},
		{drop, `{"modules":7,"product":7}`, WrongType}, // before NoSite, whatever the order
		{drop, `{"modules":7,"modules":7}`, ColumnTwice},
		{drop, `{"modules":7,"modules":7`, NotJSON},
		{wide, `{` + fine + `,"b":1}`, WrongType},
		{wide, `{` + fine + `,"b":"TRUE","f":"NaN","d":"2026-11-09","t":"2026-11-09T00:00:00Z"}`, ""},
		{wide, `{` + fine + `,"f":1e999}`, WrongType},
		{wide, `{` + fine + `,"d":"2026-11-31"}`, WrongType},
		{wide, `{` + fine + `,"t":"soon"}`, WrongType},
		{wide, `{` + fine + `,"one":{"n":"x"}}`, WrongType},
		{wide, `{` + fine + `,"one":{"n":1,"n":1}}`, WrongType},
		{wide, `{` + fine + `,"one":{"deep":{"x":[]}}}`, WrongType},
		{wide, `{` + fine + `,"one":{"deep":{"ys":5}}}`, WrongType},
		{wide, `{` + fine + `,"one":{"deep":{"ys":[5,null]}}}`, ""},
		{wide, `{` + fine + `,"one":"name"}`, WrongType},
		{wide, `{` + fine + `,"one":[]}`, WrongType},
		{plain, `{"self-service-analytics":{"snapshots":{"site_id":{"value":"x"}}},` + time + `}`, NoSite},
	}
	for _, test := range tests {
		if _, reason, _, _ := one(t, test.cfg, test.in); reason != test.reason {
			t.Errorf("%.200s: %q, want %q", test.in, reason, test.reason)
		}
	}
	short := *drop
	short.MaxLine = len(fine) + 2
	if _, reason, _, _ := one(t, &short, `{`+fine+`}`); reason != "" {
		t.Errorf("a line of exactly the limit: %q", reason)
	}
	if _, reason, _, _ := one(t, &short, `{ `+fine+`}`); reason != LineTooLong {
		t.Errorf("a line of one more: %q", reason)
	}
}

// A report as the probe posts it reads like the same report as it is stored.
func TestSubmission(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	stored := `{"product":"popularity-module","version":"1.0.0","site_id":"abc","timestamp":"2026-11-10T03:04:05Z",
		"modules":[{"name":"apache","slug":"puppetlabs-apache","version":"1.2.3"}],"environment_count":4,"unused_classes":["A"],"classes":[]}`
	snapshots := `"modules":{"value":[{"name":"apache","slug":"puppetlabs-apache","version":"1.2.3"}],"timestamp":"2026-11-09T03:04:05Z"},
		"environment_count":{"timestamp":"2026-11-10T05:04:05+02:00","value":4,"note":[1]},"classes":{},"unknown":{"value":{"x":1}},
		"unused_classes":{"value":["A"],"timestamp":null},"dependencies":null`
	submitted := func(more, snapshots string) string {
		return `{"product":"popularity-module","version":"1.0.0","site_id":"abc"` + more + `,"self-service-analytics":{"other":[1],"snapshots":{` + snapshots + `}}}`
	}
	want, _, rec, _ := one(t, cfg, stored)
	text := dump(cfg.Schema, rec)
	got, reason, rec, skipped := one(t, cfg, submitted("", snapshots))
	if reason != "" || skipped != 0 || got.Site != want.Site || got.Time != want.Time || dump(cfg.Schema, rec) != text {
		t.Errorf("reason %q, header %+v\n got %s\nwant %s", reason, got, dump(cfg.Schema, rec), text)
	}
	got, reason, rec, _ = one(t, cfg, submitted(`,"message_id":"m","timestamp":"2026-11-12 00:00:00 UTC"`, snapshots), "timestamp")
	if reason != "" || string(got.MessageID) != "m" || got.Time != 1794441600000000 || dump(cfg.Schema, rec) != "{ timestamp:1794441600000000  }" {
		t.Errorf("received: reason %q, header %+v, %s", reason, got, dump(cfg.Schema, rec))
	}
	tests := []struct {
		more, snapshots string
		reason          Reason
	}{
		{``, ``, NoTime},
		{``, `"modules":{"value":[]}`, NoTime},
		{``, `"modules":{"value":[],"timestamp":"yesterday"}`, UnreadableTime},
		{``, `"modules":{"value":[],"timestamp":7},"classes":{"timestamp":"2026-11-09"}`, ""},
		{`,"timestamp":"yesterday"`, snapshots, UnreadableTime},
		{`,"modules":[]`, snapshots, ColumnTwice},
		{``, snapshots + `,"modules":{"value":[]}`, ColumnTwice},
		{`,"self-service-analytics":null`, snapshots, ColumnTwice},
		{``, `"modules":[]`, WrongType},
		{``, `"modules":{"value":5}`, WrongType},
		{``, `"environment_count":{"value":"x"}`, WrongType},
	}
	for _, test := range tests {
		if _, reason, _, _ := one(t, cfg, submitted(test.more, test.snapshots)); reason != test.reason {
			t.Errorf("%s %s: %q, want %q", test.more, test.snapshots, reason, test.reason)
		}
	}
	for _, analytics := range []string{`5`, `"x"`, `[]`, `{"snapshots":[]}`, `{"snapshots":7}`} {
		if _, reason, _, _ := one(t, cfg, `{`+fine+`,"self-service-analytics":`+analytics+`}`); reason != WrongType {
			t.Errorf("analytics %s: %q", analytics, reason)
		}
	}
}
