SELECT COUNT(*) AS n
FROM reports
WHERE site_id IS NOT NULL
-- want 3:7 ISO102: site_id identifies a site
