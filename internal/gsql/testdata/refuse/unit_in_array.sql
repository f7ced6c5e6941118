SELECT s, COUNT(*) AS n
FROM (SELECT [site_id] AS list FROM reports), UNNEST(list) AS s
GROUP BY s
-- want 1:11 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:15 ISO102: site_id identifies a site
