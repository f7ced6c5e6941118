SELECT platform, count(DISTINCT site) AS sites
FROM class_platforms
WHERE platform IS NOT NULL
GROUP BY platform
HAVING count(DISTINCT site) >= k()
