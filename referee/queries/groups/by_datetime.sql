SELECT started, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY started /* k */
