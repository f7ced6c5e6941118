SELECT WITH(s AS site_id, TO_HEX(s)) AS h, COUNT(*) AS n
FROM reports
GROUP BY h
-- want 1:27 ISO102: site_id identifies a site
