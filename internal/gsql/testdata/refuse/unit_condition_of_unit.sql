SELECT COUNT(DISTINCT IF(site_id > b'm', site_id, NULL)) AS n
FROM reports
-- want 1:26 ISO102: site_id identifies a site
