FROM reports
|> FORK (|> AGGREGATE COUNT(*) AS n), (|> SELECT host.os)
-- want 1:1 ISO002: a table is made by one SELECT statement; |> FORK and |> TEE make several
