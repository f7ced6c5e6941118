SELECT token, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY token /* k */
