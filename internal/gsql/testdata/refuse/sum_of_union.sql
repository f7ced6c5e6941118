SELECT SUM(n) AS n
FROM (SELECT environment_count AS n FROM reports UNION ALL SELECT 1000000 * environment_count FROM reports)
-- want 1:8 ISO105: SUM adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out
