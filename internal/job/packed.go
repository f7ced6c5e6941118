package job

import (
	"context"

	"isobar/internal/cells"
	"isobar/internal/dataset"
	"isobar/internal/parallel"
	"isobar/pipelines"
)

// packed is results in a tenth of their memory. They are rarely needed again once tables are made of them, and lie
// beside what stages and attacks the release, when the job needs the most.
type packed struct {
	stats *pipelines.Stats
	sets  [][][]byte
}

// pack packs results, of which rows may be withheld, and empties them.
func (r *run) pack(ctx context.Context, results *pipelines.Results) (*packed, error) {
	p := &packed{stats: &results.Stats, sets: make([][][]byte, len(results.Sets))}
	if r.mode != dataset.CountsRounded {
		results.Sets = nil
		return p, nil
	}
	return p, parallel.Each(ctx, len(results.Sets), r.Workers, func(_ context.Context, _, i int) error {
		for _, set := range results.Sets[i] {
			p.sets[i] = append(p.sets[i], set.Encode())
		}
		results.Sets[i] = nil
		return nil
	})
}

// results unpacks them.
func (p *packed) results(ctx context.Context, workers int) (*pipelines.Results, error) {
	out := &pipelines.Results{Stats: *p.stats, Sets: make([][]*cells.Set, len(p.sets))}
	return out, parallel.Each(ctx, len(p.sets), workers, func(_ context.Context, _, i int) error {
		for _, data := range p.sets[i] {
			set := &cells.Set{}
			if err := set.Append(data); err != nil {
				return err
			}
			out.Sets[i] = append(out.Sets[i], set)
		}
		return nil
	})
}
