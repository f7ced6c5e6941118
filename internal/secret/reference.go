package secret

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrUnsupported says that a secret is kept somewhere that this version cannot read.
var ErrUnsupported = errors.New("not in this version")

const referenceScheme = "gcpsm://"

// reference is a version of a secret in Google Cloud's Secret Manager.
var reference = regexp.MustCompile(`^gcpsm://projects/[a-z0-9:.-]+/secrets/[A-Za-z0-9_-]{1,255}(/versions/(latest|[0-9]+))?$`)

func isReference(path string) bool { return strings.HasPrefix(path, referenceScheme) }

// parseReference says what is wrong with a reference: its form, or that there is nothing to read it with.
func parseReference(ref string) error {
	if !reference.MatchString(ref) {
		return fmt.Errorf("secret: %q is not of the form gcpsm://projects/PROJECT/secrets/NAME/versions/VERSION", ref)
	}
	return fmt.Errorf("secret: %s: Secret Manager is %w; use a file", ref, ErrUnsupported)
}
