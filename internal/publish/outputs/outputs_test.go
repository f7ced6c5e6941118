package outputs

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	bq "cloud.google.com/go/bigquery"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	"google.golang.org/api/option"

	"isobar/internal/bigquery"
	"isobar/internal/publish/warehouse"
	"isobar/internal/storage/gcs"
)

// nowhere are connections over which no call succeeds.
func nowhere(t *testing.T) Connections {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	return Connections{
		Storage: func(context.Context) (*gcs.Service, error) { return gcs.Wrap(server.Client()), nil },
		BigQuery: func(ctx context.Context, project string) (*bigquery.Service, error) {
			client, err := bq.NewClient(ctx, project, option.WithHTTPClient(&http.Client{Transport: refuse{}}))
			if err != nil {
				return nil, err
			}
			return bigquery.Wrap(client), nil
		},
	}
}

type refuse struct{}

func (refuse) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("no network") }

func TestOpen(t *testing.T) {
	c := nowhere(t)
	for _, test := range []struct {
		outputs, staging, want string
		files                  string // where the files of a BigQuery output are
	}{
		{outputs: "out", want: "out"},
		{outputs: "out gs://b/p", want: "out, gs://b/p"},
		{outputs: "gs://b/p out gs://c", want: "out, gs://b/p, gs://c"},
		{outputs: "bq://my-project.public", staging: "gs://s/t", want: "bq://my-project.public", files: "gs://s/t/isobar-published/my-project.public"},
		{outputs: "bq://my-project.public gs://b/p", want: "bq://my-project.public", files: "gs://b/p"},
		{outputs: "", want: "there is no output"},
		{outputs: "out out/", want: "given twice"},
		{outputs: "bq://my-project.public", want: "--staging"},
		{outputs: "bq://my-project.public.table", want: "no dataset of BigQuery"},
		{outputs: "gs://", want: "no place in Cloud Storage"},
		{outputs: "https://example.com", want: "name a folder"},
	} {
		sink, err := Open(t.Context(), c, strings.Fields(test.outputs), test.staging)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = sink.String()
		}
		if !strings.Contains(got, test.want) || err == nil && got != test.want {
			t.Errorf("%q gives %s, want %s", test.outputs, got, test.want)
		}
		if table, ok := sink.(*warehouse.Sink); ok != (test.files != "") || ok && table.Files.String() != test.files {
			t.Errorf("%q: its files are in %v, want %s", test.outputs, sink, test.files)
		}
	}
}

func TestFindPassesFilesOn(t *testing.T) {
	c := nowhere(t)
	found, remove, err := Find(t.Context(), c, []string{"reports/", "gs://b/**"}, Reports{})
	if err != nil || strings.Join(found, " ") != "reports/ gs://b/**" || remove() != nil {
		t.Error(found, err)
	}
	for input, want := range map[string]string{"bq://my-project.private": "no table", "bq://my-project.private.reports": "--staging"} {
		if _, remove, err := Find(t.Context(), c, []string{input}, Reports{}); err == nil || !strings.Contains(err.Error(), want) || remove() != nil {
			t.Errorf("%s: %v, want %q", input, err, want)
		}
	}
}
