SELECT TO_HEX(site_id) AS s, COUNT(*) AS n
FROM reports
WHERE SUBSTR(site_id, 1, 1) = b'a'
GROUP BY s
-- want 1:15 ISO102: site_id identifies a site
-- want 3:14 ISO102: site_id identifies a site
