package report

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// What is read ahead is what was there, with the error behind it.
func TestAheadReadsAll(t *testing.T) {
	r := rand.New(rand.NewPCG(50, 51))
	broken := errors.New("broken")
	for _, size := range []int{0, 1, aheadBlock - 1, aheadBlock, aheadBlock + 1, 4*aheadBlock + 77} {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		for name, in := range map[string]io.Reader{
			"plain": bytes.NewReader(data), "halves": iotest.HalfReader(bytes.NewReader(data)), "end with data": iotest.DataErrReader(bytes.NewReader(data)),
			"broken": io.MultiReader(bytes.NewReader(data), iotest.ErrReader(broken)), "cut": io.MultiReader(bytes.NewReader(data), iotest.ErrReader(io.ErrUnexpectedEOF)),
			"stuck": io.MultiReader(bytes.NewReader(data), stuck{}),
		} {
			a := newAhead(in)
			got, err := io.ReadAll(a)
			_, again := a.Read(make([]byte, 1))
			a.Close()
			want := map[string]error{"broken": broken, "cut": io.ErrUnexpectedEOF, "stuck": io.ErrNoProgress}[name]
			if !bytes.Equal(got, data) || err != want || again == nil {
				t.Errorf("%s, %d bytes: %d bytes, %v, then %v", name, size, len(got), err, again)
			}
		}
	}
}

// Closing ends the reading whether the reader has taken everything, something or nothing.
func TestAheadCloses(t *testing.T) {
	for taken := range 4 {
		in := &closable{}
		a := newAhead(in)
		for range taken {
			if _, err := a.Read(make([]byte, aheadBlock)); err != nil {
				t.Fatal(err)
			}
		}
		a.Close()
		in.closed = true // the race detector sees a read that comes later
		a.Close()
		for range aheadBlocks + 1 { // what is left may be handed out, then it ends
			if _, err := a.Read(make([]byte, 2*aheadBlock)); err == io.ErrClosedPipe {
				in = nil
				break
			}
		}
		if in != nil {
			t.Errorf("reading goes on after Close")
		}
	}
}

// closable is zeros without end.
type closable struct{ closed bool }

func (c *closable) Read(p []byte) (int, error) {
	if c.closed {
		panic("read after Close")
	}
	clear(p)
	return len(p), nil
}
