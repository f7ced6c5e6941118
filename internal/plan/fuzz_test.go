package plan

import (
	"bytes"
	"testing"
)

// FuzzUnmarshal: any bytes are a plan that Check has accepted, or an error; a plan that is read can be judged, printed,
// and written so that it is read again.
func FuzzUnmarshal(f *testing.F) {
	seed, err := Marshal(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	for _, op := range []string{`{"cells":{}}`, `{"report":{}}`, `{"limit":{"input":{"single":{}},"count":-1}}`, `{"join":{}}`, `{"sort":null}`, `{}`, `null`} {
		f.Add(bytes.Replace(seed, []byte(`{"cells":{`), []byte(op[:len(op)-1]), 1))
		f.Add([]byte(`{"table":"t","k":10,"public":` + op + `}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := Unmarshal(data)
		if err != nil {
			return
		}
		if err := Check(q); err != nil {
			t.Errorf("%s is read, and Check says: %v", data, err)
		}
		_ = q.String()
		for _, g := range q.Groups {
			_ = FindItemset(g)
		}
		written, err := Marshal(q)
		if err != nil {
			t.Fatalf("%s is read and cannot be written: %v", data, err)
		}
		again, err := Unmarshal(written)
		if err != nil {
			t.Fatalf("%s is written and cannot be read: %v", written, err)
		}
		if twice, err := Marshal(again); err != nil || !bytes.Equal(twice, written) {
			t.Errorf("%s\nand then\n%s", written, twice)
		}
	})
}
