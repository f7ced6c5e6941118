package eval

import (
	"isobar/internal/agg"
	"isobar/internal/itemset"
	"isobar/internal/record"
	"isobar/internal/value"
)

// Worker runs the site parts of a Program, all of them on one report after another. It belongs to one
// goroutine and shares nothing with other workers but the Program.
type Worker struct {
	program *Program
	space   *workspace
	frames  []*frame // of program.parts
	// worthCounting is how many bytes of item sets are looked at for whether their pairs take fewer. The
	// pairs of a smaller batch are left to the Miner to count.
	worthCounting int
}

// NewWorker makes a worker with an empty dictionary and empty tables.
func (p *Program) NewWorker() *Worker {
	d := value.NewDict()
	w := &Worker{program: p, space: p.pool.workspace(d), worthCounting: 32 << 20}
	w.space.rec = record.New(len(p.schema.All), d)
	for i, part := range p.parts {
		f := part.frame(w.space)
		if part.items == nil {
			f.table = agg.NewTable(part.group, d)
			if part.group.Limit != nil {
				f.limited = agg.NewLimited(f.table, part.group)
			}
			if part.group.Bound != nil {
				f.choice = agg.NewChoice(f.table, part.group)
			}
			if part.group.Ladder != nil {
				f.sets = agg.NewValueSets(f.table, part.group, d)
			}
		} else if part.counter == i {
			f.items = itemset.NewCounter()
		}
		w.frames = append(w.frames, f)
	}
	return w
}

// Record is where the decoder puts the next report, after a Reset, with the texts in its dictionary.
// Only vectors of the Program's Columns need be filled. Their values are NULL or of the column's kind,
// made by value.OfFloat64 and its like; texts of STRING columns are valid UTF-8. That is not looked at
// again.
func (w *Worker) Record() *record.Record { return w.space.rec }

// Site runs every site part on the report in the Record, as the one report of its site, and folds the
// result into the tables. It leaves the Record as it is.
func (w *Worker) Site() {
	for i, part := range w.program.parts {
		f := w.frames[i]
		if part.items != nil {
			if f.items != nil {
				part.items.run(f)
			}
			continue
		}
		f.begin(w.program.limits)
		switch {
		case part.bound.reached(w.space.rec):
			part.chosen(f, w.program.limits)
		case part.columns == nil || !part.columns.run(f):
			part.rows(f)
		}
		switch {
		case f.limited != nil:
			f.limited.EndSite(w.text(part.unit))
		case f.sets != nil:
			f.sets.EndSite()
		default:
			f.table.EndSite()
		}
	}
}

// text is that of a column of the report itself; none if it is NULL.
func (w *Worker) text(column int) []byte {
	if v := w.space.rec.At(column, 0); v.Kind.Coded() {
		return w.space.dict.Text(v.Code())
	}
	return nil
}

// Flush hands the tables to emit as self-contained batches for parts partitions, in the order of queries
// and groups, and empties them and the dictionary. What the Record holds is then meaningless. Item sets of
// one array are counted once for all sizes, so that a batch may come under several keys: nobody may change it.
func (w *Worker) Flush(parts int, emit func(key Key, batch []byte)) {
	counted := map[int][][]byte{} // batches of item sets, by the part that counts them
	for i, part := range w.program.parts {
		f, key := w.frames[i], part.key
		if part.items != nil {
			if f.items != nil {
				f.items.Flush(w.space.dict, func(batch []byte) { counted[i] = append(counted[i], batch) })
			}
			for _, batch := range counted[part.counter] {
				if part.group.Itemset.Size == 2 {
					batch = itemset.CountPairs(batch, w.worthCounting)
				}
				emit(key, batch)
			}
			continue
		}
		f.table.Flush(parts, func(n int, batch []byte) {
			key.Part = n
			emit(key, batch)
		})
	}
	for _, f := range w.frames {
		if f.sets != nil {
			f.sets.Reset()
		}
	}
	w.space.rec.Reset()
	w.space.dict.Reset()
	w.space.number(w.program.pool)
	for i := range w.space.memos {
		w.space.memos[i].reset()
	}
}

// perText is about what a dictionary keeps for a text besides its bytes.
const perText = 64

// Size is about the number of bytes that Flush would release: tables, dictionary, and remembered
// results. The caller flushes when it grows too large.
func (w *Worker) Size() int64 {
	n := int64(w.space.dict.Size()) + perText*int64(w.space.dict.Len())
	for i := range w.space.memos {
		n += w.space.memos[i].size()
	}
	for _, f := range w.frames {
		if f.table != nil {
			n += f.table.Size()
		}
		if f.items != nil {
			n += f.items.Size()
		}
		if f.sets != nil {
			n += f.sets.Size()
		}
	}
	return n
}

// Faults counts what went wrong in reports since the worker began, by table and reason: one for each
// evaluation that gave NULL instead of an error, one for each site part that hit a limit on rows.
func (w *Worker) Faults() map[Fault]int64 {
	counts := map[Fault]int64{}
	for i, part := range w.program.parts {
		for why, n := range w.frames[i].faults {
			if n > 0 {
				counts[Fault{Table: part.table, Reason: reasons[why]}] += n
			}
		}
	}
	return counts
}
