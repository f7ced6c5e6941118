SELECT started, cost, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY started, cost
