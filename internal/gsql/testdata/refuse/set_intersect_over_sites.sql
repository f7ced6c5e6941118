SELECT COUNT(*) AS n
FROM (SELECT host.os FROM reports WHERE load > 1 INTERSECT DISTINCT SELECT host.os FROM reports WHERE load < 1)
-- want 1:8 ISO112: this counts rows, and the query makes rows that are no elements of the report's own arrays
-- want 2:7 ISO203: this would compare rows of different sites
