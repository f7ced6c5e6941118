SELECT type, count(DISTINCT site) AS instances
FROM events
WHERE type IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
