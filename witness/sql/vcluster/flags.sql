SELECT name AS flag, count(DISTINCT site) AS instances
FROM flags
GROUP BY 1
HAVING count(DISTINCT site) >= k()
