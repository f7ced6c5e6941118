FROM reports
|> AGGREGATE COUNT(DISTINCT site_id) AS sites GROUP BY region
|> EXTEND RANK() OVER (ORDER BY sites DESC) AS place
