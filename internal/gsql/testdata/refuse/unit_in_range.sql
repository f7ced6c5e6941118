SELECT COUNT(*) AS n
FROM reports
WHERE site_id BETWEEN b'a' AND b'b'
-- want 3:7 ISO102: site_id identifies a site
