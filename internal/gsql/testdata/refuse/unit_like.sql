SELECT COUNT(*) AS n
FROM reports
WHERE site_id LIKE b'ac%'
-- want 3:7 ISO102: site_id identifies a site
