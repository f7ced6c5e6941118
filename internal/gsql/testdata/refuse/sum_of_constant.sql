SELECT SUM(1) AS n FROM reports
-- want 1:8 ISO105: SUM adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out
