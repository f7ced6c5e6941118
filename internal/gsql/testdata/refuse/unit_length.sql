SELECT LENGTH(site_id) AS l, COUNT(DISTINCT site_id) AS n
FROM reports
GROUP BY l
-- want 1:15 ISO102: site_id identifies a site
