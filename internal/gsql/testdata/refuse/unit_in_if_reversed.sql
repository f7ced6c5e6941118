SELECT COUNT(DISTINCT IF(environment_count > 3, NULL, site_id)) AS n
FROM reports
-- want 1:55 ISO102: site_id identifies a site
