package parquetread

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"

	"isobar/internal/value"
)

func TestUnpack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for width := 1; width <= 64; width++ {
		for _, n := range []int{1, 7, 8, 9, 31, 64, 65} {
			want := make([]uint64, n)
			packed := make([]byte, (n*width+7)/8)
			for i := range want {
				want[i] = r.Uint64() >> (64 - width)
				for b := range width { // bit by bit
					k := i*width + b
					packed[k/8] |= byte(want[i]>>b&1) << (k % 8)
				}
			}
			got := make([]uint64, n)
			unpack(got, packed, width)
			if !slices.Equal(got, want) {
				t.Fatalf("width %d: %x, want %x", width, got, want)
			}
			if width <= 32 {
				small := make([]uint32, n)
				unpack(small, packed, width)
				for i := range small {
					if uint64(small[i]) != want[i] {
						t.Fatalf("width %d in 32 bits", width)
					}
				}
			}
		}
	}
}

// What parquet-go encodes is decoded; cut short or followed by nothing it is an error, not a panic.
func TestHybrid(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 300 {
		width := 1 + r.IntN(32)
		want := make([]int32, 1+r.IntN(100))
		for i := range want {
			if want[i] = int32(r.Uint32() >> (32 - width)); i > 0 && r.IntN(4) > 0 {
				want[i] = want[i-1]
			}
		}
		packed, err := (&rle.Encoding{BitWidth: width}).EncodeInt32(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]uint32, len(want))
		if err := decodeHybrid(got, packed, width); err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if int32(got[i]) != want[i] {
				t.Fatalf("width %d: %d is %d, want %d", width, i, got[i], want[i])
			}
		}
		if err := decodeHybrid(make([]uint32, len(want)+64), packed, width); err == nil {
			t.Fatal("too few numbers are no error")
		}
		packed[r.IntN(len(packed))] ^= 1 << r.IntN(8)
		_ = decodeHybrid(got, packed[:r.IntN(len(packed)+1)], width)
	}
	// A run that claims two billion levels is refused without making room for them.
	huge := []byte{0xfe, 0xff, 0xff, 0xff, 0x0f, 1}
	if allocated(func() { _ = decodeHybrid(make([]uint8, 10), huge, 1) }) > 1<<20 {
		t.Error("memory for a run that is not there")
	}
}

func TestDelta(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		want := make([]int64, r.IntN(400))
		for i := range want {
			switch r.IntN(3) {
			case 0:
				want[i] = r.Int64() - r.Int64()
			case 1:
				want[i] = []int64{math.MinInt64, math.MaxInt64}[r.IntN(2)]
			default:
				want[i] = int64(i)
			}
		}
		packed, err := parquet.DeltaBinaryPacked.EncodeInt64(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]int64, len(want))
		rest, err := decodeDelta(got, append(packed, "rest"...))
		if err != nil || !slices.Equal(got, want) || string(rest) != "rest" {
			t.Fatalf("error %v, rest %q", err, rest)
		}
		if _, err := decodeDelta(make([]int64, len(want)+1), packed); err == nil {
			t.Fatal("another number of values is no error")
		}
		packed[r.IntN(len(packed))] ^= 1 << r.IntN(8)
		_, _ = decodeDelta(got, packed[:r.IntN(len(packed)+1)])
	}
}

func TestDeltaTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 200 {
		var want []string
		var block []byte
		offsets := []uint32{0}
		for range 1 + r.IntN(60) {
			s := fmt.Sprint("prefix-", r.IntN(1000))[:r.IntN(8)]
			want = append(want, s)
			block = append(block, s...)
			offsets = append(offsets, uint32(len(block)))
		}
		for name, packed := range map[string]func() ([]byte, error){
			"lengths":  func() ([]byte, error) { return parquet.DeltaLengthByteArray.EncodeByteArray(nil, block, offsets) },
			"prefixes": func() ([]byte, error) { return parquet.DeltaByteArray.EncodeByteArray(nil, block, offsets) },
		} {
			decode := decodeDeltaLengths
			if name == "prefixes" {
				decode = decodeDeltaTexts
			}
			b, err := packed()
			if err != nil {
				t.Fatal(err)
			}
			all := texts{spans: make([]span, len(want))}
			if all.data, err = decode(all.spans, b); err != nil {
				t.Fatal(err)
			}
			for i, s := range want {
				if got := string(all.text(uint32(i))); got != s {
					t.Fatalf("%s: %q, want %q", name, got, s)
				}
			}
			b = bytes.Clone(b)
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			_, _ = decode(all.spans, b[:r.IntN(len(b)+1)])
		}
	}
}

