SELECT AVG(n.capacity[SAFE_OFFSET(0)].value) AS mean, AVG(load) AS load
FROM reports, UNNEST(nodes) AS n
-- want 1:8 ISO105: AVG adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out
-- want 1:55 ISO106: AVG(load) would let one site decide the result
