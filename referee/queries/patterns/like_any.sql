SELECT region LIKE ANY ('e%', '%s') AS a, region LIKE ALL ('%u', 'e%') AS b, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY a, b /* k */
