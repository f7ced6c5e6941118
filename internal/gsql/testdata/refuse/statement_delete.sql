DELETE FROM reports WHERE TRUE
-- want 1:1 ISO002: a table is made by one SELECT statement; DELETE is not one
