SELECT TO_JSON_STRING(TO_JSON(r)) AS j, COUNT(*) AS n
FROM reports AS r
GROUP BY j
-- want 1:31 ISO102: site_id identifies a site
