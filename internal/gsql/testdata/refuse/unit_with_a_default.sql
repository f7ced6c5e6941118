SELECT COUNT(*) AS n
FROM reports
WHERE IFNULL(site_id, b'acme') = b'acme'
-- want 3:7 ISO102: site_id identifies a site
