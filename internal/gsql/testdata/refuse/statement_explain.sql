EXPLAIN SELECT COUNT(*) AS n FROM reports
-- want 1:1 ISO002: a table is made by one SELECT statement; EXPLAIN is not one
