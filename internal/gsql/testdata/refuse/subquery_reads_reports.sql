SELECT COUNT(*) AS n
FROM reports
WHERE load > (SELECT AVG(environment_count) FROM reports)
-- want 3:50 ISO205: a subquery in an expression can read the arrays of the row around it, or published groups, but not reports
