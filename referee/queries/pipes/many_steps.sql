-- referee: ordered
FROM reports
|> CROSS JOIN UNNEST(modules) AS m
|> EXTEND UPPER(m.name) AS upper_name
|> WHERE m.uses > 0
|> AGGREGATE COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n GROUP BY upper_name
|> WHERE sites > 2
|> EXTEND n / sites AS copies
|> ORDER BY sites DESC, upper_name
|> LIMIT 3
