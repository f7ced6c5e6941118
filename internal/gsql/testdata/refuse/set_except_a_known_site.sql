SELECT COUNT(*) AS n
FROM (SELECT site_id FROM reports EXCEPT DISTINCT SELECT b'acme' FROM reports)
-- want 1:8 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:7 ISO102: site_id identifies a site
-- want 2:7 ISO203: this would compare rows of different sites
