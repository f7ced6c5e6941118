SELECT creator, count(DISTINCT site) AS instances
FROM latest
WHERE creator IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
