SELECT TO_JSON_STRING(STRUCT(site_id AS s)) AS j, COUNT(*) AS n
FROM reports
GROUP BY j
-- want 1:23 ISO102: site_id identifies a site
