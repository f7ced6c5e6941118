package complement

import "context"

// settle hides groups until nothing is left to hide. Every round hides at least one, or is the last.
func (m *model) settle(ctx context.Context) error {
	if m.k == 1 {
		return nil // there are no groups to protect
	}
	var graphs []*graph
	var crossings []*crossing
	for p := range m.populations {
		if g := newGraph(m, p); g != nil {
			graphs = append(graphs, g)
			crossings = append(crossings, g.crossings()...)
		}
	}
	families := m.families()
	for before := int64(-1); before != m.hidden; {
		before = m.hidden
		if err := m.include(ctx); err != nil {
			return err
		}
		for _, g := range graphs {
			if err := g.settle(ctx); err != nil {
				return err
			}
		}
		if err := m.include(ctx); err != nil {
			return err
		}
		if err := m.histograms(ctx); err != nil {
			return err
		}
		for _, x := range crossings {
			if err := x.settle(ctx); err != nil {
				return err
			}
		}
		for _, f := range families {
			if err := m.linked(ctx, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// settle closes what a population's pairs and triples show.
func (g *graph) settle(ctx context.Context) error {
	g.measure()
	found, err := g.popular(ctx)
	if err != nil {
		return err
	}
	more, err := g.overlaps(ctx)
	if err != nil {
		return err
	}
	g.cover(append(found, more...))
	return g.pinned(ctx)
}
