SELECT COUNT(DISTINCT reports.site_id) AS n
FROM reports JOIN UNNEST([b'acme', b'globex']) AS site_id USING (site_id)
-- want 2:66 ISO102: site_id identifies a site