// A dictionary index, or the shared beginning of a text, outside what there is is an error.
func TestReferencesOutside(t *testing.T) {
	l := &leafReader{how: toInt, hasDict: true, dictVals: make([]value.Value, 3)}
	if err := l.indices([]byte{2, 5 << 1, 2}, 5); err != nil {
		t.Error(err)
	}
	if err := l.indices([]byte{2, 5 << 1, 3}, 5); err == nil {
		t.Error("an index outside the dictionary is no error")
	}
	prefixes, _ := parquet.DeltaBinaryPacked.EncodeInt32(nil, []int32{0, 2})
	suffixes, _ := parquet.DeltaLengthByteArray.EncodeByteArray(nil, []byte("ab"), []uint32{0, 1, 2})
	if _, err := decodeDeltaTexts(make([]span, 2), append(bytes.Clone(prefixes), suffixes...)); err == nil {
		t.Error("a beginning longer than the text before is no error")
	}
}

// A page must decompress to the size that its header states, and room is made for that only.
func TestDecompress(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var d decompressor
	defer d.close()
	for _, codec := range codecs {
		name := codec.CompressionCodec()
		for range 40 {
			want := bytes.Repeat([]byte("abcdefgh"), r.IntN(2000))
			packed, err := codec.Encode(nil, want)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]byte, len(want))
			if err := d.decompress(name, got, packed); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%v: %v", name, err)
			}
			if err := d.decompress(name, make([]byte, len(want)+1), packed); err == nil {
				t.Fatalf("%v: fewer bytes are no error", name)
			}
			if len(want) > 0 {
				if err := d.decompress(name, make([]byte, len(want)-1), packed); err == nil {
					t.Fatalf("%v: more bytes are no error", name)
				}
			}
			if used := allocated(func() {
				bad := bytes.Clone(packed)
				for range 3 * min(1, len(bad)) {
					bad[r.IntN(len(bad))] ^= byte(1 + r.IntN(255))
				}
				_ = d.decompress(name, got, bad)
			}); used > 16<<20 {
				t.Fatalf("%v: %d MB for %d bytes", name, used>>20, len(want))
			}
		}
	}
}

// A list that claims more elements than there are bytes is refused before room is made for them.
func TestThriftBomb(t *testing.T) {
	metadata := marshal(t, &format.FileMetaData{Schema: []format.SchemaElement{rootElement(0)}, CreatedBy: "x"})
	var back format.FileMetaData
	if n, err := unmarshalThrift(append(metadata, "trailing"...), &back); err != nil || n != len(metadata) || back.CreatedBy != "x" {
		t.Fatalf("%d bytes of %d, %v", n, len(metadata), err)
	}
	at := bytes.IndexByte(metadata, 1<<4|thriftStruct) // the list of one schema element
	bomb := slices.Concat(metadata[:at], []byte{0xf<<4 | thriftStruct, 0xff, 0xff, 0xff, 0xff, 7}, metadata[at+1:])
	const unknown = 0xf<<4 | thriftStruct // field 15, which the metadata does not have
	nested := append(bytes.Repeat([]byte{unknown}, maxThriftDepth+1), make([]byte, maxThriftDepth+2)...)
	if n, err := unmarshalThrift(nested[1:len(nested)-1], &struct{}{}); err != nil || n != len(nested)-2 {
		t.Errorf("just not too deep: %d bytes, %v", n, err)
	}
	if _, err := unmarshalThrift(nested, &struct{}{}); err == nil {
		t.Error("structures without end are no error")
	}
	for _, data := range [][]byte{bomb, {}, metadata[:len(metadata)-1]} {
		if used := allocated(func() {
			if _, err := unmarshalThrift(data, &back); err == nil {
				t.Error("no error")
			}
		}); used > 1<<20 {
			t.Errorf("%d bytes allocated", used)
		}
	}
}
