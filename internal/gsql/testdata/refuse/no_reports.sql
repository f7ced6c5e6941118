SELECT 1 AS one
-- want 1:1 ISO003: the query reads no reports
