SELECT ARRAY(SELECT site_id FROM UNNEST(modules))[SAFE_OFFSET(0)] AS s, COUNT(*) AS n
FROM reports
GROUP BY s
-- want 1:8 ISO102: site_id identifies a site
