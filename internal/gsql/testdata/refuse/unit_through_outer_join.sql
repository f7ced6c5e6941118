SELECT b.site_id, COUNT(*) AS n
FROM reports AS a LEFT JOIN (SELECT site_id FROM reports, UNNEST(modules)) AS b ON a.site_id = b.site_id
GROUP BY b.site_id
-- want 1:19 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 3:10 ISO102: site_id identifies a site
