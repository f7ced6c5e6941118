SELECT COUNT(*) AS n
FROM reports AS a LEFT JOIN (SELECT site_id FROM reports, UNNEST(modules)) AS b ON a.site_id = b.site_id AND a.host.os = 'plan9'
-- want 1:8 ISO112: this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays
