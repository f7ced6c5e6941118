ASSERT (SELECT COUNT(*) FROM reports) > 3
-- want 1:1 ISO002: a table is made by one SELECT statement; ASSERT is not one
