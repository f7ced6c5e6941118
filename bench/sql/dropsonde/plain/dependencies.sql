SELECT replace(d.name, '/', '-') AS slug, count(DISTINCT site_id) AS sites
FROM reports, unnest(dependencies) AS t(d)
WHERE d.name IS NOT NULL
GROUP BY replace(d.name, '/', '-')
HAVING count(DISTINCT site_id) >= k()
