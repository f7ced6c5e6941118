package bucket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"
	"testing"

	gcsclient "cloud.google.com/go/storage"
	"google.golang.org/api/option"

	"isobar/internal/publish/faulttest"
	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

func TestFaults(t *testing.T) {
	faulttest.Run(t, "gs://", func(t *testing.T) faulttest.Place {
		server := newServer(t)
		transport := &faulttest.Transport{Base: server.HTTPClient().Transport, Label: label}
		client, err := gcsclient.NewClient(t.Context(), option.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		place, err := gcs.Wrap(client).Bucket("gs://public/data")
		if err != nil {
			t.Fatal(err)
		}
		consumer := newSink(t, server).Place.Sub(sinktest.Dataset)
		return faulttest.Place{
			Sink: &Sink{Place: place, Scratch: faulttest.Scratch(t), Calls: 1}, Transport: transport,
			Weeks: func(ctx context.Context) (map[string]string, error) { return weeks(ctx, consumer) },
			All:   func(ctx context.Context) (map[string]string, error) { return digests(ctx, consumer) },
		}
	})
}

// label says what a call to Cloud Storage does.
func label(r *http.Request) string {
	name := r.URL.Query().Get("name")
	if name == "" {
		_, name, _ = strings.Cut(r.URL.Path, "/o/")
	}
	if name == "" {
		name = r.URL.Path
	}
	name = path.Base(name)
	switch {
	case strings.HasPrefix(r.URL.Path, "/upload/"):
		return "upload " + name
	case r.Method == http.MethodDelete:
		return "delete " + name
	case strings.HasSuffix(r.URL.Path, "/o"):
		return "list"
	case strings.Contains(r.URL.Path, "/o/"):
		return "stat " + name
	}
	return "read " + name
}

// weeks are the manifests of a dataset, with the contents of the files that they name; an error if one is
// missing or other than its manifest says.
func weeks(ctx context.Context, dataset storage.Reader) (map[string]string, error) {
	labels, err := release.Weeks(ctx, dataset)
	if err != nil {
		return nil, err
	}
	files, err := digests(ctx, dataset)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, week := range labels {
		m, err := release.Read(ctx, dataset, week)
		if err != nil {
			return nil, err
		}
		var text []string
		for name, f := range filesOf(m) {
			if files[name] != f.SHA256 {
				return nil, fmt.Errorf("%s is not what the manifest says", name)
			}
			text = append(text, name)
		}
		found[week] = fmt.Sprintf("%d files, manifest %s", len(text), files[release.ManifestFile(week)])
	}
	return found, nil
}

// digests are the contents of all objects below the dataset.
func digests(ctx context.Context, dataset storage.Reader) (map[string]string, error) {
	entries, err := dataset.List(ctx, ".")
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, e := range entries {
		sum := sha256.New()
		if err := errors.Join(copyFile(ctx, dataset, e.Name, sum)); err != nil {
			return nil, err
		}
		found[e.Name] = hex.EncodeToString(sum.Sum(nil))
	}
	return found, nil
}
