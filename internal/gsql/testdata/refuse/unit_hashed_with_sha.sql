SELECT TO_BASE64(SHA256(site_id)) AS h, COUNT(*) AS n
FROM reports
GROUP BY h
-- want 1:25 ISO102: site_id identifies a site
