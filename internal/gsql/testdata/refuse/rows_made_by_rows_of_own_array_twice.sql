SELECT slug, COUNT(*) AS n
FROM (SELECT site_id, slug, weight FROM reports, UNNEST(modules), UNNEST([1, 2]) AS weight WHERE weight = 1 OR host.os = 'plan9' GROUP BY site_id, slug, weight)
GROUP BY slug
-- want 1:14 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
