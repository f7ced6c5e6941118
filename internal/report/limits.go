package report

import (
	"isobar/internal/record"
	"isobar/internal/value"
)

// Limits bound what one report can bring in. What is beyond them is left out of the report and counted; the
// rest of the report is kept. The second pass applies them, to reports of any format, and to merged ones after
// they have been made one.
type Limits struct {
	// Entries is the most entries that a repeated column keeps of a report; those of all arrays of a repeated column
	// within another one count together. See entryLimit for which. 0 for any number.
	Entries int
	// TextBytes is the most bytes of a STRING. One that is longer, or has another record.Flaw, is no value: it is
	// read as NULL, and as an entry of a repeated column it is left out. Only columns that are materialised are looked
	// at; BYTES are opaque. 0 for texts as they are.
	TextBytes int
}

// Limited counts what Limits kept out. Counts add up, in any order.
type Limited struct {
	Entries   int64 `json:"entries"`   // left out because there were more than Limits.Entries
	Long      int64 `json:"long"`      // texts read as NULL because they have more bytes than Limits.TextBytes,
	Control   int64 `json:"control"`   // because of control characters,
	Direction int64 `json:"direction"` // because of characters that change the direction of others
}

// Merge adds other to l.
func (l *Limited) Merge(other Limited) {
	l.Entries += other.Entries
	l.Long += other.Long
	l.Control += other.Control
	l.Direction += other.Direction
}

// finish applies the rules on values to a decoded record, whatever format it came from: the decoder's, and then the
// limits.
func (l *layout) finish(rec *record.Record) Limited {
	l.tidy.apply(rec)
	limited := Limited{Entries: l.entries.apply(rec)}
	if l.textBytes > 0 {
		if screen := rec.Screen(l.textBytes); screen.Update() {
			l.dropFlawed(rec, screen, &limited)
		}
	}
	return limited
}

// dropFlawed takes texts with a flaw out of a record.
func (l *layout) dropFlawed(rec *record.Record, screen *record.Screen, limited *Limited) {
	var counts [record.Flaws]int64
	for _, n := range l.texts {
		vals, before := rec.Vectors[n.column].Vals, counts
		for i, v := range vals {
			if flaw := screen.Of(v); flaw != 0 {
				counts[flaw]++
				vals[i] = value.Value{}
			}
		}
		if n.repeated && counts != before {
			dropNulls(rec, n)
		}
	}
	limited.Long += counts[record.TooLong]
	limited.Control += counts[record.Control]
	limited.Direction += counts[record.Direction]
}
