FROM reports
|> WHERE size > 1
|> AGGREGATE COUNT(DISTINCT site_id) AS sites GROUP BY region
