WITH busy AS (SELECT host.os FROM reports WHERE load > 10)
SELECT COUNT(*) AS n
FROM reports
WHERE host.os IN (SELECT os FROM busy)
-- want 4:34 ISO205: a subquery in an expression can read the arrays of the row around it, or published groups, but not reports
