FROM reports
|> TEE (|> SELECT host.os)
|> AGGREGATE COUNT(*) AS n
-- want 1:1 ISO002: a table is made by one SELECT statement; |> FORK and |> TEE make several
