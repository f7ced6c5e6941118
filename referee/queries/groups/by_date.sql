SELECT installed, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY installed /* k */
