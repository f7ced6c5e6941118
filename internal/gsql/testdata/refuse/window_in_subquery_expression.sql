SELECT COUNT(*) AS n
FROM reports
WHERE EXISTS (SELECT 1 FROM UNNEST(modules) AS m QUALIFY ROW_NUMBER() OVER (ORDER BY m.slug) = 2)
-- want 3:58 ISO204: window functions in a subquery of an expression are not supported
