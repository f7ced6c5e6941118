CREATE VIEW v AS SELECT * FROM reports
-- want 1:1 ISO002: a table is made by one SELECT statement; CREATE VIEW is not one
