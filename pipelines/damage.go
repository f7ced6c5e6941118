package pipelines

import (
	"maps"
	"slices"
	"sync"

	"isobar/internal/report"
)

// cutFiles brings together what the first pass over a lane finds in files that can be damaged and are in several
// shards: it counts only if all shards of the file are whole. What is in one shard Scan sees to by itself.
type cutFiles struct {
	lock  sync.Mutex
	files map[int]*cutFile // by the ID of the file's first shard
}

// cutFile is what was found in a file, or in the shards of it that are in the lane.
type cutFile struct {
	index *report.Index
	stats Stats
	read  int // shards
	end   int // behind the ID of the file's last shard
}

// add takes what was found in a shard. If it is the file's last one, what was found in all of it goes to w.
func (c *cutFiles) add(w *scanWorker, shard report.Shard, index *report.Index, stats *Stats) {
	c.lock.Lock()
	defer c.lock.Unlock()
	first, end := shard.Whole()
	file := c.files[first]
	if file == nil {
		file = &cutFile{index: report.NewIndex(indexPartitions), end: end}
		if c.files == nil {
			c.files = map[int]*cutFile{}
		}
		c.files[first] = file
	}
	file.index.Merge(index)
	file.stats.add(stats)
	if file.read++; file.read < end-first {
		return
	}
	delete(c.files, first)
	if len(file.stats.Damaged) == 0 {
		w.index.Merge(file.index)
	}
	w.stats.add(file.stats.whole())
}

// rest emits the indexes of files of which other lanes have shards, each by itself, since a lane that finds damage
// keeps all of the file from counting (report.Latest), and puts their statistics into total, for Stats.settle.
func (c *cutFiles) rest(total *Stats, index func(int, []byte)) {
	for _, first := range slices.Sorted(maps.Keys(c.files)) {
		file := c.files[first]
		for p := range indexPartitions {
			batch := file.index.Encode(p)
			if len(file.stats.Damaged) > 0 {
				batch = report.LeaveOut(first, file.end)
			}
			if len(batch) > 0 {
				index(p, batch)
			}
		}
		if total.Apart == nil {
			total.Apart = map[int]*Stats{}
		}
		total.Apart[first] = &file.stats
	}
}

// whole is what of a file's statistics counts: of a damaged one, what has to be known of every shard, and the damage.
func (s *Stats) whole() *Stats {
	if len(s.Damaged) == 0 {
		return s
	}
	return &Stats{Lines: s.Lines, Damaged: s.Damaged}
}

// settle decides on the files that were read in several lanes, and leaves one report.Damage of each damaged file.
// shards are all of the input.
func (s *Stats) settle(shards []report.Shard) {
	apart := s.Apart
	s.Apart = nil
	for _, first := range slices.Sorted(maps.Keys(apart)) {
		s.add(apart[first].whole())
	}
	s.Damaged = report.FirstDamages(s.Damaged, shards)
}
