SELECT name, COUNT(*) AS n
FROM (SELECT CAST(host.os AS BYTES) AS name FROM reports UNION ALL SELECT site_id FROM reports)
GROUP BY name
-- want 1:14 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:7 ISO102: site_id identifies a site
