SELECT SUM(DISTINCT environment_count) AS n FROM reports
-- want 1:8 ISO207: SUM(DISTINCT …) is not supported
