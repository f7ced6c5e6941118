SELECT FORMAT('%t', r) AS j, COUNT(*) AS n
FROM reports AS r
GROUP BY j
-- want 1:21 ISO102: site_id identifies a site
