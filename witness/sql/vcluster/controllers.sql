SELECT name AS controller, count(DISTINCT site) AS instances
FROM controllers
WHERE name IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
