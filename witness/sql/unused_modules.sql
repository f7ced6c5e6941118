SELECT name AS module, count(DISTINCT site) AS sites
FROM unused_modules
WHERE name IS NOT NULL
GROUP BY name
HAVING count(DISTINCT site) >= k()
