package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseSummary(t *testing.T) {
	s, err := parseSummary([]byte(`{"published":true,"output":"o","reports":3,"sites":2,"tables":[{"name":"t","k":10,"rows":5},{"name":"u","k":10,"rows":6}],
		"phases":[{"name":"scan","seconds":1.5,"bytes":3000000}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.rows() != 11 || s.Phases[0] != (phase{"scan", 1.5, 3000000}) || s.files("t", "csv") != filepath.Join("o", "t", "*", "*.csv") {
		t.Errorf("%+v", s)
	}
	for _, text := range []string{"", "{", "{}", `{"published":true,"output":"o"}`, `{"refused":"too few sites"}`} {
		if _, err := parseSummary([]byte(text)); err == nil {
			t.Errorf("%q is a summary", text)
		}
	}
}

func TestFigures(t *testing.T) {
	for want, f := range map[string]figures{
		"none": nil, "2.00 s": {2}, "2.50 s [1.00–4.00]": {4, 1, 2, 3}, "12.3 s [0.50–1,235]": {1234.5, 12.34, 0.5},
	} {
		if got := f.text(" s"); got != want {
			t.Errorf("%v: %q, not %q", []float64(f), got, want)
		}
	}
	if r := (figures{4, 9}).per(figures{2, 3}); !slices.Equal(r, figures{2, 3}) {
		t.Errorf("ratios %v", r)
	}
	if r := (figures{12}).per(figures{2, 3}); !slices.Equal(r, figures{6, 4}) {
		t.Errorf("ratios of one run to two: %v", r)
	}
}

func TestParseSizes(t *testing.T) {
	sizes, err := parseSizes("500,10k, 1M")
	if err != nil || !slices.Equal(sizes, []int64{500, 10_000, 1_000_000}) {
		t.Errorf("%v, %v", sizes, err)
	}
	for _, text := range []string{"", "k", "10K", "-1", "0", "1.5k", "10k,"} {
		if _, err := parseSizes(text); err == nil {
			t.Errorf("%q are sizes", text)
		}
	}
}

// Each size is two lines, of both modes, with the factors to the size before; a mode that fails is one too.
func TestScale(t *testing.T) {
	o := needIsobar(t)
	o.sizes = "500,1k"
	var out bytes.Buffer
	var r results
	if err := o.scale(t.Context(), &out, &r, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 6 || !strings.Contains(lines[5], "µs") || len(strings.Fields(lines[5])) != len(strings.Fields(lines[3]))+4 {
		t.Errorf("not two lines for each size:\n%s", &out)
	}
	if len(r.Scale) != 4 || r.Scale[2].Sites != 1000 || r.Scale[2].Bytes < 2*r.Scale[0].Bytes*9/10 || len(r.Aims) > 0 {
		t.Errorf("%+v", r)
	}
	if small := r.Scale[:2]; small[0].Counts != threshold || small[1].Counts != rounded || small[0].Runs[0].rows() <= small[1].Runs[0].rows() {
		t.Errorf("rounding has published as many rows: %+v", small)
	}
	o.isobar = "/nowhere"
	if err := o.scale(t.Context(), &out, &r, t.TempDir()); err == nil {
		t.Error("there is nothing that writes reports, and nobody notices")
	}
}

// A run that fails is a result with the reason.
func TestScaleFails(t *testing.T) {
	o := needIsobar(t)
	folder := t.TempDir()
	s := &scaleResult{Sites: 1, Counts: threshold}
	if err := o.repeat(t.Context(), s, o.dataset, filepath.Join(folder, "none"), filepath.Join(folder, "output")); err == nil || len(s.Runs) > 0 {
		t.Errorf("%v, %d runs", err, len(s.Runs))
	}
}

// The threshold of triples is in proportion.
func TestScaleTriples(t *testing.T) {
	o := needIsobar(t)
	for sites, want := range map[int64]string{300_000: "\nk: 600\n", 1000: "\nk: 10\n"} {
		dataset, err := copyDataset(o.dataset, t.TempDir(), []string{triples})
		if err != nil {
			t.Fatal(err)
		}
		if err := scaleTriples(dataset, sites); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dataset, triples+".yaml"))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%v:\n%s", err, text)
		}
	}
}

// Too little room is refused before anything is written, with what is needed and what is there.
func TestDisk(t *testing.T) {
	o := needIsobar(t)
	o.sizes = "10k,1M"
	o.freeDiskBytes = func(string) (int64, error) { return 6e9, nil }
	folder := t.TempDir()
	var out bytes.Buffer
	err := o.scale(t.Context(), &out, &results{}, folder)
	if err == nil || !strings.Contains(err.Error(), "1,000,000 sites need 7.10 GB in "+folder+" (5.60 GB of reports") || !strings.Contains(err.Error(), "6.00 GB are free") {
		t.Errorf("%v", err)
	}
	if out.Len() > 0 {
		t.Errorf("printed %q", &out)
	}
	o.sizes = "10k"
	if err := o.needDisk(folder, 10_000); err != nil {
		t.Error(err)
	}
	if free, err := freeDiskBytes(folder); err != nil || free <= 0 {
		t.Errorf("%d bytes are free, %v", free, err)
	}
	if _, err := freeDiskBytes(filepath.Join(folder, "none")); err == nil {
		t.Error("a folder that is not there has room")
	}
}
