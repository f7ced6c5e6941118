SELECT load > (SELECT MAX(load) FROM reports) AS top, COUNT(*) AS n
FROM reports
GROUP BY top
-- want 1:38 ISO205: a subquery in an expression can read the arrays of the row around it, or published groups, but not reports
