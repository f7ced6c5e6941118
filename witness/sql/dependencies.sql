SELECT name AS slug, count(DISTINCT site) AS sites
FROM dependencies
WHERE name IS NOT NULL
GROUP BY name
HAVING count(DISTINCT site) >= k()
