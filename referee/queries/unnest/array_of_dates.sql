SELECT d, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(days) AS d
GROUP BY d /* k */
