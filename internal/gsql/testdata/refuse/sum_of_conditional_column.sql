WITH e AS (SELECT IF(host.os = 'plan9', environment_count, 0) AS environments FROM reports)
SELECT SUM(environments) AS n
FROM e
-- want 2:8 ISO105: SUM adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out
