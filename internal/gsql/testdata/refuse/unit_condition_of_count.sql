SELECT COUNTIF(site_id = b'acme') AS n
FROM reports
-- want 1:16 ISO102: site_id identifies a site
