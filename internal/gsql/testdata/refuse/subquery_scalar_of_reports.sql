SELECT COUNT(*) AS n, (SELECT host.os FROM reports LIMIT 1) AS os
FROM reports
-- want 1:44 ISO205: a subquery in an expression can read the arrays of the row around it, or published groups, but not reports
