SELECT generation, count(DISTINCT site) AS instances
FROM latest
WHERE generation IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
