// Package iamtest answers for the rights in buckets, which the emulator of Cloud Storage does not know.
//
// What enters: requests of the JSON API. What leaves: the answers about buckets' policies, the caller's rights and
// how a bucket keeps others out; all other requests go on to the emulator. Promised: nothing is checked, so who has
// no right can still write to the emulator.
package iamtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// Bucket is what is granted in one bucket.
type Bucket struct {
	Rights             []string            // the caller's permissions
	Members            map[string][]string // by role
	Hidden             bool                // the caller may not see the policy
	Prevented, Uniform bool                // public access prevention is enforced; objects have no lists of their own
}

// Server answers for the buckets that it has. Of others it asks Next, like for everything else.
type Server struct {
	Buckets map[string]Bucket
	Next    http.Handler
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, what, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/storage/v1/b/"), "/")
	b, known := s.Buckets[name]
	if !known || !strings.HasPrefix(r.URL.Path, "/storage/v1/b/") || r.Method != http.MethodGet {
		s.Next.ServeHTTP(w, r)
		return
	}
	var answer any
	switch what {
	case "":
		access := "inherited"
		if b.Prevented {
			access = "enforced"
		}
		answer = map[string]any{"name": name, "iamConfiguration": map[string]any{"publicAccessPrevention": access, "uniformBucketLevelAccess": map[string]any{"enabled": b.Uniform}}}
	case "iam":
		if b.Hidden {
			http.Error(w, "{}", http.StatusForbidden)
			return
		}
		bindings := []map[string]any{}
		for role, members := range b.Members {
			bindings = append(bindings, map[string]any{"role": role, "members": members})
		}
		answer = map[string]any{"version": 3, "etag": "CAE=", "bindings": bindings}
	case "iam/testPermissions":
		have := slices.DeleteFunc(slices.Clone(r.URL.Query()["permissions"]), func(p string) bool { return !slices.Contains(b.Rights, p) })
		answer = map[string]any{"permissions": have}
	default:
		s.Next.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		panic(err) // what the server answers is plain data
	}
}
