package audit

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// field is one field of a CSV record. An empty one without quotes is NULL.
type field struct {
	text   []byte
	quoted bool
}

// csvReader reads RFC 4180 CSV. Package encoding/csv does not tell an empty text from NULL.
type csvReader struct {
	r      *bufio.Reader
	line   []byte // the record, where it did not fit into r's buffer
	fields []field
	text   []byte // unquoted fields
}

func newCSVReader(r io.Reader) *csvReader {
	return &csvReader{r: bufio.NewReaderSize(r, 1<<18)}
}

var errQuotes = errors.New("a quoted field does not end where it should")

// next reads a record; io.EOF after the last. The fields are good until the next call.
func (c *csvReader) next() ([]field, error) {
	line, err := c.readLine(c.line[:0])
	if err != nil {
		return nil, err
	}
	c.fields = c.fields[:0]
	if bytes.IndexByte(line, '"') < 0 {
		line = endOfLine(line)
		for {
			i := bytes.IndexByte(line, ',')
			if i < 0 {
				c.fields = append(c.fields, field{text: line})
				return c.fields, nil
			}
			c.fields = append(c.fields, field{text: line[:i]})
			line = line[i+1:]
		}
	}
	// A quoted field may hold line ends: then the number of quotes so far is odd.
	if bytes.Count(line, []byte{'"'})%2 == 1 {
		c.line = append(c.line[:0], line...)
		for bytes.Count(c.line, []byte{'"'})%2 == 1 {
			more, err := c.readLine(nil)
			if errors.Is(err, io.EOF) {
				return nil, errQuotes
			}
			if err != nil {
				return nil, err
			}
			c.line = append(c.line, more...)
		}
		line = c.line
	}
	return c.split(endOfLine(line))
}

// readLine reads up to and with the next line feed.
func (c *csvReader) readLine(buf []byte) ([]byte, error) {
	line, err := c.r.ReadSlice('\n')
	if err == nil && len(buf) == 0 {
		return line, nil
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		buf = append(buf, line...)
		line, err = c.r.ReadSlice('\n')
	}
	buf = append(buf, line...)
	if errors.Is(err, io.EOF) && len(buf) > 0 {
		err = nil
	}
	return buf, err
}

func endOfLine(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'})
}

// split cuts a record in which some field has quotes.
func (c *csvReader) split(line []byte) ([]field, error) {
	c.text = c.text[:0]
	if cap(c.text) < len(line) {
		c.text = make([]byte, 0, 2*len(line)) // never moves while fields point into it
	}
	for {
		if len(line) == 0 || line[0] != '"' {
			i := bytes.IndexByte(line, ',')
			if i < 0 {
				c.fields = append(c.fields, field{text: line})
				return c.fields, nil
			}
			c.fields = append(c.fields, field{text: line[:i]})
			line = line[i+1:]
			continue
		}
		start := len(c.text)
		line = line[1:]
		for {
			i := bytes.IndexByte(line, '"')
			if i < 0 {
				return nil, errQuotes
			}
			c.text = append(c.text, line[:i]...)
			line = line[i+1:]
			if len(line) == 0 || line[0] != '"' {
				break
			}
			c.text = append(c.text, '"')
			line = line[1:]
		}
		c.fields = append(c.fields, field{text: c.text[start:len(c.text):len(c.text)], quoted: true})
		switch {
		case len(line) == 0:
			return c.fields, nil
		case line[0] != ',':
			return nil, errQuotes
		}
		line = line[1:]
	}
}
