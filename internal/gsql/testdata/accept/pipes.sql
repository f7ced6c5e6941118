FROM reports
|> JOIN UNNEST(modules) AS m
|> WHERE m.slug IS NOT NULL
|> EXTEND LENGTH(m.slug) AS letters
|> SET letters = letters + 1
|> AGGREGATE COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n GROUP BY letters, host.os AS os
|> EXTEND n / sites AS mean
|> WINDOW SUM(sites) OVER (PARTITION BY os) AS of_os
|> DROP n
|> RENAME letters AS length
|> ORDER BY sites DESC
|> LIMIT 10
