SELECT service_type, count(DISTINCT site) AS instances
FROM latest
WHERE service_type IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
