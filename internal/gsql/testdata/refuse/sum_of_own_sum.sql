SELECT SUM(values_of_site) AS n
FROM (SELECT site_id, SUM(c.value) AS values_of_site FROM reports AS r, r.nodes AS n, n.capacity AS c GROUP BY site_id)
-- want 1:8 ISO105: SUM adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out
