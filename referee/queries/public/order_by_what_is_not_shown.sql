-- referee: ordered
SELECT region
FROM reports
GROUP BY region
ORDER BY COUNT(DISTINCT site_id) DESC, region
