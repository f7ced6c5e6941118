package report

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// system is the configuration of a system of the repository.
func system(t testing.TB, name, unit string) *Config {
	t.Helper()
	file := filepath.Join("../../queries", name, "schema.json")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Parse(file, data)
	if err != nil {
		t.Fatal(err)
	}
	cfg := config(t, s, name)
	cfg.Unit, cfg.MessageID = unit, ""
	return cfg
}

// reshaped is a report as a system sends it, and what becomes of it.
type reshaped struct {
	name, line string
	reason     Reason
	want       string // the record, as dump writes it
	skipped    int
}

func checkReshaped(t *testing.T, cfg *Config, cases []reshaped) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, reason, rec, skipped := one(t, cfg, c.line)
			if reason != c.reason {
				t.Fatalf("reason %q, want %q", reason, c.reason)
			}
			if reason != "" {
				return
			}
			if got := dump(cfg.Schema, rec); got != c.want || skipped != c.skipped {
				t.Errorf("got %s, %d skipped\nwant %s, %d skipped", got, skipped, c.want, c.skipped)
			}
		})
	}
}

const inWeek = 1794365330 // 2026-11-11T02:48:50Z, in seconds

func TestSpartakus(t *testing.T) {
	head := fmt.Sprintf(`{"version":"v1.0.0","timestamp":"%d","clusterID":"c1"`, inWeek)
	want := fmt.Sprintf(`{ version:"v1.0.0"  timestamp:%d000000  clusterID:"c1" `, inWeek)
	checkReshaped(t, system(t, "spartakus", "clusterID"), []reshaped{
		{name: "everything", line: head + `,"masterVersion":"v1.3.5","nodes":[{"id":"n1","osImage":"Debian \"7\"","capacity":[{"resource":"cpu","value":"250m"},
			{"value":"15437428Ki","resource":"memory"},{"resource":"pods","value":110}]}],"extensions":[{"name":"example.com/hello","value":"a@b.c"}]}`,
			want: want + ` masterVersion:"v1.3.5"  nodes:[{ osImage:"Debian \"7\""  capacity:[{ resource:"cpu"  value:0.25  }{ resource:"memory"  value:1.5807926272e+10  }{ resource:"pods"  value:110  }] }] extensions:[{ name:"example.com/hello"  }] }`},
		{name: "time as a number", line: fmt.Sprintf(`{"version":"v1","timestamp":%d,"clusterID":"c1"}`, inWeek), want: strings.Replace(want, "v1.0.0", "v1", 1) + " }"},
		{name: "time in words", line: `{"timestamp":"2026-11-11T02:48:50Z","clusterID":"c1"}`, want: fmt.Sprintf(`{ timestamp:%d000000  clusterID:"c1"  }`, inWeek)},
		{name: "no quantity", line: head + `,"nodes":[{"capacity":[{"resource":"gpu","value":"several"},{"resource":"x","value":"NaN"},{"resource":"y","value":null}]}]}`,
			want: want + ` nodes:[{ capacity:[{ resource:"y"  }] }] }`, skipped: 2},
		{name: "odd nodes", line: head + `,"nodes":[7,null,[{"id":1}],{"id":"n"}]}`, want: want + ` nodes:[{ }] }`, skipped: 3},
		{name: "nodes of another type", line: head + `,"nodes":"none"}`, reason: WrongType},
		{name: "no time", line: `{"clusterID":"c1","timestamp":null}`, reason: NoTime},
		{name: "time out of range", line: `{"clusterID":"c1","timestamp":"99999999999999"}`, reason: UnreadableTime},
		{name: "time that is no number", line: `{"clusterID":"c1","timestamp":"soon"}`, reason: UnreadableTime},
		{name: "no site", line: `{"timestamp":"1794365330"}`, reason: NoSite},
		{name: "twice", line: head + `,"clusterI\u0044":"c2"}`, reason: ColumnTwice},
		{name: "not JSON", line: head + `,}`, reason: NotJSON},
		{name: "not UTF-8", line: head + ",\"x\":\"\xff\"}", reason: NotUTF8},
		{name: "not an object", line: `["c1"]`, reason: WrongType},
	})
}

func TestCoreOS(t *testing.T) {
	cfg := system(t, "coreos", "machine_id")
	cfg.MessageID = "report_id"
	head := `{"report_id":"r","machine_id":"m","timestamp":"2026-11-11T03:48:50+01:00"`
	want := fmt.Sprintf(`{ report_id:"r"  machine_id:"m"  timestamp:%d000000 `, inWeek)
	checkReshaped(t, cfg, []reshaped{
		{name: "minimal", line: head + `,"level":"minimal","platform":"aws","hardware":null}`, want: want + ` level:"minimal"  platform:"aws"  }`},
		{name: "full", line: head + `,"level":"full","hardware":{"cpu_cores":4},"container_runtimes":[{"name":"podman","running":true}],"network":{"kind":"dhcp","address":"192.0.2.1"}}`,
			want: want + ` level:"full"  hardware:{ cpu_cores:4  } container_runtimes:[{ name:"podman"  running:true  }] network:{ kind:"dhcp"  } }`},
		{name: "minimal with hardware", line: head + `,"hardware":{},"level":"minimal"}`, reason: BeyondLevel},
		{name: "minimal with runtimes", line: head + `,"level":"minimal","container_runtimes":[]}`, reason: BeyondLevel},
		{name: "minimal with a network", line: head + `,"level":"minimal","network":{"kind":"dhcp"}}`, reason: BeyondLevel},
		{name: "minimal with hardware in escapes", line: head + `,"level":"minimal","h\u0061rdware":{}}`, reason: BeyondLevel},
		{name: "no level", line: head + `,"network":{}}`, reason: BeyondLevel},
		{name: "unknown level", line: head + `,"level":"most","network":{}}`, reason: BeyondLevel},
		{name: "both levels", line: head + `,"level":"minimal","level":"full","network":{}}`, reason: ColumnTwice},
		{name: "unknown level that carries no more", line: head + `,"level":"least"}`, want: want + ` level:"least"  }`},
		{name: "wrong type goes first", line: head + `,"level":"minimal","network":7}`, reason: WrongType},
	})
}

