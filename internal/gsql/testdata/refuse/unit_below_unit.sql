SELECT COUNT(*) AS n
FROM reports AS a JOIN reports AS b ON a.site_id = b.site_id
WHERE a.site_id <= b.site_id
-- want 3:7 ISO102: site_id identifies a site
-- want 3:20 ISO102: site_id identifies a site
