FROM reports
|> EXTEND SUM(environment_count) OVER () AS total
|> AGGREGATE COUNT(*) AS n GROUP BY total
-- want 2:11 ISO204: a window function would compare rows of different sites
