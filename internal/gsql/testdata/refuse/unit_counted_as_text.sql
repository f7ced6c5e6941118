SELECT COUNT(DISTINCT TO_HEX(site_id)) AS n
FROM reports
-- want 1:30 ISO102: site_id identifies a site
