package bigquerytest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"
)

// insertJob begins a job, which has ended when it is asked after. Of one ID there is one job.
func (f *Fake) insertJob(body []byte) (any, error) {
	var job bq.Job
	if err := json.Unmarshal(body, &job); err != nil || job.JobReference == nil || job.JobReference.JobId == "" {
		return nil, invalid
	}
	if c := job.Configuration; c != nil && c.DryRun && c.Query != nil {
		return f.estimate(&job)
	}
	id := job.JobReference.JobId
	if f.jobs[id] != nil {
		return nil, duplicate
	}
	if f.jobs == nil {
		f.jobs = map[string]*bq.Job{}
	}
	f.jobs[id] = &job
	f.began = append(f.began, id)
	job.Status = &bq.JobStatus{State: "DONE"}
	if !f.NoStatistics {
		job.Statistics = &bq.JobStatistics{StartTime: 1, EndTime: 2}
	}
	var err error
	switch c := job.Configuration; {
	case c == nil:
		return nil, invalid
	case c.Load != nil:
		err = f.load(&job)
	case c.Query != nil:
		err = f.query(&job)
	case c.Extract != nil:
		err = f.extract(c.Extract)
	default:
		return nil, invalid
	}
	if err != nil {
		fail, ok := err.(*failure)
		if !ok {
			fail = invalid
		}
		job.Status.ErrorResult = &bq.ErrorProto{Reason: fail.reason, Message: "from the fake, with a value of a row"}
	}
	running := job
	running.Status = &bq.JobStatus{State: "RUNNING"}
	return &running, nil
}

// estimate answers for a query that is not run, of which nothing remains.
func (f *Fake) estimate(job *bq.Job) (any, error) {
	if f.Estimate == nil {
		return nil, invalid
	}
	n, err := f.Estimate(job.Configuration.Query.Query)
	if err != nil {
		return nil, err
	}
	job.Status, job.Statistics = &bq.JobStatus{State: "DONE"}, &bq.JobStatistics{TotalBytesProcessed: n}
	return job, nil
}

func (f *Fake) load(job *bq.Job) error {
	c := job.Configuration.Load
	name, day, _ := strings.Cut(c.DestinationTable.TableId, "$")
	t := f.tables[key(c.DestinationTable.DatasetId, name)]
	switch {
	case t == nil && c.CreateDisposition == "CREATE_NEVER":
		return notFound
	case t == nil || c.WriteDisposition != "WRITE_TRUNCATE" || c.SourceFormat != "NEWLINE_DELIMITED_JSON":
		return invalid
	case (day != "") != (t.Meta.TimePartitioning != nil):
		return invalid
	}
	var rows []Row
	var size int64
	for _, uri := range c.SourceUris {
		data, err := f.Objects.Get(uri)
		if err != nil {
			return notFound
		}
		size += int64(len(data))
		more, err := parse(data)
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	for _, row := range rows {
		for column := range row {
			if !slices.ContainsFunc(t.Meta.Schema.Fields, func(c *bq.TableFieldSchema) bool { return strings.EqualFold(c.Name, column) }) {
				return invalid
			}
		}
		if day != "" && strings.ReplaceAll(fmt.Sprint(row[t.Meta.TimePartitioning.Field]), "-", "") != day {
			return invalid
		}
	}
	t.Partitions[day] = rows
	if job.Statistics != nil {
		job.Statistics.Load = &bq.JobStatistics3{OutputRows: int64(len(rows)), InputFiles: int64(len(c.SourceUris)), InputFileBytes: size}
	}
	return nil
}

func parse(data []byte) ([]Row, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var rows []Row
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var row Row
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, err
		}
		for name, v := range row {
			if v == nil {
				delete(row, name)
			}
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

// list is tabledata.list.
func (t *Table) list() (any, error) {
	answer := &bq.TableDataList{}
	for _, rows := range t.Partitions {
		for _, row := range rows {
			r := &bq.TableRow{}
			for _, c := range t.Meta.Schema.Fields {
				v := row[c.Name]
				if text, ok := v.(string); ok && c.Type == "TIMESTAMP" {
					at, err := time.Parse(time.RFC3339Nano, text)
					if err != nil {
						return nil, err
					}
					v = fmt.Sprint(at.UnixMicro())
				}
				r.F = append(r.F, &bq.TableCell{V: v})
			}
			answer.Rows = append(answer.Rows, r)
			answer.TotalRows++
		}
	}
	return answer, nil
}

// query runs Query into a table that nobody named, as BigQuery does.
func (f *Fake) query(job *bq.Job) error {
	if f.Query == nil {
		return invalid
	}
	schema, rows, err := f.Query(job.Configuration.Query.Query)
	if err != nil {
		return err
	}
	ref := &bq.TableReference{ProjectId: f.Project, DatasetId: "_anonymous", TableId: "anon" + fmt.Sprint(len(f.began))}
	if f.tables == nil {
		f.tables = map[string]*Table{}
	}
	f.tables[key(ref.DatasetId, ref.TableId)] = &Table{Meta: &bq.Table{TableReference: ref, Schema: schema}, Partitions: map[string][]Row{"": rows}}
	job.Configuration.Query.DestinationTable = ref
	return nil
}

// extract writes a table to one gzip file of JSON lines in place of the * in the URI.
func (f *Fake) extract(c *bq.JobConfigurationExtract) error {
	t := f.tables[key(c.SourceTable.DatasetId, c.SourceTable.TableId)]
	if t == nil {
		return notFound
	}
	if c.DestinationFormat != "NEWLINE_DELIMITED_JSON" || c.Compression != "GZIP" || len(c.DestinationUris) != 1 {
		return invalid
	}
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	for _, row := range t.Partitions[""] {
		line, err := json.Marshal(row)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(z, string(line)+"\n"); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Objects.Put(strings.Replace(c.DestinationUris[0], "*", "000000000000", 1), buf.Bytes())
}
