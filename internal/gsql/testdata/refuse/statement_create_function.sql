CREATE TEMP FUNCTION id(s BYTES) AS (s)
-- want 1:1 ISO002: a table is made by one SELECT statement; CREATE FUNCTION is not one
