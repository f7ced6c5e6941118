SELECT COUNT(DISTINCT TO_JSON_STRING(r)) AS n
FROM reports AS r
-- want 1:38 ISO102: site_id identifies a site
