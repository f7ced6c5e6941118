package parquetread

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// The reports of Dropsonde's own generator, as an export to Parquet would have them. Lists whose
// elements the probe sends as plain texts stay so.
type dropsondeReport struct {
	MessageID      string       `parquet:"message_id" json:"message_id"`
	SiteID         string       `parquet:"site_id" json:"site_id"`
	Product        string       `parquet:"product,dict,zstd" json:"product"`
	Version        string       `parquet:"version,dict" json:"version"`
	Timestamp      string       `parquet:"timestamp" json:"timestamp"`
	IP             *string      `parquet:"ip" json:"ip"`
	ClassPlatforms []dropClass  `parquet:"class_platforms,list" json:"class_platforms"`
	Environments   *int32       `parquet:"environment_count" json:"environment_count"`
	Methods        []dropMethod `parquet:"puppetfile_ruby_methods,list" json:"puppetfile_ruby_methods"`
	Dependencies   []dropNeeds  `parquet:"dependencies" json:"dependencies"` // a bare repeated group
	Modules        []dropModule `parquet:"modules,list" json:"modules"`
	Classes        []dropMethod `parquet:"classes,list" json:"classes"`
	UnusedModules  []string     `parquet:"unused_modules,list" json:"unused_modules"`
	UnusedClasses  []string     `parquet:"unused_classes,list" json:"unused_classes"`
}

type dropClass struct {
	Name     string `parquet:"name,dict,snappy" json:"name"`
	Platform string `parquet:"platform,dict" json:"platform"`
	Count    int64  `parquet:"count,delta" json:"count"`
}

type dropMethod struct {
	Name  string `parquet:"name,dict,snappy" json:"name"`
	Count int64  `parquet:"count" json:"count"`
}

type dropNeeds struct {
	Name        *string `parquet:"name,dict" json:"name"`
	Requirement *string `parquet:"version_requirement,dict,zstd" json:"version_requirement"`
}

type dropModule struct {
	Name    *string `parquet:"name,dict,snappy" json:"name"`
	Slug    *string `parquet:"slug,dict,snappy" json:"slug"`
	Version *string `parquet:"version,dict,snappy" json:"version"`
}

func dropsondeTime(text []byte) (int64, bool) {
	at, err := time.Parse("2006-01-02 15:04:05 UTC", string(text))
	return at.UnixMicro(), err == nil
}

// dropsondeLines gives the example reports, one JSON object a line.
func dropsondeLines(t testing.TB) [][]byte {
	t.Helper()
	f, err := os.Open("testdata/dropsonde_example.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte("\n"))
}

// modelOf turns a JSON value into the model of column c.
func modelOf(t testing.TB, c *schema.Column, v any, element bool) any {
	switch {
	case v == nil:
		return nil
	case c.Repeated && !element:
		items := make([]any, len(v.([]any)))
		for i, x := range v.([]any) {
			items[i] = modelOf(t, c, x, true)
		}
		return items
	}
	switch c.Kind {
	case value.Record:
		m := map[string]any{}
		if s, ok := v.(string); ok {
			m["name"] = s
			return m
		}
		for _, f := range c.Fields {
			m[f.Name] = modelOf(t, f, v.(map[string]any)[f.Name], false)
		}
		return m
	case value.Int64:
		return int64(v.(float64))
	case value.Timestamp:
		micros, ok := dropsondeTime([]byte(v.(string)))
		if !ok {
			t.Fatalf("time %v", v)
		}
		return micros
	}
	return v
}

// The example reports, written with lists in three forms, are read back as they are in JSON, whole or
// by row groups.
func TestDropsonde(t *testing.T) {
	s := loadSchema(t, "dropsonde_schema.json")
	var reports []dropsondeReport
	var rows []map[string]any
	for _, line := range dropsondeLines(t) {
		var r dropsondeReport
		var raw map[string]any
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(line, &raw); err != nil {
			t.Fatal(err)
		}
		row := map[string]any{}
		for _, c := range s.Columns {
			row[c.Name] = modelOf(t, c, raw[c.Name], false)
		}
		reports, rows = append(reports, r), append(rows, row)
	}
	data := writeStructs(t, reports, parquet.MaxRowsPerRowGroup(5), parquet.PageBufferSize(4000))
	o := Options{ParseTime: dropsondeTime, TextField: "name"}
	checkRows(t, data, s, o, rows)

	file := saved(t, data)
	groups, err := RowGroups(file)
	if err != nil || fmt.Sprint(groups) != "[5 5 2]" {
		t.Fatalf("row groups %v, error %v", groups, err)
	}
	rec := record.New(len(s.All), value.NewDict())
	n := 0
	for first := 0; first < len(groups); {
		o.FirstGroup, o.LastGroup = first, min(first+2, len(groups))
		r, err := Open(file, s, o)
		if err != nil {
			t.Fatal(err)
		}
		before := n
		for ; r.Next(rec); n++ {
			e := expect(s, rows[n])
			if err := e.compare(s, rec, nil); err != nil {
				t.Fatalf("row %d: %v", n, err)
			}
		}
		if r.Err() != nil || r.NumRows() != int64(n-before) || r.Close() != nil {
			t.Fatalf("groups %d to %d: %d rows of %d, error %v", first, o.LastGroup, n-before, r.NumRows(), r.Err())
		}
		first = o.LastGroup
	}
	if n != len(rows) {
		t.Errorf("%d rows of %d", n, len(rows))
	}
	o.TextField = ""
	if _, err := Open(file, s, o); err == nil {
		t.Error("texts for records are no error without TextField")
	}
}
