package gcs

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	gcs "cloud.google.com/go/storage"
	"google.golang.org/api/option"

	"isobar/internal/storage/gcs/iamtest"
)

// granted gives a bucket in which something is granted.
func granted(t *testing.T, b iamtest.Bucket) *Bucket {
	t.Helper()
	server := httptest.NewServer(&iamtest.Server{Buckets: map[string]iamtest.Bucket{"b": b}, Next: http.NotFoundHandler()})
	t.Cleanup(server.Close)
	client, err := gcs.NewClient(t.Context(), option.WithEndpoint(server.URL+"/storage/v1/"), option.WithoutAuthentication())
	if err != nil {
		t.Fatal(err)
	}
	place, err := Wrap(client).Bucket("gs://b/some/prefix")
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func TestRights(t *testing.T) {
	b := granted(t, iamtest.Bucket{Rights: []string{"storage.objects.list", "storage.objects.get", "storage.objects.update"}})
	have, err := b.Rights(t.Context(), []string{"storage.objects.get", "storage.objects.create", "storage.objects.list"})
	if err != nil || !slices.Equal(have, []string{"storage.objects.get", "storage.objects.list"}) {
		t.Errorf("%q (%v)", have, err)
	}
}

func TestReaders(t *testing.T) {
	b := granted(t, iamtest.Bucket{Members: map[string][]string{
		"roles/storage.objectViewer":       {"allUsers", "serviceAccount:job@x", "user:left@x", "deleted:user:gone@x?uid=1"},
		"roles/storage.objectUser":         {"serviceAccount:job@x"},
		"roles/storage.objectCreator":      {"serviceAccount:sender@x", "user:left@x"},
		"roles/storage.legacyBucketReader": {"group:team@x"},
		"projects/p/roles/own":             {"group:others@x"},
	}})
	all, only, err := b.Readers(t.Context())
	if err != nil || !slices.Equal(all, []string{"allUsers", "group:others@x", "group:team@x", "serviceAccount:job@x", "user:left@x"}) ||
		!slices.Equal(only, []string{"allUsers", "group:team@x"}) {
		t.Errorf("all %q, only %q (%v)", all, only, err)
	}
	if _, _, err := granted(t, iamtest.Bucket{Hidden: true}).Readers(t.Context()); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "see who may read gs://b/some/prefix: no permission") {
		t.Error(err)
	}
}

func TestExposure(t *testing.T) {
	for _, want := range []Exposure{{}, {Prevented: true}, {Uniform: true}} {
		got, err := granted(t, iamtest.Bucket{Prevented: want.Prevented, Uniform: want.Uniform}).Exposure(t.Context())
		if err != nil || got != want {
			t.Errorf("%+v, want %+v (%v)", got, want, err)
		}
	}
}
