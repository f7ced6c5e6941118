SELECT v, COUNT(*) AS n
FROM (SELECT site_id, CAST(host.os AS BYTES) AS os FROM reports) UNPIVOT (v FOR name IN (site_id, os))
GROUP BY v
-- want 1:1 ISO102: site_id identifies a site
-- want 1:11 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
