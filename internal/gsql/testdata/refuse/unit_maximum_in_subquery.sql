SELECT (SELECT MAX(site_id) FROM UNNEST(modules)) AS s, COUNT(*) AS n
FROM reports
GROUP BY s
-- want 1:16 ISO102: site_id identifies a site
