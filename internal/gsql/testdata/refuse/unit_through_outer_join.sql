SELECT b.site_id, COUNT(DISTINCT a.site_id) AS n
FROM reports AS a LEFT JOIN (SELECT site_id FROM reports, UNNEST(modules)) AS b ON a.site_id = b.site_id
GROUP BY b.site_id
-- want 3:10 ISO102: site_id identifies a site
