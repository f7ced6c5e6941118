SELECT COUNT(*) AS n
FROM (SELECT host.os FROM reports UNION DISTINCT SELECT m.slug FROM reports, UNNEST(modules) AS m)
-- want 1:8 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:7 ISO203: this would compare rows of different sites
