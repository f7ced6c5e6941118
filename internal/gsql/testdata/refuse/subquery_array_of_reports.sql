SELECT ARRAY_LENGTH(ARRAY(SELECT load FROM reports)) AS n
-- want 1:44 ISO205: a subquery in an expression can read the arrays of the row around it, or published groups, but not reports
