SELECT COUNT(*) AS n
FROM reports AS a
WHERE EXISTS (SELECT 1 FROM reports AS b WHERE b.load > a.load)
-- want 3:29 ISO205: a subquery in an expression can read the arrays of the row around it, or published groups, but not reports
