SELECT CASE site_id WHEN b'acme' THEN 'acme' ELSE 'others' END AS s, COUNT(*) AS n
FROM reports
GROUP BY s
-- want 1:13 ISO102: site_id identifies a site
