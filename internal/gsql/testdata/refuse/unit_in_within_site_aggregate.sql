SELECT s, COUNT(*) AS n
FROM (SELECT site_id, ARRAY_AGG(site_id)[OFFSET(0)] AS s FROM reports, UNNEST(modules) GROUP BY site_id)
GROUP BY s
-- want 2:23 ISO102: site_id identifies a site
