SELECT COUNT(DISTINCT site_id) AS n
FROM (SELECT site_id FROM reports UNION ALL SELECT NULL FROM reports)
-- want 2:7 ISO102: site_id identifies a site
