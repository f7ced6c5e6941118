SELECT name AS class, count(DISTINCT site) AS sites
FROM unused_classes
WHERE name IS NOT NULL
GROUP BY name
HAVING count(DISTINCT site) >= k()
