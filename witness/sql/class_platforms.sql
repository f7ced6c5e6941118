SELECT name AS class, platform, count(DISTINCT site) AS sites
FROM class_platforms
WHERE name IS NOT NULL AND platform IS NOT NULL
GROUP BY name, platform
HAVING count(DISTINCT site) >= k()
