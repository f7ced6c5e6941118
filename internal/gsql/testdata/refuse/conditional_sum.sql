SELECT SUM(IF(m.slug = 'acme', 1000, 0)) AS n, SUM(load) AS l FROM reports, UNNEST(modules) AS m
-- want 1:8: SUM adds a column that dataset.yaml bounds
-- want 1:48: SUM(load) would let one site decide