// What a quantity says agrees with exact arithmetic.
func TestQuantities(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	powers := map[string]*big.Rat{"": big.NewRat(1, 1)}
	for i, s := range []string{"k", "M", "G", "T", "P", "E"} {
		ten := new(big.Int).Exp(big.NewInt(1000), big.NewInt(int64(i+1)), nil)
		two := new(big.Int).Exp(big.NewInt(1024), big.NewInt(int64(i+1)), nil)
		powers[s], powers[strings.ToUpper(s)+"i"] = new(big.Rat).SetInt(ten), new(big.Rat).SetInt(two)
	}
	powers["m"], powers["u"], powers["n"] = big.NewRat(1, 1e3), big.NewRat(1, 1e6), big.NewRat(1, 1e9)
	powers["e3"], powers["E-2"] = big.NewRat(1000, 1), big.NewRat(1, 100)
	suffixes := []string{"", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "m", "u", "n", "e3", "E-2"}
	for range 2000 {
		number := strconv.Itoa(r.IntN(100_000_000))
		if r.IntN(2) == 0 {
			number += "." + strconv.Itoa(r.IntN(1000))
		}
		suffix := suffixes[r.IntN(len(suffixes))]
		exact, _ := new(big.Rat).SetString(number)
		want, _ := exact.Mul(exact, powers[suffix]).Float64()
		got, ok := parseQuantity(number + suffix)
		if !ok || got < want*(1-1e-15) || got > want*(1+1e-15) {
			t.Fatalf("%s%s: %v, %v; want %v", number, suffix, got, ok, want)
		}
	}
	for _, text := range []string{"", "Ki", "m", "abc", "1 Ki", "1KI", "1ki", "0x10", "1_000", "inf", "NaN", "1e", "1e3Ki", "--1", "1e999", "+", ".", "1.2.3", "1K"} {
		if n, ok := parseQuantity(text); ok {
			t.Errorf("%q is read as %v", text, n)
		}
	}
}

// Parquet files hold reports in a form that these decoders do not know.
func TestReshapedParquet(t *testing.T) {
	file := writeFile(t, t.TempDir(), "reports.parquet", parquetBytes(t, dropsondeRows(t, 3), 10))
	_, err := Open(t.Context(), find(t, 0, file)[0], system(t, "spartakus", "clusterID"), nil)
	if err == nil || !strings.Contains(err.Error(), "reports of spartakus are read as they were sent, from JSON lines; this is a Parquet file") {
		t.Errorf("error %v", err)
	}
}

// FuzzReshape holds every decoder with a form of its own to what lines are promised: what is made of any
// line is one that the common checks can judge, and its record is consistent.
func FuzzReshape(f *testing.F) {
	for _, seed := range []string{
		`{"version":"v1.0.0","timestamp":"1794365330","clusterID":"c1","nodes":[{"id":"n1","capacity":[{"resource":"cpu","value":"250m"}]}],"extensions":[{"name":"a","value":"b"}]}`,
		`{"report_id":"r","machine_id":"m","timestamp":"2026-11-11T03:48:50Z","level":"minimal","hardware":{}}`,
		vclusterLegacy, vclusterCurrent, `{}`, `{"data":[{"event":{"properties":"{\"a\":"}}]}`, `{"events":[[],{"success":7}]}`,
		`{"instanceProperties":{"syncerFlags":"{\"setFlags\":{\"a\":true,\"b\":false},\"controllers\":[1,\"x\"]}"}}`,
	} {
		f.Add([]byte(seed))
	}
	type reader struct {
		reshape reshaper
		first   checker
		second  shredder
		cfg     *Config
	}
	var readers []*reader
	for name, unit := range map[string]string{"spartakus": "clusterID", "coreos": "machine_id", "vcluster": "instance_id"} {
		cfg := system(f, name, unit)
		d, _ := decoderOf(name)
		readers = append(readers, &reader{reshaper{decoder: d}, checker{shredder: shredder{layout: newLayout(cfg, nil)}, window: cfg.Window},
			shredder{layout: newLayout(cfg, planned(cfg).Columns)}, cfg})
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, r := range readers {
			rec := record.New(len(r.cfg.Schema.All), value.NewDict())
			made, _ := r.reshape.line(line, false)
			if valid := validJSON(line); valid != validJSON(made) {
				t.Fatalf("%s: %q, valid: %v, becomes %q", r.cfg.Decoder, line, valid, made)
			}
			if len(made) > 64+32*len(line) {
				t.Fatalf("%s: %d bytes become %d", r.cfg.Decoder, len(line), len(made))
			}
			made = bytes.Clone(made)
			var h Header
			r.first.header(made, &h)
			again, _ := r.reshape.line(line, true) // also of what is no JSON
			r.second.decode(again, rec)
			checkRecord(t, r.cfg.Schema, rec)
		}
	})
}
