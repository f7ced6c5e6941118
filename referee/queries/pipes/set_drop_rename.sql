FROM reports
|> SELECT site_id, region, size, active
|> SET region = IFNULL(region, 'none')
|> DROP active
|> RENAME size AS class
|> AGGREGATE COUNT(DISTINCT site_id) AS sites GROUP BY region, class
