SELECT COALESCE(region, 'unknown') AS region, IFNULL(active, FALSE) AS active, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region, active
