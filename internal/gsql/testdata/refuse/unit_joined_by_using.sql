SELECT COUNT(*) AS n
FROM reports JOIN UNNEST([b'acme', b'globex']) AS site_id USING (site_id)
-- want 1:8 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:66 ISO102: site_id identifies a site
