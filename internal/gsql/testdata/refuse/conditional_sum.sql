SELECT SUM(IF(m.slug = 'acme', 1000, 0)) AS n, SUM(load) AS l FROM reports, UNNEST(modules) AS m
-- want 1:8 ISO105: SUM adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out
-- want 1:48 ISO106: SUM(load) would let one site decide the result
