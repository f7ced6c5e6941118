SELECT known, COUNT(DISTINCT site_id) AS n
FROM reports JOIN UNNEST([b'acme', b'globex']) AS known ON known = site_id
GROUP BY known
-- want 2:68 ISO102: site_id identifies a site
