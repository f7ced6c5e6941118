package report

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// firstLine is the first report of a folder of .jsonl.gz files.
func firstLine(t testing.TB, dir string) []byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no reports: %v", dir, err)
	}
	file, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(text).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(line)
}

// FuzzLines: any text is cut into lines as bytes.Split does it, however it is divided into parts.
func FuzzLines(f *testing.F) {
	f.Add([]byte("{}\n{}\r\n\n \n\xef\xbb\xbf{}"), uint8(3), uint8(4))
	f.Add(bytes.Repeat([]byte("a long line "), 20), uint8(200), uint8(10))
	f.Add([]byte("\r\n\r\r\n"), uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, text []byte, at, most uint8) {
		limit := int(most) + 1
		var want [][]byte
		for _, line := range bytes.Split(text, []byte("\n")) {
			if line = bytes.TrimSuffix(line, []byte("\r")); len(line) > limit {
				line = line[:limit]
			}
			want = append(want, bytes.TrimPrefix(line, byteOrderMark))
		}
		if len(text) == 0 || text[len(text)-1] == '\n' {
			want = want[:len(want)-1]
		}
		half := min(int64(at), int64(len(text)))
		var got [][]byte
		for _, part := range [][2]int64{{0, half}, {half, int64(len(text))}} {
			start := max(0, part[0]-1)
			r := newLineReader(bytes.NewReader(text[start:]), limit, start, part[1])
			if part[0] > 0 {
				r.drop()
			}
			for r.next() {
				got = append(got, bytes.Clone(r.line))
			}
			if r.err != nil {
				t.Fatal(r.err)
			}
		}
		if !slices.EqualFunc(got, want, bytes.Equal) {
			t.Fatalf("%q cut at %d, limit %d: %q, want %q", text, half, limit, got, want)
		}
	})
}

// FuzzCompressed: no bytes that call themselves compressed make reading panic or hold more than a line.
func FuzzCompressed(f *testing.F) {
	var packed bytes.Buffer
	gz := gzip.NewWriter(&packed)
	gz.Write([]byte("{}\n{}"))
	gz.Close()
	f.Add(packed.Bytes())
	zst, err := zstd.NewWriter(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(zst.EncodeAll([]byte("{}\n{}"), nil))
	f.Add([]byte("\x28\xb5\x2f\xfd\x00\xa0\x03\x00\xf0a"))
	cfg := config(f, dropsondeSchema(f), "dropsonde")
	cfg.MaxLine = 1000
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, suffix := range []string{".gz", ".zst"} {
			file := writeFile(t, dir, "fuzz.jsonl"+suffix, data)
			shards, err := Find(t.Context(), []string{file}, 0)
			if err != nil {
				t.Fatal(err)
			}
			src, err := Open(t.Context(), shards[0], cfg, nil)
			if err != nil {
				continue
			}
			var h Header
			for n := 0; n < 10000 && src.Next(); n++ {
				if src.Header(&h); len(src.Raw()) > RawLimit+len(byteOrderMark) {
					t.Errorf("a line of %d bytes", len(src.Raw()))
				}
			}
			src.Close()
		}
	})
}

// FuzzBatch: any bytes are an index's batch, or an error that leaves the index as it was; what is read is written
// and read again.
func FuzzBatch(f *testing.F) {
	x := NewIndex(1)
	for i := range 5 {
		x.Add(&Header{Site: SiteID{byte(i)}, Time: int64(i), MessageID: []byte("id")}, i, uint32(i))
	}
	f.Add(x.Encode(0))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		x := NewIndex(1)
		if err := x.AddBatch(data); err != nil {
			if x.Sites() != 0 {
				t.Errorf("%d sites of a batch that is refused", x.Sites())
			}
			return
		}
		again := NewIndex(1)
		if err := again.AddBatch(x.Encode(0)); err != nil || !bytes.Equal(again.Encode(0), x.Encode(0)) {
			t.Errorf("%x is read and not read again: %v", data, err)
		}
	})
}
