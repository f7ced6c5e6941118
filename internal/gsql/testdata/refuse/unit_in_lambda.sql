SELECT e, COUNT(*) AS n
FROM reports, UNNEST(ARRAY_TRANSFORM(tags, tag -> site_id)) AS e
GROUP BY e
-- want 1:1 ISO102: site_id identifies a site
-- want 1:11 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
