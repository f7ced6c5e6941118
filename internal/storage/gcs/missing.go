package gcs

import "errors"

// IsMissing says whether an error is that an object is not there, or its bucket: of a name that was given, that
// the name is wrong.
func IsMissing(err error) bool { return isMissing(err) || errors.Is(err, errNoBucket) }
