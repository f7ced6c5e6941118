SELECT os, n
FROM (SELECT host.os, COUNT(*) AS n FROM reports GROUP BY os)
WHERE os IN (SELECT host.os FROM reports WHERE load > 100)
-- want 3:34 ISO205: a subquery in an expression can read the arrays of the row around it, or published groups, but not reports
