SELECT SUBSTR(x, 1, 1) AS y, COUNT(*) AS n
FROM (SELECT id AS x FROM (SELECT site_id AS id FROM reports))
GROUP BY y
-- want 1:15 ISO102: site_id identifies a site
