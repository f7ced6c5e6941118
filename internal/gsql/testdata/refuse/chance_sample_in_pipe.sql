FROM reports
|> TABLESAMPLE BERNOULLI (10 PERCENT)
|> AGGREGATE COUNT(*) AS n
-- want 1:1 ISO109: TABLESAMPLE would make every run publish something else
