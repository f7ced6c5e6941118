EXECUTE IMMEDIATE 'SELECT * FROM reports'
-- want 1:1 ISO002: a table is made by one SELECT statement; EXECUTE IMMEDIATE is not one
