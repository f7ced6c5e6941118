SELECT active, SUM(cost) AS total, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE cost BETWEEN 1 AND 1000
GROUP BY active
