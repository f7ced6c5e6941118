SELECT cost, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY cost /* k */
