package manager

import (
	"encoding/base64"
	"encoding/json"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/api/option"

	"isobar/internal/secret"
)

const text = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210"

// serve is Secret Manager with one answer.
func serve(t *testing.T, path string, status int, payload map[string]any) []option.ClientOption {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path {
			t.Errorf("asked for %s, want %s", r.URL.Path, path)
		}
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(map[string]any{"payload": payload}); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return []option.ClientOption{option.WithEndpoint(server.URL), option.WithoutAuthentication()}
}

func TestLoad(t *testing.T) {
	const ref, path = "gcpsm://projects/p/secrets/isobar", "/v1/projects/p/secrets/isobar/versions/latest:access"
	encoded := base64.StdEncoding.EncodeToString([]byte(text + "\n"))
	want, err := secret.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	sum := int64(crc32.Checksum([]byte(text+"\n"), crc32.MakeTable(crc32.Castagnoli)))
	s, err := Load(t.Context(), ref, serve(t, path, 200, map[string]any{"data": encoded, "dataCrc32c": strconv.FormatInt(sum, 10)})...)
	if err != nil || s.Fingerprint() != want.Fingerprint() {
		t.Errorf("error %v", err)
	}
	for name, c := range map[string]struct {
		ref, path string
		status    int
		payload   map[string]any
		want      string
	}{
		"a version":  {ref + "/versions/3", strings.Replace(path, "latest", "3", 1), 404, nil, "no such secret or version"},
		"forbidden":  {ref, path, 403, nil, "roles/secretmanager.secretAccessor"},
		"broken":     {ref, path, 400, nil, "status 400"},
		"no payload": {ref, path, 200, nil, "no payload"},
		"damaged":    {ref, path, 200, map[string]any{"data": encoded, "dataCrc32c": strconv.FormatInt(sum+1, 10)}, "damaged"},
		"no secret":  {ref, path, 200, map[string]any{"data": base64.StdEncoding.EncodeToString([]byte("hush"))}, "it holds 3 bytes"},
		"no name":    {"gcpsm://isobar", path, 200, nil, "is not of the form"},
	} {
		_, err := Load(t.Context(), c.ref, serve(t, c.path, c.status, c.payload)...)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), text) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
