SELECT COUNT(DISTINCT IF(environment_count > 3, site_id, b'other')) AS n
FROM reports
-- want 1:49 ISO102: site_id identifies a site
