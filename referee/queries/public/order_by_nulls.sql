-- referee: ordered
SELECT size, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY size /* k */
ORDER BY size NULLS LAST
