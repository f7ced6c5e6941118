SELECT SUM(b.environment_count) AS n
FROM reports AS a LEFT JOIN reports AS b ON a.site_id = b.site_id AND a.host.os = 'plan9'
-- want 1:8 ISO105: SUM adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out
