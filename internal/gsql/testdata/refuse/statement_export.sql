EXPORT DATA OPTIONS (uri = 'gs://elsewhere/*') AS SELECT * FROM reports
-- want 1:1 ISO002: a table is made by one SELECT statement; EXPORT DATA is not one
