-- referee: ordered
SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region /* k */
ORDER BY sites DESC, region
