package report

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
)

// The same reports give the same batches, in whatever order they were added.
func TestIndexEncodingIsDeterministic(t *testing.T) {
	r := rand.New(rand.NewPCG(32, 33))
	var headers []Header
	for i := range 3000 {
		h := Header{Site: SiteID(sha(fmt.Sprint(r.IntN(900)))), Time: int64(r.IntN(4)) - 2, Check: uint32(i), Content: Digest(sha(fmt.Sprint(r.IntN(2))))}
		h.MessageID = bytes.Repeat([]byte{byte(r.IntN(3))}, r.IntN(150))
		headers = append(headers, h)
	}
	order := r.Perm(len(headers))
	var want [][]byte
	for round := range 4 {
		x := NewIndex(4)
		for _, i := range order {
			x.Add(&headers[i], i/100, uint32(i))
		}
		if round == 3 { // through batches, each twice
			y := NewIndex(4)
			for range 2 {
				for p := range 4 {
					if err := y.AddBatch(x.Encode(p)); err != nil {
						t.Fatal(err)
					}
				}
			}
			x = y
		}
		for p := range 4 {
			batch := x.Encode(p)
			if round == 0 {
				want = append(want, batch)
			} else if !bytes.Equal(batch, want[p]) {
				t.Fatalf("round %d: partition %d differs", round, p)
			}
		}
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		sites := map[SiteID]bool{}
		for _, h := range headers {
			sites[h.Site] = true
		}
		if x.Sites() != len(sites) || x.Kept().Sites != int64(len(sites)) {
			t.Fatalf("%d sites, want %d", x.Sites(), len(sites))
		}
		x.Reset()
		if x.Sites() != 0 || x.Encode(0) != nil {
			t.Fatal("Reset leaves reports")
		}
	}
}

// Damaged bytes are errors, or other picks, never a panic and never a great allocation.
func TestDamagedBatches(t *testing.T) {
	r := rand.New(rand.NewPCG(34, 35))
	x := NewIndex(1)
	for i := range 50 {
		x.Add(&Header{Site: SiteID(sha(fmt.Sprint(i))), Time: int64(i), MessageID: []byte("id")}, i%3, uint32(i))
	}
	batch, kept := x.Encode(0), x.Kept().Encode()
	for name, try := range map[string]struct {
		data   []byte
		decode func([]byte) error
	}{
		"batch": {batch, func(b []byte) error { _, err := Latest([][]byte{b}); return err }},
		"kept":  {kept, func(b []byte) error { _, err := DecodeKept(b); return err }},
		"picks": {EncodePicks(x.Kept().Picks(1)), func(b []byte) error { _, err := DecodePicks(b); return err }},
	} {
		if err := try.decode(try.data); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for n := 1; n < len(try.data); n++ { // no bytes are an empty batch
			if try.decode(try.data[:n]) == nil {
				t.Errorf("%s: %d of %d bytes are accepted", name, n, len(try.data))
			}
		}
		if try.decode(append(bytes.Clone(try.data), 0)) == nil {
			t.Errorf("%s: a byte more is accepted", name)
		}
		for range 20000 {
			damaged := bytes.Clone(try.data)
			for range 1 + r.IntN(3) {
				damaged[r.IntN(len(damaged))] = byte(r.Uint32())
			}
			_ = try.decode(damaged) // must return
		}
	}
	if NewIndex(1).AddBatch(nil) != nil {
		t.Error("no bytes are an empty batch")
	}
}

// Whoever chooses site ids can choose parts of their hashes. That must not make the index slow: with places in the table
// that these parts decide, this would take hours.
func TestIndexOfAlikeSites(t *testing.T) {
	const n = 400_000
	for from := range 3 { // the bytes that differ
		x := NewIndex(1)
		for i := range uint32(n) {
			var h Header
			binary.LittleEndian.PutUint32(h.Site[6*from:], i)
			x.Add(&h, 0, i)
		}
		if x.Sites() != n {
			t.Errorf("%d sites of %d", x.Sites(), n)
		}
	}
}

func TestIndexSizeStaysBounded(t *testing.T) {
	x := NewIndex(1)
	h := Header{Site: SiteID(sha("site"))}
	for i := range 100000 { // one site, ever later reports
		h.Time = int64(i)
		h.MessageID = bytes.Repeat([]byte{'m'}, i%300)
		x.Add(&h, 0, uint32(i))
	}
	if x.Sites() != 1 || x.Size() > 10000 {
		t.Errorf("%d sites take %d bytes", x.Sites(), x.Size())
	}
	if picks := x.Kept().Picks(0); len(picks) != 1 || picks[0].Ordinal != 99999 {
		t.Errorf("picks %v", picks)
	}
}
