SELECT 'all' AS what, 1 AS one, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY what, one /* k */
