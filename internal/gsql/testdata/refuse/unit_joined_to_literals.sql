SELECT known, COUNT(*) AS n
FROM reports JOIN UNNEST([b'acme', b'globex']) AS known ON known = site_id
GROUP BY known
-- want 1:15 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:68 ISO102: site_id identifies a site
