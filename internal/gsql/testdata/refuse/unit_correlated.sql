SELECT COUNT(*) AS n
FROM reports
WHERE EXISTS (SELECT 1 FROM UNNEST([b'acme', b'globex']) AS known WHERE known = site_id)
-- want 3:81 ISO102: site_id identifies a site
