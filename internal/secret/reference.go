package secret

import (
	"fmt"
	"regexp"
	"strings"
)

const referenceScheme = "gcpsm://"

// reference is a version of a secret in Google Cloud's Secret Manager.
var reference = regexp.MustCompile(`^gcpsm://(projects/[a-z0-9:.-]+/secrets/[A-Za-z0-9_-]{1,255})(/versions/(?:latest|[0-9]+))?$`)

// IsReference says that a path names a secret in Secret Manager, which package manager reads, and no file.
func IsReference(path string) bool { return strings.HasPrefix(path, referenceScheme) }

// Resource gives the name that Secret Manager knows a reference by,
// projects/PROJECT/secrets/NAME/versions/VERSION; without a version it is the latest.
func Resource(ref string) (string, error) {
	parts := reference.FindStringSubmatch(ref)
	if parts == nil {
		return "", fmt.Errorf("secret: %q is not of the form gcpsm://projects/PROJECT/secrets/NAME/versions/VERSION", ref)
	}
	if parts[2] == "" {
		parts[2] = "/versions/latest"
	}
	return parts[1] + parts[2], nil
}
