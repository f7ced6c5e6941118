SELECT DISTINCT PERCENTILE_CONT(load, 0.5) OVER () AS median
FROM reports
-- want 1:17 ISO204: a window function would compare rows of different sites
