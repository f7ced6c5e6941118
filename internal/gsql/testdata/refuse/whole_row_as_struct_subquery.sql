SELECT TO_JSON_STRING((SELECT AS STRUCT r.*)) AS j, COUNT(*) AS n
FROM reports AS r
GROUP BY j
-- want 1:23 ISO102: site_id identifies a site
