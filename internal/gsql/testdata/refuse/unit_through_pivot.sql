SELECT *
FROM (SELECT site_id, load FROM reports) PIVOT (COUNT(*) FOR site_id IN (b'acme' AS acme))
-- want 2:74 ISO102: site_id identifies a site
