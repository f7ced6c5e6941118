package warehouse

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"isobar/internal/publish/faulttest"
	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
)

func TestFaults(t *testing.T) {
	faulttest.Run(t, "bq://", func(t *testing.T) faulttest.Place {
		w := newWorld(t)
		w.sink.Files.Calls = 1
		return faulttest.Place{Sink: w.sink, Transport: w.transport, Follows: true, Weeks: w.published, All: w.all}
	})
}

// published are the manifests of the files and the partitions of the tables.
func (w *world) published(ctx context.Context) (map[string]string, error) {
	dataset := w.consumer.Sub(sinktest.Dataset)
	labels, err := release.Weeks(ctx, dataset)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, week := range labels {
		m, err := release.Read(ctx, dataset, week)
		if err != nil {
			return nil, err
		}
		data, err := m.Encode()
		if err != nil {
			return nil, err
		}
		found["manifest "+week] = string(data)
	}
	for name, t := range w.bigquery.Tables("public") {
		if strings.HasSuffix(name, stagingSuffix) {
			continue
		}
		for day, rows := range t.Partitions {
			found[name+"$"+day] = fmt.Sprint(rows)
		}
	}
	return found, nil
}

// all are the files, the tables and the marks.
func (w *world) all(ctx context.Context) (map[string]string, error) {
	found, err := w.published(ctx)
	if err != nil {
		return nil, err
	}
	for name, t := range w.bigquery.Tables("public") {
		meta := *t.Meta
		meta.Etag, meta.ExpirationTime = "", 0
		data, err := json.Marshal(meta)
		if err != nil {
			return nil, err
		}
		found["table "+name] = string(data)
	}
	objects, err := w.consumer.Objects(ctx, ".")
	if err != nil {
		return nil, err
	}
	for _, o := range objects {
		if !strings.HasPrefix(o.Name, marksPrefix) {
			found[o.Name] = fmt.Sprintf("%d bytes, checksum %x", o.Size, o.CRC32C)
			continue
		}
		// A mark holds the manifest's generation, which differs from run to run.
		_, data, err := w.consumer.Read(ctx, o.Name)
		if err != nil {
			return nil, err
		}
		var m mark
		if err := json.Unmarshal(data, &m); err != nil {
			return nil, err
		}
		found[o.Name] = fmt.Sprint(m.Done, m.Tables)
	}
	return found, nil
}
