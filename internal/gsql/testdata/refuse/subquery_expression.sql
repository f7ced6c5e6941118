SELECT COUNT(*) AS n FROM reports WHERE EXISTS (SELECT 1 FROM UNNEST(modules))
-- want 1:41: subqueries inside expressions
