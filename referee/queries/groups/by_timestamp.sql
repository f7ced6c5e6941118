SELECT seen, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY seen /* k */
