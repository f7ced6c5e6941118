SELECT 1 AS one
-- want 1:1: the query reads no reports
