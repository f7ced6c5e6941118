SELECT COUNT(*) AS n
FROM reports
WHERE site_id IN UNNEST([b'acme', b'globex'])
-- want 3:7 ISO102: site_id identifies a site
