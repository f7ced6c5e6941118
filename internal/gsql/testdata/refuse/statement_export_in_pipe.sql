FROM reports
|> AGGREGATE COUNT(*) AS n
|> EXPORT DATA OPTIONS (uri = 'gs://elsewhere/*')
-- want 1:1 ISO002: a table is made by one SELECT statement; EXPORT DATA is not one
