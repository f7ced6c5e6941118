SELECT slug, count(*) AS sites
FROM installed
GROUP BY slug
HAVING count(*) >= k()
