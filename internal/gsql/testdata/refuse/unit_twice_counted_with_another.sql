SELECT COUNT(DISTINCT (site_id, host.os)) AS n
FROM reports
-- want 1:8 ISO102: site_id identifies a site
