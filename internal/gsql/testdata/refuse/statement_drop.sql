DROP TABLE reports
-- want 1:1 ISO002: a table is made by one SELECT statement; DROP is not one
