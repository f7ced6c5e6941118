SELECT slug, count(DISTINCT site) AS sites
FROM modules
WHERE slug IS NOT NULL
GROUP BY slug
HAVING count(DISTINCT site) >= k()
