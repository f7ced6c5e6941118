package report

import (
	"io"
	"sync"
)

const (
	aheadBlock  = 256 << 10 // bytes
	aheadBlocks = 3
)

// ahead reads a stream in a goroutine of its own, a few blocks ahead of its reader, so that a compressed
// file is inflated on one core while another parses it. It holds aheadBlocks blocks. Close must be called,
// before what it reads from is closed.
type ahead struct {
	full  chan block  // in the order of the stream
	empty chan []byte // blocks to fill, nil for one that is still to be made
	stop  chan struct{}
	once  sync.Once
	done  sync.WaitGroup

	now  block  // what is left of the block being handed out
	back []byte // all of that block
}

// block is some of the stream, and the error that came behind it.
type block struct {
	data []byte
	err  error
}

func newAhead(r io.Reader) *ahead {
	a := &ahead{full: make(chan block, aheadBlocks), empty: make(chan []byte, aheadBlocks), stop: make(chan struct{})}
	for range aheadBlocks {
		a.empty <- nil // made when it is needed
	}
	a.done.Go(func() { a.run(r) })
	return a
}

// run fills blocks until an error, which io.EOF is, or Close.
func (a *ahead) run(r io.Reader) {
	for {
		var b []byte
		select {
		case b = <-a.empty:
		case <-a.stop:
			return
		}
		if b == nil {
			b = make([]byte, aheadBlock)
		}
		n, err := fill(r, b)
		a.full <- block{b[:n], err} // there is room for all blocks
		if err != nil {
			return
		}
	}
}

// fill reads until b is full or there is an error, with how much it read.
func fill(r io.Reader, b []byte) (n int, err error) {
	for idle := 0; n < len(b) && err == nil; idle++ {
		var more int
		more, err = r.Read(b[n:])
		if n += more; more > 0 {
			idle = 0
		} else if idle == 100 && err == nil {
			err = io.ErrNoProgress
		}
	}
	return n, err
}

// Read hands out what was read ahead. After an error it returns that error.
func (a *ahead) Read(p []byte) (int, error) {
	for len(a.now.data) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.back != nil {
			a.empty <- a.back
		}
		select {
		case a.now = <-a.full:
		case <-a.stop:
			return 0, io.ErrClosedPipe
		}
		a.back = a.now.data[:cap(a.now.data)]
	}
	n := copy(p, a.now.data)
	a.now.data = a.now.data[n:]
	return n, nil
}

// Close ends the reading ahead and waits for it. It may be called more than once.
func (a *ahead) Close() {
	a.once.Do(func() { close(a.stop) })
	a.done.Wait()
}
