package release

// Encode gives a manifest as its file holds it, for those who publish it under other file names than those
// of its staging.
func (m *Manifest) Encode() ([]byte, error) { return encode(m) }
