FROM reports
|> AGGREGATE COUNT(*) AS n
|> CREATE TABLE elsewhere
-- want 1:1 ISO002: a table is made by one SELECT statement; CREATE TABLE AS SELECT is not one
