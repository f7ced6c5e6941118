SELECT SUBSTR(site_id, 1, 1) AS s, COUNT(DISTINCT site_id) AS n
FROM reports
GROUP BY s
-- want 1:15 ISO102: site_id identifies a site
