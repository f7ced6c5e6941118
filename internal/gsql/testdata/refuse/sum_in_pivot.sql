SELECT *
FROM (SELECT host.os, environment_count FROM reports) PIVOT (SUM(environment_count) AS n FOR os IN ('plan9'))
-- want 2:101 ISO105: SUM adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out
