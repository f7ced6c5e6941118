package progress

import (
	"bytes"
	"io"
	"sync"
	"unicode/utf8"
)

// The terminal sequences that a bar needs: to the line's start and erase it; erase what follows.
const (
	eraseLine = "\r\x1b[2K"
	eraseRest = "\x1b[0K"
)

// Screen is a terminal that a progress bar and lines of text share: a line erases the bar, which the
// next tick draws again below it. It is safe for concurrent use.
type Screen struct {
	mu    sync.Mutex
	out   io.Writer
	width func() int
	drawn bool // the cursor's line holds a bar
}

// NewScreen makes a screen of a terminal. width gives its columns, 0 if they are not known.
func NewScreen(out io.Writer, width func() int) *Screen {
	return &Screen{out: out, width: width}
}

// Write writes whole lines of text, above the bar.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.erase(); err != nil {
		return 0, err
	}
	return s.out.Write(p)
}

// Clear erases the bar, if there is one.
func (s *Screen) Clear() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.erase()
}

func (s *Screen) erase() error {
	if !s.drawn {
		return nil
	}
	s.drawn = false
	_, err := io.WriteString(s.out, eraseLine)
	return err
}

// canvas is the side of a screen that the bar is drawn on.
type canvas struct{ screen *Screen }

// Write draws one rendering of the bar, cut to the terminal's width: a line that wraps could not be
// erased again.
func (c canvas) Write(p []byte) (int, error) {
	s := c.screen
	s.mu.Lock()
	defer s.mu.Unlock()
	line := bytes.TrimSuffix(bytes.TrimPrefix(p, []byte("\r")), []byte(eraseRest))
	if columns := s.width(); columns > 0 {
		line = firstRunes(line, columns-1)
	}
	s.drawn = true
	if _, err := s.out.Write([]byte("\r" + string(line) + eraseRest)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// firstRunes cuts a line after n runes, each of which is one column wide in what a bar is made of.
func firstRunes(line []byte, n int) []byte {
	for i := range line {
		if utf8.RuneStart(line[i]) {
			if n == 0 {
				return line[:i]
			}
			n--
		}
	}
	return line
}
