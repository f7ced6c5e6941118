package report

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
)

// gathered is one report of a part, which stays in the part's file.
type gathered struct {
	site      SiteID
	content   Digest
	time      int64
	messageID string
	at        int64 // of its JSON, in the part's file
	size      int
}

// maxGathered is the most bytes that gatheredHeader writes.
const maxGathered = 2*16 + 3*binary.MaxVarintLen64 + MaxMessageID

// gatheredHeader appends what comes before the JSON of a report of a shard in a part's file, but for their length
// together.
func gatheredHeader(out []byte, shard int, h *Header) []byte {
	out = append(append(out, h.Site[:]...), h.Content[:]...)
	out = binary.AppendUvarint(out, uint64(shard))
	out = binary.AppendVarint(out, h.Time)
	out = binary.AppendUvarint(out, uint64(len(h.MessageID)))
	return append(out, h.MessageID...)
}

var errGathered = errors.New("the gathered reports are damaged")

// readGathered lists the reports of a part, but for those of shards that are left out.
func readGathered(part io.ReadSeeker, leftOut map[int]bool) (reports []gathered, err error) {
	if _, err := part.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(part, 1<<16)
	at := int64(0)
	for {
		size, err := binary.ReadUvarint(in)
		if err == io.EOF {
			return reports, nil
		}
		if err != nil || size > maxMaxLine+maxGathered {
			return nil, errGathered
		}
		at += int64(len(binary.AppendUvarint(nil, size)))
		head, err := in.Peek(int(min(size, maxGathered)))
		if err != nil {
			return nil, errGathered
		}
		one := reader{b: head}
		r := gathered{}
		copy(r.site[:], one.bytes(len(r.site)))
		copy(r.content[:], one.bytes(len(r.content)))
		shard := int(one.unsigned(math.MaxInt32))
		r.time = one.signed()
		r.messageID = string(one.bytes(int(one.unsigned(MaxMessageID))))
		if one.bad {
			return nil, errGathered
		}
		header := len(head) - len(one.b)
		r.at, r.size = at+int64(header), int(size)-header
		if !leftOut[shard] {
			reports = append(reports, r)
		}
		if _, err := in.Discard(int(size)); err != nil {
			return nil, errGathered
		}
		at += int64(size)
	}
}

// read gives the JSON of a report.
func (g *gathered) read(part *os.File) ([]byte, error) {
	flat := make([]byte, g.size)
	_, err := part.ReadAt(flat, g.at)
	return flat, err
}

// fitting is how many reports of a site, the latest first, are made one: those that together have no more than most
// bytes, and at least the latest.
func fitting(reports []gathered, most int) int {
	size := 0
	for i, r := range reports {
		if size += r.size; i > 0 && size > most {
			return i
		}
	}
	return len(reports)
}
