SELECT APPROX_COUNT_DISTINCT(site_id) AS n
FROM reports
-- want 1:8 ISO107: sites are counted exactly
