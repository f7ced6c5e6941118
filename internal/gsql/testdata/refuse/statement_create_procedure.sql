CREATE PROCEDURE p() BEGIN SELECT 1; END
-- want 1:1 ISO002: a table is made by one SELECT statement; CREATE PROCEDURE is not one
