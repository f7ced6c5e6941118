CREATE TABLE x AS SELECT COUNT(*) AS n FROM reports
-- want 1:1 ISO002: a table is made by one SELECT statement; CREATE TABLE AS SELECT is not one
