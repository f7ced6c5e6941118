SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region /* k */
|> WHERE sites > 5
|> SELECT region AS area, sites * 2 AS twice
