SELECT (SELECT site_id) AS s, COUNT(*) AS n
FROM reports
GROUP BY s
-- want 1:8 ISO102: site_id identifies a site
