SELECT name AS module, count(DISTINCT site_id) AS sites
FROM reports, unnest(unused_modules) AS t(name)
WHERE name IS NOT NULL
GROUP BY name
HAVING count(DISTINCT site_id) >= k()
